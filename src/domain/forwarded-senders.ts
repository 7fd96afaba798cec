import { listLines, readAddress } from './address-in-text.ts';
import { isAttribution } from './attribution.ts';
import { type HeadLine, readHeadLine } from './mail-head-words.ts';
import type { Address, HeaderField } from './message.ts';
import { isSeparator } from './quote-heads.ts';
import { attributionWords } from './quote-words.ts';
import { isForwardSubject, isPerhapsForwardSubject } from './subject.ts';

/** What of a message tells who else it may be from. */
export interface InnerFacts {
  readonly from: Address | undefined;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly replyTo: readonly Address[];
  readonly headers: readonly HeaderField[];
  readonly subject: string;
  readonly text: string;
  /** Who has written the messages that are attached to it; undefined for one that does not say. */
  readonly attachedSenders: readonly (Address | undefined)[];
}

/** @returns the authors of the messages that this one passes on, the last one first */
export function findForwarded(message: InnerFacts): Address[] {
  const { subject, text } = message;
  if (isForwardSubject(subject)) {
    const authors = listForwardedSenders(text);
    if (authors.length > 0) return authors;
    const lines = listLines(text);
    const author = findAttachedSender(message) ?? findSenderBelow(lines) ?? findIntroducedSender(lines);
    return author === undefined ? [] : [author];
  }
  if (!isPerhapsForwardSubject(subject)) return [];
  // An answer goes to who wrote what stands below it.
  const authors = listForwardedSenders(text);
  return isRecipient(message, authors[0]) ? [] : authors;
}

export function isRecipient({ to, cc }: InnerFacts, address: Address | undefined): boolean {
  return [...to, ...cc].some((each) => each.address === address?.address);
}

const mostForwarded = 10;

/**
 * @returns the authors of the messages that a text forwards, the last one first, from the header blocks that mail programs
 * write; up to the one whose address does not stand there
 */
export function listForwardedSenders(text: string): Address[] {
  const lines = listLines(text).flatMap(splitBlock);
  const heads = lines.map(readHeadLine);
  const authors: Address[] = [];
  for (const [index, head] of heads.entries()) {
    const marked = groupWiseLine.exec(lines[index] ?? '')?.[1];
    const isAuthor = head?.parts.has('from') === true && head.value.length > 2 && hasNeighbour(heads, index);
    if (!isAuthor && marked === undefined) continue;
    const value = marked ?? head?.value ?? '';
    const found = readNamed(onBehalf.exec(value)?.[1] ?? '') ?? readNamed(value);
    if (found === undefined || authors.length >= mostForwarded) break;
    authors.push(found);
  }
  return authors;
}

/** ">>> Anna <anna@example.com> 02.03.2026 10:22 >>>" */
const groupWiseLine = /^[>\s]{0,9}>>>\s(.{1,250}@.{1,250}\d[:.]\d\d.{0,20})>>>\s{0,9}$/;

/** Yahoo writes all of the block in the line that says that a message is passed on. */
function splitBlock(line: string): string[] {
  const rest = /^\s{0,9}-{3,9}\s?[^-]{3,60}\s?-{3,9}\s{1,9}(\S.*)$/.exec(line)?.[1];
  return rest === undefined ? [line] : [line.slice(0, -rest.length), ...rest.split(/(?<=>)/)];
}

/** A label alone, such as "From:", begins many a line. */
function hasNeighbour(heads: readonly (HeadLine | undefined)[], index: number): boolean {
  const around = [...heads.slice(Math.max(0, index - 3), index), ...heads.slice(index + 1, index + 8)];
  return around.some((head) => head !== undefined && !head.parts.has('from'));
}

/** Outlook names who sent it, and then who it is from. */
const onBehalf =
  /\b(?:on behalf of|im auftrag von|au nom de|de la part de|en nombre de|per conto di|em nome de|namens)\s(.*)/iu;

const linesBelow = 3;

/**
 * Notes draws the block as a table or begins it with who wrote and when, eM Client sets no colon: the first that is named
 * right below the line that says so.
 */
function findSenderBelow(lines: readonly string[]): Address | undefined {
  const start = lines.findIndex(isSeparator) + 1;
  if (start === 0) return undefined;
  const below = lines
    .slice(start, start + 20)
    .map((line) => line.replace(/^[\s|>]{1,20}/, ''))
    .filter((line) => /\p{L}/u.test(line))
    .slice(0, linesBelow);
  const line = below.find((each) => each.includes('@')) ?? '';
  if (readHeadLine(line) !== undefined) return undefined;
  const found = readNamed(line);
  return found && { ...found, name: dropFirst(unquote(found.name), isFromLabel) };
}

function isFromLabel(word: string): boolean {
  return readHeadLine(`${word}: `)?.parts.has('from') === true;
}

/** Some programs pass a message on below the line that they write above a quote, which may be two. */
function findIntroducedSender(lines: readonly string[]): Address | undefined {
  for (const [index, line] of lines.entries()) {
    if (!/\d/.test(line) || line.length > 300) continue;
    for (const text of [line, `${line} ${lines[index + 1] ?? ''}`]) {
      if (!text.includes('@') || text.length > 400 || !isAttribution(text)) continue;
      const found = readAddress(text.replace(ofMessage, '').replace(/^[>\s]{1,20}/, ''));
      return found && { ...found, name: readIntroduced(found.name) };
    }
  }
  return undefined;
}

/** GroupWise names the message, too, which looks like an address. */
const ofMessage =
  /\s(?:in|im|i|dans le|en el|nel|na|v)\s(?:message|nachricht|bericht|meddelande|meddelelse|melding|mensaje|messaggio|mensagem|zprávě)\s{0,3}<[^<>]{1,300}>,?/i;

/** Before the name stands when it was written, and in some languages the verb. */
function readIntroduced(before: string): string {
  const name = unquote(before);
  const own = name === before ? (before.split(/,\s|\d\s/).at(-1) ?? '') : name;
  return dropFirst(own.replace(/^["'\s]{1,5}|["'\s]{1,5}$/g, ''), isVerb);
}

const otherVerbs: ReadonlySet<string> = new Set(['heeft', 'időpontban', 'пользователь', 'používateľ']);

function isVerb(word: string): boolean {
  return otherVerbs.has(word) || attributionWords.includes(word);
}

function dropFirst(name: string, isOther: (word: string) => boolean): string {
  const [word = '', rest = ''] = name.split(/\s(.*)/s);
  return rest !== '' && isOther(word.toLowerCase()) ? rest.trim() : name;
}

/** @returns what stands in the quotes that end a text; the text where there are none */
function unquote(text: string): string {
  const bare = text.replace(/[\s"”“»]{1,5}$/, '');
  const start = Math.max(...['„', '«', '“'].map((mark) => bare.lastIndexOf(mark)));
  if (start >= 0) return bare.slice(start + 1).trim();
  // The quote behind the name is off already.
  const isOpen = bare.split('"').length % 2 === 0;
  return isOpen ? bare.slice(bare.lastIndexOf('"') + 1).trim() : text;
}

/** @returns the first address with its name, which stands before it or, as a comment, behind it (RFC 5322 appendix A.5) */
function readNamed(value: string): Address | undefined {
  const found = readAddress(value);
  if (found === undefined || found.name !== '') return found;
  const comment = /@[^\s()@]{1,253}\s{0,3}\(([^()@]{1,100})\)/.exec(value)?.[1]?.trim() ?? '';
  return /\p{L}/u.test(comment) ? { ...found, name: comment } : found;
}

/** Outlook forwards a message as a file too. Several files are no forwarded message, but a collection. */
function findAttachedSender({ attachedSenders }: InnerFacts): Address | undefined {
  return attachedSenders.length === 1 ? attachedSenders[0] : undefined;
}
