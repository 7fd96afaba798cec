import { isUtf8 } from 'node:buffer';
import addressparser from 'nodemailer/lib/addressparser';
import { isAddress, normalizeAddress } from '../domain/address.ts';
import type { Address, HeaderField } from '../domain/message.ts';
import { cleanLine, trimEndOf } from '../domain/plain-text.ts';
import { mendAddressList } from './address-mending.ts';
import { decodeBytes } from './charset.ts';
import { decodeTwice, mendControls } from './charset-twice.ts';
import { decodeWhole, decodeWords, findWordCharset } from './encoded-words.ts';
import type { MimePart } from './mime-part.ts';

/** The root header of a message: raw values for structured fields, decoded ones for people. */
export interface HeaderReader {
  readonly fields: readonly HeaderField[];
  /** The unfolded value of the first field of that lower-case name, encoded words left alone. */
  findRaw(name: string): string | undefined;
  find(name: string): string | undefined;
  /** The addresses of all fields of that name, groups flattened, unusable ones left out. */
  listAddresses(name: string): Address[];
  listIds(name: string): string[];
}

/** @param hint the charset to assume for unlabelled 8-bit bytes. */
export function readHeader(lines: MimePart['headerLines'], hint: string | undefined): HeaderReader {
  const raw: HeaderField[] = [];
  for (const { key, line } of lines) {
    const colon = line.indexOf(':');
    if (colon > 0 && key !== '') raw.push([key, unfold(line.slice(colon + 1), hint)]);
  }
  // Of a field that stands there twice the first counts, unless nothing is in it.
  const findRaw = (name: string) =>
    (raw.find((field) => field[0] === name && field[1] !== '') ??
      raw.find((field) => field[0] === name))?.[1];
  return {
    fields: raw.map((field) => [field[0], cleanLine(decodeWords(field[1], hint))]),
    findRaw,
    find(name) {
      const value = findRaw(name);
      if (value === undefined) return undefined;
      return cleanLine(decodeTwice(decodeWhole(decodeWords(value, hint), hint), 2));
    },
    listAddresses: (name) =>
      raw.filter((field) => field[0] === name).flatMap((field) => readAddresses(field[1], hint)),
    listIds: (name) =>
      raw.filter((field) => field[0] === name).flatMap((field) => parseIds(plainIds(field[1]))),
  };
}

/** @returns the first charset the message names that can explain unlabelled bytes elsewhere in it. */
export function findWordHint(lines: MimePart['headerLines']): string | undefined {
  for (const { key, line } of lines) {
    if (key !== 'subject' && key !== 'from') continue;
    const charset = findWordCharset(line);
    if (charset !== undefined) return charset;
  }
  return undefined;
}

/** What most fields hold, with nothing in it that is left out. */
const loneId = /^<([!-;=?-~]{1,998})>$/;

/** Some programs encode the whole of a long field. */
function plainIds(value: string): string {
  return value.startsWith('=?') && !value.includes('<') ? decodeWords(value) : value;
}

/** @returns identifiers without angle brackets; tolerates missing brackets, comments and rubbish between them. */
function parseIds(value: string): string[] {
  const [, only] = value.length <= 1_000 ? (loneId.exec(value) ?? []) : [];
  if (only !== undefined) return [only];
  // As a page writes its brackets, or in quotes.
  if (/&[lg]t;|"/.test(value) && !value.includes('<')) return parseIds(value.replace(/&[lg]t;|"/g, ' '));
  const bracketed = [...value.matchAll(/<([^<>]{1,998})>/g)].map((match) => cleanId(match[1] ?? ''));
  const ids = bracketed.length > 0 ? bracketed : value.split(/[\s,]+/).map(cleanId);
  return [...new Set(ids.filter((id) => id !== '' && (bracketed.length > 0 || id.includes('@'))))];
}

function cleanId(id: string): string {
  return id.replace(/[\s<>\0-\x1f\x7f]+/g, '').slice(0, 998);
}

/** What nearly every field holds, and cannot be read in two ways: a bare address, or a few plain words before one. */
const plainAddress =
  /^(?:(?:([\w.' -]*\w)[ \t]+|"([\w.,' -]*\w)"[ \t]*)?<([\w.+-]+@[\w.-]+)>|([\w.+-]+@[\w.-]+)(?:[ \t]+\(([\w.' -]*\w)\))?)$/;
/** Where none of these stands, a comma has an address before and behind it. */
const structural = /["():;\\]/;

/**
 * Some programs encode a person whole, with the address, which RFC 2047 section 5 forbids. It is read where the field names
 * nobody else: words within a list must not become further ones.
 */
function readAddresses(value: string, hint: string | undefined): Address[] {
  const found = parseAddresses(value, hint);
  if (found.length > 0 || value.length > 2_000 || !value.includes('=?')) return found;
  const decoded = decodeWords(value, hint);
  const [only, ...more] = decoded.includes('<') ? parseAddresses(decoded, hint) : [];
  return only === undefined || more.length > 0 ? [] : [only];
}

function parseAddresses(value: string, hint: string | undefined): Address[] {
  const single = parsePlain(value, hint);
  if (single !== undefined) return single;
  if (value.length <= 2_000 && value.includes(',') && !structural.test(value)) {
    const several = value.split(',').map((each) => parsePlain(each.trim(), hint));
    if (several.every((each) => each !== undefined)) return several.flat();
  }
  return addressparser(mendAddressList(value), { flatten: true }).flatMap(({ name, address }) =>
    toAddress(name, address, hint),
  );
}

/** @returns undefined for what is read in another way */
function parsePlain(value: string, hint: string | undefined): Address[] | undefined {
  const plain = value.length <= 300 ? plainAddress.exec(value) : null;
  if (plain === null) return undefined;
  return toAddress(plain[1] ?? plain[2] ?? plain[5] ?? '', plain[3] ?? plain[4] ?? '', hint);
}

function toAddress(name: string, address: string, hint: string | undefined): Address[] {
  // RFC 2047 section 5: an encoded word may decode to a name, never to an address.
  const normalized = normalizeAddress(address);
  if (!isAddress(normalized)) return [];
  // What is left of brackets that are doubled, or of another kind.
  const bare = trimEndOf(name, /[<>\s]/).replace(/\[\s{0,3}\]$/, '');
  const decoded = cleanLine(decodeTwice(decodeWords(bare, hint), 1)).slice(0, 300);
  // Some programs encode a name together with its quotes.
  return [{ name: decoded.replace(/^"([^"]*)"$/, '$1'), address: normalized }];
}

function joinLines(text: string): string {
  let end = text.length;
  while (end > 0 && isLineEnd(text.charCodeAt(end - 1))) end--;
  const unfolded = text.slice(0, end).replace(/\r?\n(?=[ \t])/g, '');
  // A return alone parts two words.
  return unfolded.replace(/[\r\n]+/g, ' ');
}

// RFC 5322 section 2.2.3. The line is a string of bytes.
function unfold(line: string, hint: string | undefined): string {
  const isAscii = !/[^\0-\x7f]/.test(line);
  // Of other bytes one at the end may look like a blank.
  const text = isAscii ? line.trim() : line;
  const value = text.includes('\n') || text.includes('\r') ? joinLines(text) : text;
  if (isAscii) return value;
  const bytes = Buffer.from(value, 'latin1');
  return (isUtf8(bytes) ? mendControls(bytes.toString('utf8')) : decodeBytes(bytes, '', hint)).trim();
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
