import { unflow } from '../domain/flowed.ts';
import { decodeBytes } from './charset.ts';
import { readEnriched } from './enriched-text.ts';
import { isHtmlPage } from './html-repair.ts';
import type { MimePart } from './mime-part.ts';
import { isEnriched } from './part-kind.ts';
import { readRtf } from './rtf.ts';

/** The text of a part of type `text/…`. @param hint a charset that the message names elsewhere */
export function readPartText(part: MimePart, hint: string | undefined): { text: string; isHtml: boolean } {
  const isCalled = part.type === 'text/html';
  const text = decodeBytes(part.bytes, part.charset, isCalled ? findMetaCharset(part) : undefined, hint);
  return { text, isHtml: isCalled || (part.type === 'text/plain' && isHtmlPage(text)) };
}

function findMetaCharset(part: MimePart): string | undefined {
  const head = Buffer.from(part.bytes.buffer, part.bytes.byteOffset, Math.min(part.bytes.length, 4096));
  return /<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([\w-]{2,40})/i.exec(head.toString('latin1'))?.[1];
}

/** Undoes how the lines of a text that is no HTML are written. */
export function readPlain(text: string, part: MimePart): string {
  if (isEnriched(part)) return readEnriched(text);
  return part.flowed ? unflow(text, part.deleteSpace) : text;
}

/** @returns one of the two: rich text that was made of HTML gives that back */
export function readRtfBody({ bytes }: MimePart): { html: string | undefined; text: string | undefined } {
  const { html, text } = readRtf(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
  );
  return html === undefined ? { html, text } : { html, text: undefined };
}
