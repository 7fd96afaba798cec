import { parseMime } from './imap-mime.ts';
import type { StoredMessage } from './mailboxes.ts';

/** Exchange writes these first, in this order. */
const leading = [
  'received',
  'from',
  'to',
  'cc',
  'subject',
  'thread-topic',
  'date',
  'message-id',
  'references',
  'in-reply-to',
];

/**
 * `$value` as Exchange makes it from what it keeps: other order and folding of the header, other boundary, some
 * fields of its own. The text, 8-bit included, is the same; the bytes are not the ones that came in.
 * The same message gives the same bytes each time.
 */
export function rebuildMessage({ raw, number }: StoredMessage): Buffer {
  const { head, body, lineEnd } = split(raw);
  const boundary = findBoundary(raw);
  const made = `_000_${number.toString(16).toUpperCase().padStart(16, '0')}sandbox_`;
  const fields = readFields(head, lineEnd);
  const ordered = fields ? order(fields) : [head];
  const own = [`X-MS-Has-Attach:${lineEnd}`, `X-MS-TNEF-Correlator:${lineEnd}`];
  const foldedAt = ordered.findIndex((field) => isFoldable(field, lineEnd));
  const folded = ordered.map((field, index) => (index === foldedAt ? fold(field, lineEnd) : field));
  const text = `${folded.join('')}${own.join('')}${lineEnd}`;
  if (boundary === undefined) return Buffer.concat([Buffer.from(text, 'latin1'), body]);
  const renamed = Buffer.from(
    text.replace(boundary, () => made),
    'latin1',
  );
  return Buffer.concat([renamed, ...replaceDelimiters(body, boundary, made)]);
}

function split(raw: Buffer): { head: string; body: Buffer; lineEnd: string } {
  const crlf = raw.indexOf('\r\n\r\n');
  const lf = raw.indexOf('\n\n');
  const isCrlf = crlf >= 0 && (lf < 0 || crlf < lf);
  const lineEnd = isCrlf || (lf < 0 && raw.includes('\r\n')) ? '\r\n' : '\n';
  const end = isCrlf ? crlf : lf;
  if (raw[0] === 10 || (raw[0] === 13 && raw[1] === 10)) {
    return { head: '', body: raw.subarray(raw[0] === 10 ? 1 : 2), lineEnd };
  }
  if (end < 0) {
    // A header and nothing else.
    const text = raw.toString('latin1');
    return { head: text.endsWith('\n') ? text : `${text}${lineEnd}`, body: Buffer.alloc(0), lineEnd };
  }
  const bodyStart = end + 2 * lineEnd.length;
  return { head: raw.toString('latin1', 0, end + lineEnd.length), body: raw.subarray(bodyStart), lineEnd };
}

/** @returns undefined where a line is no field: such a header keeps its order */
function readFields(head: string, lineEnd: string): string[] | undefined {
  const fields = head.split(lineEnd === '\r\n' ? /(?<=\r\n)(?![ \t])/ : /(?<=\n)(?![ \t])/).filter(Boolean);
  return fields.every((field) => /^[!-9;-~]+[ \t]*:/.test(field)) ? fields : undefined;
}

function order(fields: readonly string[]): string[] {
  const rank = (field: string) => {
    const found = leading.indexOf(field.slice(0, field.indexOf(':')).trim().toLowerCase());
    return found === -1 ? leading.length : found;
  };
  return fields
    .map((field, index) => ({ field, index, rank: rank(field) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ field }) => field);
}

function isFoldable(field: string, lineEnd: string): boolean {
  return (
    /^content-type:/i.test(field) &&
    field.indexOf(lineEnd) === field.length - lineEnd.length &&
    /; ?\S/.test(field)
  );
}

function fold(field: string, lineEnd: string): string {
  return field.replace(/; ?(?=\S)/, `;${lineEnd}\t`);
}

/** Of the outermost multipart. */
function findBoundary(raw: Buffer): string | undefined {
  const { type, parameters } = parseMime(raw.subarray(0, 64 * 1024));
  const boundary = parameters.get('boundary');
  // One that is a part of the text as well is left alone, as replacing it would change the text.
  return type === 'MULTIPART' && boundary && boundary.length >= 8 ? boundary : undefined;
}

/** Only where a line begins with it. */
function replaceDelimiters(body: Buffer, boundary: string, made: string): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + delimiter.length)) {
    const after = body.toString('latin1', at + delimiter.length, at + delimiter.length + 2);
    const isLine = at === 0 || body[at - 1] === 10;
    if (!isLine || !/^(--|[\r\n \t]|$)/.test(after)) continue;
    pieces.push(body.subarray(from, at), Buffer.from(`--${made}`, 'latin1'));
    from = at + delimiter.length;
  }
  return [...pieces, body.subarray(from)];
}
