import { decodeBytes } from './charset.ts';

/** A structured field such as Content-Type: its value, lower-case, and the parameters behind it by lower-case name. */
interface StructuredField {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, Parameter>;
}
export interface Parameter {
  /** Latin-1 characters for bytes, unless it is `isDecoded`. */
  readonly text: string;
  /** It named its own charset (RFC 2231): nothing of it is encoded any more. */
  readonly isDecoded: boolean;
}

const unpartedValue = /^\s{0,9}(?:([\w!#$&^.+/-]{1,100})[\s,]{1,9})?(?=[\w*-]{1,40}\s{0,9}=)/;
const mostParameters = 100;
const mostPieces = 500;
const longest = 100_000;
/** Pieces of a name without quotes that semicolons divide, and characters of each. */
const mostInName = 10;
const longestInName = 300;

/** @param body of the field, behind its colon, still folded */
export function parseStructured(body: string): StructuredField {
  return parsePlain(body) ?? parseAny(body);
}

const longestPlain = 300;
const plainValue = /^([\w.+/-]*)\s*(?:;|$)/;
const plainParameter = /\s*([\w-]+)=(?:"([^"\\\r\n]*)"|([^\s"()*;\\]+))\s*(?:;|$)/y;

/** What nearly every field is: a value and parameters without comments, escapes or pieces. @returns undefined for any other */
function parsePlain(body: string): StructuredField | undefined {
  if (body.length > longestPlain) return undefined;
  const text = body.trim();
  const start = plainValue.exec(text);
  if (start === null) return undefined;
  const parameters = new Map<string, Parameter>();
  for (let at = start[0].length; at < text.length; at = plainParameter.lastIndex) {
    plainParameter.lastIndex = at;
    const found = plainParameter.exec(text);
    if (found === null) return undefined;
    const name = (found[1] ?? '').toLowerCase();
    // Of two with one name the first counts.
    if (!parameters.has(name)) parameters.set(name, { text: found[2] ?? found[3] ?? '', isDecoded: false });
  }
  return { value: (start[1] ?? '').toLowerCase(), parameters };
}

function parseAny(body: string): StructuredField {
  const text = body.slice(0, longest).replace(/[\r\n]+/g, '');
  // Behind the value of a field some programs write no semicolon, others no value at all.
  const [unparted, bare = ''] = unpartedValue.exec(text) ?? [];
  const scanner = createScanner(unparted === undefined ? text : text.slice(unparted.length));
  const value = (unparted === undefined ? dropComments(scanner.rest()) : bare).toLowerCase();
  const pieces = new Map<string, Piece[]>();
  for (let count = 0; count < mostPieces && pieces.size < mostParameters && !scanner.isDone(); count++) {
    const full = scanner.name();
    const [, name = '', index, star = ''] = /^([^*]*)(?:\*(\d{1,4}))?(\*?)$/.exec(full) ?? [];
    const text = scanner.value(full);
    if (name === '') continue;
    const known = pieces.get(name) ?? [];
    known.push({ index: index === undefined ? -1 : Number(index), isExtended: star === '*', text });
    pieces.set(name, known);
  }
  return { value, parameters: new Map([...pieces].map(([name, list]) => [name, joinPieces(list)])) };
}

interface Piece {
  /** -1 for a parameter in one piece. */
  readonly index: number;
  readonly isExtended: boolean;
  readonly text: string;
}

/** RFC 2231: `name*=utf-8''…` says more than `name=`, `name*0`, `name*1*` … are one value in pieces. */
function joinPieces(list: readonly Piece[]): Parameter {
  const whole =
    list.find(({ index, isExtended }) => index < 0 && isExtended) ?? list.find(({ index }) => index < 0);
  const pieces =
    whole === undefined || (!whole.isExtended && list.some(({ index }) => index >= 0))
      ? list.filter(({ index }) => index >= 0).toSorted((a, b) => a.index - b.index)
      : [whole];
  const [first] = pieces;
  const start = first?.isExtended ? /^([^']*)'[^']*'/.exec(first.text) : null;
  const parts = pieces.map(({ text, isExtended }, index) => {
    const own = index === 0 && start !== null ? text.slice(start[0].length) : text;
    return isExtended ? decodePercents(own) : own;
  });
  const text = parts.join('');
  if (start === null) return { text, isDecoded: false };
  const decoded = decodeBytes(Buffer.from(text, 'latin1'), start[1] || 'utf-8');
  // Programs of the web put quotes behind the charset, where they are characters of the name.
  return { text: decoded.replace(/^"([^"]*)"$/, '$1'), isDecoded: true };
}

function decodePercents(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

interface Scanner {
  isDone(): boolean;
  /** What stands before the next semicolon, which is passed. */
  rest(): string;
  name(): string;
  value(name: string): string;
}

function createScanner(text: string): Scanner {
  let at = 0;
  const skip = (pattern: RegExp) => {
    while (at < text.length && pattern.test(text.charAt(at))) at++;
  };
  const rest = () => {
    const found = text.indexOf(';', at);
    const end = found < 0 ? text.length : found;
    const result = text.slice(at, end).trim();
    at = end + 1;
    return result;
  };
  const peek = () => text.slice(at, at + longestInName).split(';', 1)[0] ?? '';
  return {
    isDone: () => at >= text.length,
    rest,
    name() {
      skip(/[\s;]/);
      const start = at;
      while (at < text.length && text.charAt(at) !== '=' && text.charAt(at) !== ';') at++;
      return dropComments(text.slice(start, at)).toLowerCase();
    },
    value(name) {
      if (text.charAt(at) !== '=') return '';
      at++;
      skip(/\s/);
      // File names with blanks and brackets are written without quotes often enough.
      if (text.charAt(at) !== '"') return /name/.test(name) ? readName(rest, peek) : dropComments(rest());
      const start = ++at;
      const end = findQuote(text, start, /name/.test(name));
      at = end + 1;
      rest();
      // A backslash before anything else is one of Windows' paths.
      return text.slice(start, end).replace(/\\(["\\])/g, '$1');
    },
  };
}

/** Until there is an extension, what is no parameter goes on with a name that stands there without quotes. */
function readName(rest: () => string, peek: () => string): string {
  let name = rest();
  for (let count = 0; count < mostInName && !/\.\w{1,5}$/.test(name); count++) {
    const next = peek();
    if (next.trim() === '' || next.includes('=')) break;
    name += `; ${rest()}`;
  }
  return name;
}

// RFC 5322 section 3.2.2.
function dropComments(text: string): string {
  return text.replace(/\([^()]*\)/g, '').trim();
}

const behindQuote = /^\s{0,9}(?:[;(]|$|(?<=\s)[\w*-]{1,40}=)/;

/**
 * @param isName of a file: quotes within it are written without a backslash, so only one with nothing but the next
 * parameter behind it ends it. @returns where the quoted string ends; its whole rest where the quote never comes
 */
function findQuote(text: string, from: number, isName: boolean): number {
  let last = -1;
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === '"') {
      if (!isName || behindQuote.test(text.slice(at + 1, at + 60))) return at;
      last = at;
    } else if (last >= 0 && text.charAt(at) === ';') return last;
  }
  return last >= 0 ? last : text.length;
}
