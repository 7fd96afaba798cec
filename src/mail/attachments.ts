import { detectMimeType } from 'nodemailer/lib/mime-funcs';
import { cleanFilename, defaultFilename } from '../domain/filename.ts';
import type { ParsedAttachment } from '../domain/message.ts';
import { decodePercents } from '../domain/percent-encoding.ts';
import { cleanLine } from '../domain/plain-text.ts';
import { readRasterType } from '../domain/raster-image.ts';
import { decodeBytes } from './charset.ts';
import { decodeTwice } from './charset-twice.ts';
import { decodeWhole, decodeWords } from './encoded-words.ts';
import type { MimePart } from './mime-part.ts';
import { listNames } from './picture-names.ts';

/** @param shown the names of pictures that the HTML body shows in place (mail/picture-names) */
export function readAttachment(
  part: MimePart,
  shown: ReadonlySet<string>,
  hint: string | undefined,
): ParsedAttachment {
  const given = cleanLine(readName(part, hint));
  const type = findType(part.type, given);
  const name = given === '' ? nameUnnamed(part, type, hint) : cleanFilename(given, type);
  const shownAs = listNames(part).find((each) => shown.has(each));
  return {
    name,
    type,
    contentId: (part.contentId || shownAs)?.slice(0, 998),
    // What no browser shows as a picture must be there to be saved.
    isInline: shownAs !== undefined && readRasterType(part.bytes) !== undefined,
    content: part.bytes,
  };
}

function findType(declared: string, name: string): string {
  const isVague = declared === 'application/octet-stream' || !/^[\w.+-]+\/[\w.+-]+$/.test(declared);
  if (!isVague) return declared;
  return name.includes('.')
    ? String(detectMimeType(name) || 'application/octet-stream')
    : 'application/octet-stream';
}

// A forwarded message is known by its subject.
function nameUnnamed(part: MimePart, type: string, hint: string | undefined): string {
  if (type !== 'message/rfc822' && type !== 'message/global') return defaultFilename(type);
  const head = Buffer.from(part.bytes.buffer, part.bytes.byteOffset, Math.min(part.bytes.length, 16_384));
  const line = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(head.toString('latin1'))?.[1] ?? '';
  const subject = decodeWords(decodeBytes(Buffer.from(line, 'latin1'), '', hint), hint).replace(
    /[/\\]/g,
    '-',
  );
  return subject.trim() === '' ? defaultFilename(type) : cleanFilename(`${cleanLine(subject)}.eml`, type);
}

/** Some programs encode a name a second time, in words or as a page writes its letters. */
function readName(part: MimePart, hint: string | undefined): string {
  const name = decodeTwice(decodeWhole(decodeName(part, hint), hint), 2);
  return name.includes('&#') ? name.replace(/&#(\d{3,6});/g, readReference) : name;
}

function readReference(whole: string, digits: string): string {
  const code = Number(digits);
  return code > 0x9f && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : whole;
}

/** Raw 8-bit bytes in a name are Latin-1 characters here. */
function decodeName({ filename, isNameDecoded }: MimePart, hint: string | undefined): string {
  if (isNameDecoded) return filename;
  const isAscii = !/[\x80-\xff]/.test(filename);
  // Programs of the web write names as they do in an address.
  if (isAscii && /%[c-f][\da-f]%[89ab]/i.test(filename)) return decodePercents(filename) ?? filename;
  return decodeWords(isAscii ? filename : decodeBytes(Buffer.from(filename, 'latin1'), '', hint), hint);
}
