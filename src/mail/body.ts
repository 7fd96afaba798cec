import { unflow } from '../domain/flowed.ts';
import type { Protection, Signature } from '../domain/message.ts';
import { type CalendarPart, readCalendarPart } from './calendar-part.ts';
import { decodeBytes } from './charset.ts';
import { readEnriched } from './enriched-text.ts';
import { isTooDeep, stripTags } from './html-depth.ts';
import { isHtmlPage, repairHtml } from './html-repair.ts';
import type { ParseLimits } from './limits.ts';
import { listParts, type MimePart } from './mime-part.ts';
import { readTree } from './mime-tree.ts';
import {
  documentName,
  isCertifiedLetter,
  isCertifiedMail,
  isCms,
  isControl,
  isEnriched,
  isLoneText,
  isPrivateVersion,
  isSavedText,
  isTnef,
} from './part-kind.ts';
import { findArmour, findProtection, openClearSigned } from './protection.ts';
import { readRtf } from './rtf.ts';
import { readCms, readDetachedSigner } from './smime.ts';
import { readTnef, type TnefMessage } from './tnef.ts';
import { splitUu } from './uuencode.ts';

/** What of the MIME tree is read as the message itself, and what stays a file. */
export interface Body {
  /** The bodies in order; of an alternative only the plain one is here, as its HTML one is in `rich`. */
  readonly texts: string[];
  /** What the HTML view shows, in order; none of kind `html` means that there is no such view. */
  readonly rich: { kind: 'html' | 'plain'; text: string }[];
  /** Some HTML has no plain text beside it, so the text must be made from the HTML view. */
  hasLoneHtml: boolean;
  readonly files: MimePart[];
  /** The appointments of text/calendar parts, which stay files too. */
  readonly calendars: CalendarPart[];
  /** Bodies out of winmail.dat, read only where the message has no other. */
  readonly spare: TnefMessage[];
  protection: Protection;
  signature: Signature | undefined;
}

interface Reading {
  body: Body;
  limits: ParseLimits;
  hint: string | undefined;
  /** How many signed or compressed containers have been opened on the way. */
  opened: number;
  /** What may still be opened, of the whole message: a few kilobytes can hold a thousand, and each of them megabytes. */
  left: { containers: number; bytes: number };
  /** The words are those of a message within. */
  isCertified: boolean;
}

const mostOpened = 3;
const mostContainers = 10;

/** Sorts the parts of a message into bodies and files as RFC 2046 section 5.1 and the common mail programs do. */
export function readBody(root: MimePart, limits: ParseLimits, hint: string | undefined): Body {
  const body = emptyBody();
  const left = { containers: mostContainers, bytes: limits.totalBytes };
  const reading = { body, limits, hint, opened: 0, left, isCertified: isCertifiedMail(root) };
  readPart(isLoneText(root) ? { ...root, disposition: '' } : root, reading);
  if (body.rich.every(({ text }) => text.trim() === ''))
    for (const each of body.spare) useSpare(each, body, limits);
  if (body.protection === 'none') body.protection = findArmour(body.texts);
  return body;
}

function emptyBody(): Body {
  return {
    texts: [],
    rich: [],
    hasLoneHtml: false,
    files: [],
    calendars: [],
    spare: [],
    protection: 'none',
    signature: undefined,
  };
}

function readPart(part: MimePart, reading: Reading): void {
  if (isCms(part) && openCms(part, reading)) return;
  notePartProtection(part, reading.body);
  if (part.type === 'multipart/alternative') readAlternative(part, reading);
  else if (part.children.length > 0) for (const child of listParts(part)) readPart(child, reading);
  else if (isBodyText(part, reading)) readText(part, reading);
  else if (isTnef(part)) openTnef(part, reading);
  else if (isControl(part)) return;
  else if (reading.isCertified && isCertifiedLetter(part)) openLetter(part, reading);
  else if (part.bytes.length > 0 || part.filename !== '') keepFile(part, reading);
}

// The last version a reader can show wins (RFC 2046 section 5.1.4); we take the first plain and the last HTML one.
function readAlternative(part: MimePart, reading: Reading): void {
  const children = part.children.filter((child) => !isPrivateVersion(child));
  const versions = (children.length > 0 ? children : part.children).map((child) => {
    const body = emptyBody();
    readPart(child, { ...reading, body });
    return body;
  });
  const plain = versions.find((version) => version.texts.some((text) => text.trim() !== ''));
  const rich = versions.findLast((version) => version.rich.some((piece) => !isHollow(piece)));
  const { body } = reading;
  body.texts.push(...(plain?.texts ?? []));
  body.rich.push(...(rich?.rich ?? plain?.rich ?? []));
  if (rich === undefined) addFurtherText(body, children, versions);
  if (rich !== undefined && plain === undefined) body.hasLoneHtml = true;
  for (const version of versions) {
    body.files.push(...version.files);
    body.calendars.push(...version.calendars);
    body.spare.push(...version.spare);
    if (version.protection !== 'none') body.protection = version.protection;
    body.signature ??= version.signature;
  }
}

/** Two plain texts are no versions of one another where they say different things: some programs put their notes there. */
function addFurtherText(body: Body, children: readonly MimePart[], versions: readonly Body[]): void {
  for (const [index, { type }] of children.entries()) {
    const words = type === 'text/plain' ? (versions[index]?.texts.join('\n') ?? '') : '';
    if (words.trim() === '' || body.texts.some((text) => text.includes(words.trim()))) continue;
    body.texts.push(words);
    body.rich.push({ kind: 'plain', text: words });
  }
}

/** HTML without a word or a picture: the plain version beside it says what there is. */
function isHollow({ kind, text }: Body['rich'][number]): boolean {
  if (kind === 'plain') return true;
  return text.length < 20_000 && !/<(?:img|image|input)\b/i.test(text) && stripTags(text).trim() === '';
}

function keepFile(part: MimePart, { body, hint }: Reading): void {
  body.files.push(part);
  const calendar = readCalendarPart(part, hint);
  if (calendar !== undefined) body.calendars.push(calendar);
}

/** Shows what is only signed or compressed. @returns false for what stays the file that it is */
function openCms(part: MimePart, reading: Reading): boolean {
  const { body, limits, opened, left } = reading;
  const mayOpen = opened < mostOpened && left.containers > 0;
  const found = mayOpen ? readCms(part.bytes, left.bytes) : undefined;
  if (found?.kind !== 'signed' && found?.kind !== 'compressed') {
    if (found?.kind === 'encrypted') body.protection = 'smime-encrypted';
    return false;
  }
  left.containers--;
  left.bytes -= found.content.length;
  const name = documentName(part);
  if (name !== '' && !isEntity(found.content)) {
    keepFile(part, reading);
    const document = { type: unknownType, filename: name, contentId: '', bytes: found.content };
    keepFile({ ...asFile(part, document), isNameDecoded: part.isNameDecoded }, reading);
    return true;
  }
  const tree = readTree(found.content, limits);
  if (found.kind === 'signed') {
    body.protection = 'smime-signed';
    body.signature ??= found.signature;
  }
  readPart(tree, { ...reading, opened: opened + 1 });
  return true;
}

/** RFC 8551 section 3.1: what is signed of a message begins with its fields. */
function isEntity(content: Buffer): boolean {
  const [start = ''] = content.toString('latin1', 0, 4_096).split(/\r?\n\r?\n/, 1);
  return /^content-[a-z-]{2,30}:/im.test(start);
}

/** It stays a file too: with its header it is the proof of what was sent. */
function openLetter(part: MimePart, reading: Reading): void {
  keepFile(part, reading);
  const { left, limits, opened } = reading;
  if (opened >= mostOpened || left.containers <= 0) return;
  left.containers--;
  readPart(readTree(part.bytes, limits), { ...reading, opened: opened + 1, isCertified: false });
}

/** What is no TNEF, or holds nothing, stays the file that it is. */
function openTnef(part: MimePart, reading: Reading): void {
  const found = readTnef(part.bytes);
  if (
    found === undefined ||
    (found.files.length === 0 && found.html === undefined && found.text === undefined)
  ) {
    keepFile(part, reading);
    return;
  }
  reading.body.spare.push(found);
  for (const { name: filename, type, contentId, content: bytes } of found.files)
    keepFile(asFile(part, { type: type || unknownType, filename, contentId, bytes }), reading);
}

const unknownType = 'application/octet-stream';

/** A file that was written into a part, as a part of its own. */
function asFile(
  part: MimePart,
  facts: Pick<MimePart, 'type' | 'filename' | 'contentId' | 'bytes'>,
): MimePart {
  return {
    ...part,
    ...facts,
    typeLine: '',
    charset: '',
    disposition: 'attachment',
    isNameDecoded: true,
    headerLines: [],
  };
}

function useSpare({ html, text }: Pick<TnefMessage, 'html' | 'text'>, body: Body, limits: ParseLimits): void {
  if (html !== undefined && html.length <= limits.htmlBytes && !isTooDeep(html)) {
    body.rich.push({ kind: 'html', text: html });
    body.hasLoneHtml ||= text === undefined;
  } else if (text !== undefined) body.rich.push({ kind: 'plain', text });
  if (text !== undefined) body.texts.push(text);
}

function isBodyText(part: MimePart, { body, limits }: Reading): boolean {
  const { type, disposition, filename } = part;
  // Forms of the web and others have words of their own there (RFC 2183 section 2.8 would have them saved).
  if (disposition === 'attachment' || (disposition !== '' && disposition !== 'inline' && filename !== ''))
    return false;
  const isNamedFile = filename !== '' && body.rich.length > 0;
  if (type === 'text/html' || type === 'text/rtf')
    return !isNamedFile && part.bytes.length <= limits.htmlBytes;
  if (type === 'text/plain' || type === 'text' || isEnriched(part)) return !isNamedFile;
  // RFC 2046 section 4.1.4: what is not known of text is read as plain text.
  return type.startsWith('text/') && filename === '' && !isSavedText(type);
}

function readText(part: MimePart, reading: Reading): void {
  const { body, hint } = reading;
  if (part.type === 'text/rtf') {
    useSpare(readRtfBody(part), body, reading.limits);
    return;
  }
  const isCalled = part.type === 'text/html';
  const text = decodeBytes(part.bytes, part.charset, isCalled ? findMetaCharset(part) : undefined, hint);
  const isHtml = isCalled || (part.type === 'text/plain' && isHtmlPage(text));
  if (isHtml && !isTooDeep(text)) {
    body.rich.push({ kind: 'html', text: repairHtml(text) });
    body.hasLoneHtml = true;
    return;
  }
  if (isHtml) body.files.push(part);
  const written = isHtml ? stripTags(text) : takeFiles(readPlain(text, part), part, reading);
  const plain = openClearSigned(written);
  if (plain !== written && body.protection === 'none') body.protection = 'pgp-signed';
  body.texts.push(plain);
  body.rich.push({ kind: 'plain', text: plain });
}

function readRtfBody({ bytes }: MimePart): Pick<TnefMessage, 'html' | 'text'> {
  const { html, text } = readRtf(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
  );
  return html === undefined ? { html, text } : { html, text: undefined };
}

function readPlain(text: string, part: MimePart): string {
  if (isEnriched(part)) return readEnriched(text);
  return part.flowed ? unflow(text, part.deleteSpace) : text;
}

/** Old programs write their files into the text. */
function takeFiles(text: string, part: MimePart, reading: Reading): string {
  const { text: rest, files } = splitUu(text);
  for (const { name: filename, content: bytes } of files) {
    const file = asFile(part, { type: unknownType, filename, contentId: '', bytes });
    if (isTnef(file)) openTnef(file, reading);
    else keepFile(file, reading);
  }
  return rest;
}

function findMetaCharset(part: MimePart): string | undefined {
  const head = Buffer.from(part.bytes.buffer, part.bytes.byteOffset, Math.min(part.bytes.length, 4096));
  return /<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([\w-]{2,40})/i.exec(head.toString('latin1'))?.[1];
}

// RFC 8551 section 3.2 and RFC 3156.
function notePartProtection(part: MimePart, body: Body): void {
  // Exchange takes a message of PGP apart, and leaves its pieces as files.
  // Not every program says in the Content-Type by what it is signed.
  const line = `${part.typeLine} ${part.children.map(({ type }) => type).join(' ')}`.toLowerCase();
  const found = isControl(part) ? 'pgp-encrypted' : findProtection(part.type, line);
  if (found !== 'none' && body.protection === 'none') body.protection = found;
  if (part.type !== 'multipart/signed') return;
  const signature = part.children.find(({ type }) => /^application\/(?:x-)?pkcs7-signature$/.test(type));
  if (signature !== undefined) body.signature ??= readDetachedSigner(signature.bytes);
}
