import { isUtf8 } from 'node:buffer';
import { decodeBytes } from './charset.ts';

// RFC 2047, tolerant: spaces inside, a `?` inside a Q word (bounded, so that a hostile header stays linear), a language suffix,
// a charset in quotes or none at all.
const word =
  /=\?(["']?[\w.:+-]{0,60}["']?)(?:\*[\w-]*)?\?([bq])\?([^?]*|(?:[^?]|\?(?!=)){0,200})\?=(\s*(?==\?["']?[\w.:+-]{0,60}["']?(?:\*[\w-]*)?\?[bq]\?))?/gi;

/** Neighbouring words of one charset. */
interface Run {
  readonly charset: string;
  readonly words: { readonly encoding: string; readonly payload: string }[];
}

/**
 * Decodes the encoded words of a header value. Neighbouring words of one charset are joined as bytes first: many
 * senders cut a word in the middle of a multibyte character, or of a base64 group.
 */
export function decodeWords(value: string, hint?: string): string {
  if (!value.includes('=?')) return value;
  const whole = cutWord.test(value) ? `${value.replace(/(?:\?|=[\da-f]?)$/i, '')}?=` : value;
  return decodeAll(whole, hint);
}

/** Decodes a text that is nothing but encoded words: a gateway may encode once more what was encoded already. */
export function decodeWhole(text: string, hint?: string): string {
  return text.startsWith('=?') && /\?=(?:\.\w{1,10})?$/.test(text) ? decodeWords(text, hint) : text;
}

/** The last word of a field that some program has cut to a length, perhaps within its end or an escape. */
const cutWord = /=\?[\w.:+-]{1,60}(?:\*[\w-]{0,20})?\?[bq]\?[^?\s]+\??$/i;

function decodeAll(value: string, hint: string | undefined): string {
  let result = '';
  let last = 0;
  let run: Run | undefined;
  for (const match of value.matchAll(word)) {
    const [whole, charset = '', encoding = '', payload = ''] = match;
    if (match.index > last) {
      result += endRun(run, hint) + value.slice(last, match.index);
      run = undefined;
    }
    if (run !== undefined && run.charset.toLowerCase() !== charset.toLowerCase()) {
      result += endRun(run, hint);
      run = undefined;
    }
    run ??= { charset, words: [] };
    run.words.push({ encoding: encoding.toLowerCase(), payload });
    last = match.index + whole.length;
  }
  return result + endRun(run, hint) + value.slice(last);
}

/** @returns the charset of the first encoded word that names one. */
export function findWordCharset(value: string): string | undefined {
  return /=\?([\w.:+-]{1,60})(?:\*[\w-]*)?\?[bq]\?/i.exec(value)?.[1];
}

function endRun(run: Run | undefined, hint: string | undefined): string {
  if (run === undefined) return '';
  const charset = run.charset.replace(/["']/g, '');
  const bytes = joinWords(run, true);
  // Others leave the padding of each word away: as one group they would be read as something else.
  const apart = isUtf8(bytes) ? bytes : joinWords(run, false);
  return decodeBytes(isUtf8(apart) ? apart : bytes, charset, hint);
}

/** @param joinsGroups a base64 word whose last group is short is begun there and goes on in the next one */
function joinWords({ words }: Run, joinsGroups: boolean): Buffer {
  const bytes: Uint8Array[] = [];
  let [open, length] = [[] as string[], 0];
  for (const [index, { encoding, payload }] of words.entries()) {
    open.push(payload);
    length += payload.length;
    const isShort = encoding === 'b' && length % 4 !== 0 && !payload.endsWith('=');
    if (joinsGroups && isShort && words[index + 1]?.encoding === 'b') continue;
    const whole = open.join('');
    bytes.push(encoding === 'b' ? Buffer.from(whole, 'base64') : decodeQ(whole));
    [open, length] = [[], 0];
  }
  return Buffer.concat(bytes);
}

function decodeQ(payload: string): Uint8Array {
  const text = payload.replaceAll('_', ' ');
  const bytes = undoEscapes(text);
  if (!/[^\0-\x7f]/.test(text)) return bytes;
  // What an earlier step has decoded from raw 8-bit bytes is no byte any more, or was one of an old charset.
  const mixed = undoEscapes(Buffer.from(text, 'utf8').toString('latin1'));
  return isUtf8(mixed) || /[^\0-\xff]/.test(text) ? mixed : bytes;
}

function undoEscapes(text: string): Buffer {
  const binary = text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(binary, 'latin1');
}
