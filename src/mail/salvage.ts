import { findBody } from './mime-tree.ts';

/** So much of a header is looked through; what a message is about stands in front of that. */
const searchedBytes = 1024 * 1024;
/** Below the least that any limit of reading can be set to. */
const mostFields = 80;
const mostFieldBytes = 2000;
const mostHeaderBytes = 10_000;
const mostTextBytes = 100_000;

const first = /^(from|sender|reply-to|to|cc|subject|date|message-id|in-reply-to|references|auto-submitted):/i;
const structure = /^(content-[\w-]*|mime-version):/i;

/**
 * Makes a small message of what can be had of one that cannot be read: the fields of its header, cut to size, around
 * `text`. It says nothing of parts and encodings, so it can be read whatever the original is.
 */
export function salvageMessage(raw: Uint8Array, text: string): Buffer {
  const head = [
    ...pickFields(listFields(raw)),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ].join('\r\n');
  const body = Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), Buffer.from(`${body}\r\n`)]);
}

/** The fields of a header as they stand there, one string of bytes each. */
function listFields(raw: Uint8Array): string[] {
  const end = Math.min(findBody(raw) ?? raw.length, searchedBytes);
  const lines = Buffer.from(raw.buffer, raw.byteOffset, end)
    .toString('latin1')
    .split(/\r?\n|\r/);
  const fields: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line) && fields.length > 0) {
      const known = fields.at(-1) ?? '';
      // A folded field may have a million lines.
      if (known.length < mostFieldBytes) fields[fields.length - 1] = `${known} ${line.trim()}`;
    } else if (/^[!-9;-~]{1,76}:/.test(line)) {
      fields.push(line);
    }
  }
  return fields;
}

/** @returns the words of a message that is nothing but plain text; undefined where they would have to be decoded */
export function readPlainBody(raw: Uint8Array): string | undefined {
  const fields = listFields(raw);
  const isPlain = !fields.some(
    (field) =>
      (/^content-type:/i.test(field) && !/^content-type:\s*text\/plain/i.test(field)) ||
      /^content-transfer-encoding:\s*(base64|quoted-printable)/i.test(field),
  );
  const start = findBody(raw);
  if (!isPlain || start === undefined) return undefined;
  const text = Buffer.from(raw.subarray(start, start + mostTextBytes)).toString('utf8');
  return text.trim() === '' ? undefined : text;
}

// The ones that say what a message is about go first, wherever they stand.
function pickFields(fields: readonly string[]): string[] {
  const telling = fields.filter((field) => first.test(field));
  const others = fields.filter((field) => !first.test(field) && !structure.test(field));
  const picked: string[] = [];
  let bytes = 0;
  for (const field of [...telling, ...others].slice(0, mostFields)) {
    const cut = field.slice(0, mostFieldBytes);
    bytes += Math.max(cut.length, 64);
    if (bytes > mostHeaderBytes) break;
    picked.push(cut);
  }
  return picked;
}
