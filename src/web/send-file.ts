import type { Context } from 'hono';
import { describeBlob, readBlobPart } from '../db/blobs.ts';
import { contentDisposition } from '../domain/content-disposition.ts';
import { readByteRange } from './byte-range.ts';
import type { WebContext } from './context.ts';
import { sendBytes } from './send-bytes.ts';

interface SentFile {
  readonly blobId: number;
  readonly name: string;
  /** What its bytes are known to be: shown, and not only saved. */
  readonly shownAs?: string | undefined;
  /** A content security policy of its own. */
  readonly policy?: string;
}

/**
 * All of a file, with its length, or the part that is asked for: a large one goes on where its line was lost.
 * @throws AppError not_found where its bytes are gone
 */
export async function sendFile(
  web: WebContext,
  c: Context,
  { blobId, name, shownAs, policy }: SentFile,
): Promise<Response> {
  const { size, sha256 } = await describeBlob(web.read, blobId);
  const etag = `"${sha256}"`;
  c.header('Accept-Ranges', 'bytes');
  c.header('ETag', etag);
  if (hasAlready(c.req.header('if-none-match'), etag)) return c.body(null, 304);
  // A part of another file is of no use to whoever has the beginning of this one (RFC 9110 section 13.1.5).
  const isSame = (c.req.header('if-range') ?? etag) === etag;
  const range = readByteRange(isSame ? c.req.header('range') : undefined, size);
  if (range === 'none') {
    c.header('Content-Range', `bytes */${size}`);
    return c.body(null, 416);
  }
  const { from, until } = range ?? { from: 0, until: size };
  if (range !== undefined) {
    c.status(206);
    c.header('Content-Range', `bytes ${from}-${until - 1}/${size}`);
  }
  c.header('Content-Length', String(until - from));
  c.header('Content-Disposition', contentDisposition(shownAs === undefined ? 'attachment' : 'inline', name));
  c.header('Content-Type', shownAs ?? 'application/octet-stream');
  return sendBytes(c as never, undefined, readBlobPart(web.read, blobId, { from, until }), policy);
}

/** Whoever has it all, also through a proxy that calls what it compresses weak (RFC 9110 section 13.1.2). */
function hasAlready(header: string | undefined, etag: string): boolean {
  const named = (header ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  return named.includes(etag) || named.includes('*');
}
