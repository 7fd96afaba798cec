import { decodeBytes } from './charset.ts';

// RFC 2047, tolerant: spaces inside, a `?` inside a Q word (bounded, so that a hostile header stays linear), a language suffix.
const word =
  /=\?([\w.:+-]{1,60})(?:\*[\w-]*)?\?([bq])\?([^?]*|(?:[^?]|\?(?!=)){0,200})\?=(\s*(?==\?[\w.:+-]{1,60}(?:\*[\w-]*)?\?[bq]\?))?/gi;

interface Run {
  charset: string;
  encoding: string;
  payload: string;
  bytes: Uint8Array[];
}

/**
 * Decodes the encoded words of a header value. Neighbouring words of one charset are joined as bytes first: many
 * senders cut a word in the middle of a multibyte character, or of a base64 group.
 */
export function decodeWords(value: string, hint?: string): string {
  if (!value.includes('=?')) return value;
  const whole = cutWord.test(value) ? `${value.replace(/(?:\?|=[\da-f]?)$/i, '')}?=` : value;
  return decodeWhole(whole, hint);
}

/** The last word of a field that some program has cut to a length, perhaps within its end or an escape. */
const cutWord = /=\?[\w.:+-]{1,60}(?:\*[\w-]{0,20})?\?[bq]\?[^?\s]+\??$/i;

function decodeWhole(value: string, hint: string | undefined): string {
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
    run = appendWord(run, charset, encoding.toLowerCase(), payload);
    last = match.index + whole.length;
  }
  return result + endRun(run, hint) + value.slice(last);
}

/** @returns the charset of the first encoded word that names one. */
export function findWordCharset(value: string): string | undefined {
  return /=\?([\w.:+-]{1,60})(?:\*[\w-]*)?\?[bq]\?/i.exec(value)?.[1];
}

function appendWord(run: Run | undefined, charset: string, encoding: string, payload: string): Run {
  const current = run ?? { charset, encoding, payload: '', bytes: [] };
  const isCutGroup = encoding === 'b' && current.encoding === 'b' && current.payload.length % 4 !== 0;
  if (isCutGroup && !current.payload.endsWith('=')) {
    current.payload += payload;
    return current;
  }
  flush(current);
  current.encoding = encoding;
  current.payload = payload;
  return current;
}

function flush(run: Run): void {
  if (run.payload === '') return;
  run.bytes.push(run.encoding === 'b' ? Buffer.from(run.payload, 'base64') : decodeQ(run.payload));
  run.payload = '';
}

function endRun(run: Run | undefined, hint: string | undefined): string {
  if (run === undefined) return '';
  flush(run);
  return decodeBytes(Buffer.concat(run.bytes), run.charset, hint);
}

function decodeQ(payload: string): Uint8Array {
  const text = payload.replaceAll('_', ' ');
  const binary = text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  // What an earlier step already decoded from raw 8-bit bytes cannot be a byte any more.
  return /[^\0-\xff]/.test(binary) ? Buffer.from(binary, 'utf8') : Buffer.from(binary, 'latin1');
}
