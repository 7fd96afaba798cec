import { decodeBytes } from './charset.ts';
import { decompressRtf } from './compressed-rtf.ts';
import { readRtf } from './rtf.ts';
import { type MapiProperty, readProperties } from './tnef-properties.ts';

// Outlook's own format, sent as winmail.dat where its "rich text" goes out (MS-OXTNEF).

interface TnefFile {
  readonly name: string;
  /** '' where the message does not say. */
  readonly type: string;
  readonly contentId: string;
  readonly content: Uint8Array;
}

export interface TnefMessage {
  readonly html: string | undefined;
  readonly text: string | undefined;
  readonly files: readonly TnefFile[];
}

const signature = 0x223e9f78;
const mostFiles = 200;
const mostRtfBytes = 16 * 1024 * 1024;
const attribute = {
  body: 0x0002800c,
  attachRendering: 0x00069002,
  attachTitle: 0x00018010,
  attachData: 0x0006800f,
  attachment: 0x00069005,
  messageProperties: 0x00069003,
  codePage: 0x00069007,
} as const;
const mapi = {
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  attachData: 0x3701,
  attachName: 0x3704,
  attachLongName: 0x3707,
  attachType: 0x370e,
  attachContentId: 0x3712,
  internetCodePage: 0x3fde,
} as const;

/** So deep messages within messages are opened. */
const deepest = 3;

/**
 * Reads as far as the bytes make sense: what is cut or damaged ends the reading, not the message.
 * @param depth within how many others it is
 * @returns undefined when it is no TNEF
 */
export function readTnef(bytes: Uint8Array, depth = 0): TnefMessage | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length < 6 || data.readUInt32LE(0) !== signature) return undefined;
  const draft: Draft = { codePage: '', html: undefined, text: undefined, rtf: undefined, files: [] };
  // Each attribute: level (1), id (4), length (4), data, checksum (2).
  for (let at = 6; at + 9 <= data.length && draft.files.length <= mostFiles; ) {
    const id = data.readUInt32LE(at + 1);
    const length = data.readUInt32LE(at + 5);
    if (at + 9 + length > data.length) break;
    readAttribute(id, data.subarray(at + 9, at + 9 + length), draft);
    at += 9 + length + 2;
  }
  const files = draft.files.filter(({ content }) => content.length > 0);
  return {
    ...readWords(draft),
    files: files.flatMap((file) => openEmbedded(file, depth)).slice(0, mostFiles),
  };
}

/** A message that is attached to one of Outlook's comes in its format too: its words become a file, and its files. */
function openEmbedded(file: TnefFile, depth: number): TnefFile[] {
  const inner = depth < deepest ? readTnef(file.content, depth + 1) : undefined;
  const words = inner?.html ?? inner?.text;
  if (inner === undefined || (words === undefined && inner.files.length === 0)) return [file];
  const isHtml = inner.html !== undefined;
  const type = isHtml ? 'text/html' : 'text/plain';
  const name = `${file.name || 'message'}.${isHtml ? 'html' : 'txt'}`;
  const content = Buffer.from(words ?? '');
  return [...(content.length > 0 ? [{ name, type, contentId: '', content }] : []), ...inner.files];
}

/** Rich text is read only where it is all there is: what Outlook makes of it for others is nearer to what they show. */
function readWords({ html, text, rtf }: Draft): Pick<TnefMessage, 'html' | 'text'> {
  const isEmpty = (html ?? '').trim() === '' && (text ?? '').trim() === '';
  const found = rtf === undefined || !isEmpty ? undefined : decompressRtf(rtf, mostRtfBytes);
  if (found === undefined) return { html, text };
  const read = readRtf(found);
  return read.html === undefined
    ? { html: undefined, text: read.text }
    : { html: read.html, text: undefined };
}

interface Draft {
  codePage: string;
  html: string | undefined;
  text: string | undefined;
  rtf: Buffer | undefined;
  readonly files: { name: string; type: string; contentId: string; content: Uint8Array }[];
}

function readAttribute(id: number, data: Buffer, draft: Draft): void {
  const file = draft.files.at(-1);
  switch (id) {
    case attribute.codePage:
      if (data.length >= 4) draft.codePage = nameCodePage(data.readUInt32LE(0));
      break;
    case attribute.body:
      draft.text ??= decode(data, draft.codePage);
      break;
    case attribute.messageProperties:
      readMessage(readProperties(data), draft);
      break;
    case attribute.attachRendering:
      draft.files.push({ name: '', type: '', contentId: '', content: new Uint8Array() });
      break;
    case attribute.attachTitle:
      if (file !== undefined) file.name ||= decode(data, draft.codePage);
      break;
    case attribute.attachData:
      if (file !== undefined) file.content = data;
      break;
    case attribute.attachment:
      if (file !== undefined) Object.assign(file, readFile(readProperties(data), file, draft.codePage));
      break;
  }
}

function readMessage(properties: readonly MapiProperty[], draft: Draft): void {
  const page = properties.find(({ id }) => id === mapi.internetCodePage)?.bytes;
  const charset =
    page !== undefined && page.length >= 4 ? nameCodePage(page.readUInt32LE(0)) : draft.codePage;
  const html = properties.find(({ id }) => id === mapi.html);
  const text = properties.find(({ id }) => id === mapi.body);
  const rtf = properties.find(({ id }) => id === mapi.rtf);
  if (rtf !== undefined) draft.rtf = rtf.bytes;
  if (html !== undefined) draft.html = readText(html, charset);
  if (text !== undefined) draft.text = readText(text, charset);
}

function readFile(properties: readonly MapiProperty[], file: TnefFile, charset: string): Partial<TnefFile> {
  const find = (id: number) => {
    const property = properties.find((each) => each.id === id);
    return property === undefined ? '' : readText(property, charset);
  };
  const data = properties.find(({ id }) => id === mapi.attachData);
  return {
    name: find(mapi.attachLongName) || find(mapi.attachName) || file.name || find(mapi.displayName),
    type: find(mapi.attachType).toLowerCase(),
    contentId: find(mapi.attachContentId),
    ...(data === undefined || file.content.length > 0 ? {} : { content: data.bytes }),
  };
}

function readText({ bytes, isUnicode }: MapiProperty, charset: string): string {
  return isUnicode ? bytes.toString('utf16le').replace(/\0+$/, '') : decode(bytes, charset);
}

function decode(bytes: Buffer, charset: string): string {
  return decodeBytes(bytes, charset, undefined).replace(/\0+$/, '');
}

function nameCodePage(page: number): string {
  return page === 65_001 ? 'utf-8' : page === 20_127 ? 'us-ascii' : `windows-${page}`;
}
