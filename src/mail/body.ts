import { pieceOf, placeOf } from './absent-content.ts';
import { addText, type Body, emptyBody, mergeVersions } from './body-content.ts';
import { readCalendarPart } from './calendar-part.ts';
import { isUnreadable } from './charset.ts';
import {
  asFile,
  type OpeningBudget,
  openCms,
  openMessage,
  openTnef,
  startOpening,
  unknownType,
} from './containers.ts';
import { isTooDeep, stripTags } from './html-depth.ts';
import { repairHtml } from './html-repair.ts';
import type { ParseLimits } from './limits.ts';
import { listParts, type MimePart } from './mime-part.ts';
import { readTree } from './mime-tree.ts';
import {
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
import { readPartText, readPlain, readRtfBody } from './part-text.ts';
import { findArmour, findDetachedSigner, findPartProtection, openClearSigned } from './protection.ts';
import type { TnefMessage } from './tnef.ts';
import { splitUu } from './uuencode.ts';

interface Reading {
  body: Body;
  limits: ParseLimits;
  hint: string | undefined;
  opening: OpeningBudget;
  /** So many bytes of HTML may still be shown, of the whole message. */
  room: { html: number };
  /** The words are those of a message within. */
  isCertified: boolean;
  /** Nothing else of the message stands beside the part. */
  isWhole: boolean;
}

/** Sorts the parts of a message into bodies and files as RFC 2046 section 5.1 and the common mail programs do. */
export function readBody(root: MimePart, limits: ParseLimits, hint: string | undefined): Body {
  const body = emptyBody();
  const opening = startOpening(limits.totalBytes);
  const room = { html: limits.htmlBytes };
  const isCertified = isCertifiedMail(root);
  const reading = { body, limits, hint, opening, room, isCertified, isWhole: true };
  readPart(root, reading);
  if (body.rich.every(({ text }) => text.trim() === ''))
    for (const each of body.spare) useSpare(each, reading);
  if (body.protection === 'none') body.protection = findArmour(body.texts);
  return body;
}

function readPart(part: MimePart, reading: Reading): void {
  if (isCms(part) && readContainer(part, reading)) return;
  noteProtection(part, reading.body);
  if (part.type === 'multipart/alternative') readAlternative(part, reading);
  else if (part.children.length > 0) readParts(listParts(part), reading);
  else if (isBodyText(part, reading)) readText(part, reading);
  else if (isTnef(part)) readTnefPart(part, reading);
  else if (part.type === 'message/external-body') readExternal(part, reading);
  else if (part.type === 'message/partial') readPiece(part, reading);
  else if (isControl(part)) return;
  else if (reading.isCertified && isCertifiedLetter(part)) readLetter(part, reading);
  else if (part.bytes.length > 0 || part.filename !== '') keepFile(part, reading);
}

function noteProtection(part: MimePart, body: Body): void {
  if (body.protection === 'none') body.protection = findPartProtection(part);
  body.signature ??= findDetachedSigner(part);
}

function readParts(parts: readonly MimePart[], reading: Reading): void {
  const isWhole = reading.isWhole && parts.length === 1;
  for (const part of parts) readPart(part, { ...reading, isWhole });
}

function readAlternative(part: MimePart, reading: Reading): void {
  const children = part.children.filter((child) => !isPrivateVersion(child));
  const versions = (children.length > 0 ? children : part.children).map((child) => {
    const body = emptyBody();
    readPart(child, { ...reading, body, isWhole: false });
    return body;
  });
  mergeVersions(reading.body, children, versions);
}

function keepFile(part: MimePart, { body, hint }: Reading): void {
  body.files.push(part);
  const calendar = readCalendarPart(part, hint);
  if (calendar !== undefined) body.calendars.push(calendar);
}

/** Shows what is only signed or compressed. @returns false for what stays the file that it is */
function readContainer(part: MimePart, reading: Reading): boolean {
  const { body } = reading;
  const found = openCms(part, reading.opening);
  if (found.kind === 'encrypted') body.protection = 'smime-encrypted';
  if (found.kind === 'encrypted' || found.kind === 'closed') return false;
  if (found.kind === 'document') {
    keepFile(part, reading);
    keepFile(found.file, reading);
    return true;
  }
  const tree = readTree(found.content, reading.limits);
  if (found.signature !== undefined) {
    body.protection = 'smime-signed';
    body.signature ??= reading.isWhole ? found.signature : { ...found.signature, state: 'partial' };
  }
  readPart(tree, goDeeper(reading));
  return true;
}

/** It stays a file too: with its header it is the proof of what was sent. */
function readLetter(part: MimePart, reading: Reading): void {
  keepFile(part, reading);
  const message = openMessage(part, reading.opening);
  if (message !== undefined)
    readPart(readTree(message, reading.limits), {
      ...goDeeper(reading),
      isCertified: false,
      isWhole: false,
    });
}

function goDeeper(reading: Reading): Reading {
  const { depth, left } = reading.opening;
  return { ...reading, opening: { depth: depth + 1, left } };
}

/** What is no TNEF, or holds nothing, stays the file that it is. */
function readTnefPart(part: MimePart, reading: Reading): void {
  const found = openTnef(part);
  if (found === undefined) {
    keepFile(part, reading);
    return;
  }
  reading.body.spare.push(found.message);
  for (const file of found.files) if (!readSigned(file, reading)) keepFile(file, reading);
}

/** Exchange puts a message that is signed into one file of its own format (MS-OXOSMIME section 2.1). */
function readSigned(file: MimePart, reading: Reading): boolean {
  const within = { ...reading, isWhole: false };
  if (isCms(file)) return readContainer(file, within);
  const entity = file.type === 'multipart/signed' ? openMessage(file, reading.opening) : undefined;
  if (entity !== undefined) readPart(readTree(entity, reading.limits), goDeeper(within));
  return entity !== undefined;
}

/** It is never fetched: who reads the message decides. */
function readExternal(part: MimePart, reading: Reading): void {
  keepFile(part, reading);
  const place = placeOf(part);
  if (place !== '') addText(place, reading.body);
}

/** The first of the pieces has the beginning of the words; its files are cut, and stay in it. */
function readPiece(part: MimePart, reading: Reading): void {
  const { number, name } = pieceOf(part);
  keepFile(part.filename === '' ? { ...part, filename: name } : part, reading);
  const message = number === 1 ? openMessage(part, reading.opening) : undefined;
  if (message === undefined) return;
  const body = emptyBody();
  readPart(readTree(message, reading.limits), { ...goDeeper(reading), body });
  reading.body.texts.push(...body.texts);
  reading.body.rich.push(...body.rich);
  reading.body.hasLoneHtml ||= body.hasLoneHtml;
}

function useSpare({ html, text }: Pick<TnefMessage, 'html' | 'text'>, { body, room }: Reading): void {
  if (html !== undefined && html.length <= room.html && !isTooDeep(html)) {
    room.html -= html.length;
    body.rich.push({ kind: 'html', text: html });
    body.hasLoneHtml ||= text === undefined;
  } else if (text !== undefined) body.rich.push({ kind: 'plain', text });
  if (text !== undefined) body.texts.push(text);
}

function isBodyText(part: MimePart, { body, room, isWhole }: Reading): boolean {
  const { type, filename } = part;
  const disposition = isWhole && isLoneText(part) ? '' : part.disposition;
  // Forms of the web and others have words of their own there (RFC 2183 section 2.8 would have them saved).
  if (disposition === 'attachment' || (disposition !== '' && disposition !== 'inline' && filename !== ''))
    return false;
  const isNamedFile = filename !== '' && body.rich.length > 0;
  if (type === 'text/html' || type === 'text/rtf') return !isNamedFile && part.bytes.length <= room.html;
  if (type === 'text/plain' || type === 'text' || isEnriched(part)) return !isNamedFile;
  // RFC 2046 section 4.1.4: what is not known of text is read as plain text.
  return type.startsWith('text/') && filename === '' && !isSavedText(type);
}

function readText(part: MimePart, reading: Reading): void {
  const { body, hint } = reading;
  if (isUnreadable(part.bytes, part.charset)) {
    keepFile({ ...part, filename: part.filename || `message.${part.charset.toLowerCase()}.txt` }, reading);
    return;
  }
  if (part.type === 'text/rtf') {
    useSpare(readRtfBody(part), reading);
    return;
  }
  const { text, isHtml } = readPartText(part, hint);
  if (isHtml && !isTooDeep(text)) {
    reading.room.html -= part.bytes.length;
    body.rich.push({ kind: 'html', text: repairHtml(text) });
    body.hasLoneHtml = true;
    return;
  }
  if (isHtml) body.files.push(part);
  const written = isHtml ? stripTags(text) : takeFiles(readPlain(text, part), part, reading);
  const plain = openClearSigned(written);
  if (plain !== written && body.protection === 'none') body.protection = 'pgp-signed';
  addText(plain, body);
}

/** Old programs write their files into the text. */
function takeFiles(text: string, part: MimePart, reading: Reading): string {
  const { text: rest, files } = splitUu(text);
  for (const { name: filename, content: bytes } of files) {
    const file = asFile(part, { type: unknownType, filename, contentId: '', bytes });
    if (isTnef(file)) readTnefPart(file, reading);
    else keepFile(file, reading);
  }
  return rest;
}
