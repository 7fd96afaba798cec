import { findHeader, type HeaderField, type MimePart, parseHeaders, parseMime } from './imap-mime.ts';

/** Headers beyond this are not looked at, as a row of a list is to be cheap. */
const headLimit = 64 * 1024;

interface MailAddress {
  emailAddress: { name: string; address: string };
}

export function readHead(raw: Buffer): HeaderField[] {
  const found = raw.indexOf('\r\n\r\n');
  const end = found === -1 ? raw.indexOf('\n\n') : found;
  return parseHeaders(raw.toString('latin1', 0, Math.min(end === -1 ? raw.length : end + 2, headLimit)));
}

/** A field as people read it: UTF-8 where it is, and encoded words (RFC 2047) decoded. */
export function readText(headers: readonly HeaderField[], name: string): string {
  return decodeWords(findHeader(headers, name) ?? '');
}

export function readAddresses(headers: readonly HeaderField[], name: string): MailAddress[] {
  const field = findHeader(headers, name);
  return field === undefined ? [] : splitAddresses(field).map(readAddress);
}

/** Apart by commas; quotes, comments and angle brackets keep theirs. */
function splitAddresses(field: string): string[] {
  const pieces = field.match(/(?:"(?:[^"\\]|\\.)*"|\([^)]*\)|<[^>]*>|[^,"(<])+/g) ?? [];
  return pieces.map((piece) => piece.replace(/^[^:"<@]*:|;\s*$/g, '').trim()).filter(Boolean);
}

function readAddress(text: string): MailAddress {
  const angle = /^([^<]*)<([^>]*)>/.exec(text);
  const address = (angle?.[2] ?? text.replace(/\([^)]*\)/g, '')).trim();
  const name = (angle?.[1] ?? '').trim().replace(/^"(.*)"$/s, '$1');
  const plain = decodeWords(name.replace(/\\(.)/g, '$1'));
  return { emailAddress: { name: plain === '' ? address : plain, address } };
}

export function decodeWords(text: string): string {
  const joined = text.replace(/(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi, '$1');
  const words = joined.replace(/=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi, (whole, charset, way, content) => {
    const bytes =
      way.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : decodeQuoted(content.replaceAll('_', ' '));
    return decodeBytes(bytes, charset.replace(/\*.*$/, '')) ?? whole;
  });
  // Header fields were read as latin1; what was UTF-8 becomes so again.
  return /[\x80-\xff]/.test(text) && words === text ? Buffer.from(text, 'latin1').toString() : words;
}

/** The first text of a message, as Graph gives it in `body`. */
export function readBody(raw: Buffer): { contentType: 'text' | 'html'; content: string } {
  const part = findText(parseMime(raw));
  if (!part) return { contentType: 'text', content: '' };
  const contentType = part.subtype === 'HTML' ? 'html' : 'text';
  const content = decodePart(raw, part);
  return { contentType, content: decodeBytes(content, part.parameters.get('charset') ?? 'utf-8') ?? '' };
}

export function decodePart(raw: Buffer, part: MimePart): Buffer {
  const body = raw.subarray(part.bodyStart, part.end);
  const encoding = findHeader(part.headers, 'content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64');
  return encoding === 'quoted-printable' ? decodeQuoted(body.toString('latin1')) : body;
}

function findText(part: MimePart): MimePart | undefined {
  if (part.type === 'TEXT' && !isFile(part)) return part;
  const found = part.type === 'MULTIPART' ? part.children.map(findText) : [];
  const texts = found.filter((each) => each !== undefined);
  return part.subtype === 'ALTERNATIVE' ? texts.at(-1) : texts[0];
}

function isFile(part: MimePart): boolean {
  const disposition = findHeader(part.headers, 'content-disposition') ?? '';
  return /^attachment/i.test(disposition) || part.parameters.has('name');
}

export function listFiles(part: MimePart): MimePart[] {
  if (part.type === 'MULTIPART') return part.children.flatMap(listFiles);
  return isFile(part) || (part.type !== 'TEXT' && part.headers.length > 0) ? [part] : [];
}

function decodeQuoted(text: string): Buffer {
  const joined = text.replace(/[ \t]*=\r?\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

function decodeBytes(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A charset that nobody knows: the text stays as it is written.
    return undefined;
  }
}
