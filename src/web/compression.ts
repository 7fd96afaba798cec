import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';

// What mixes a secret with what a stranger wrote must not be compressed: from the lengths of many answers the secret can be
// read (BREACH). So the form token is masked anew in every page (web/form-token.ts), a message's own frame, whose
// addresses of pictures are signed, goes as it is, and so does whatever answers a form or sets a cookie.

const compressed = /^(text\/html|application\/json)\b/;
const leastBytes = 1024;
/** The frames of messages, files and raw mail; event streams are no text/html. */
const leftAlone = /^\/(articles|attachments|events)\b/;

const encoders = {
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes),
} as const;
type Encoding = keyof typeof encoders;

/** Compresses pages, in zlib's own threads. */
export const compressPages: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers, status } = c.res;
  if (c.req.method !== 'GET' || status !== 200 || leftAlone.test(c.req.path)) return;
  if (!compressed.test(headers.get('content-type') ?? '')) return;
  if (headers.has('content-encoding') || headers.has('set-cookie')) return;
  headers.append('Vary', 'Accept-Encoding');
  const accepted = c.req.header('accept-encoding');
  const encoding = (['br', 'gzip'] as const).find((each) => acceptsEncoding(accepted, each));
  if (encoding === undefined) return;
  const bytes = new Uint8Array(await c.res.arrayBuffer());
  const body = bytes.length < leastBytes ? bytes : await encoders[encoding](bytes);
  const changed = new Headers(headers);
  changed.delete('content-length');
  if (body !== bytes) changed.set('Content-Encoding', encoding);
  c.res = new Response(body, { status, headers: changed });
};

/** @param header Accept-Encoding (RFC 9110 section 12.5.3) */
export function acceptsEncoding(header: string | undefined, encoding: Encoding): boolean {
  for (const each of (header ?? '').split(',').slice(0, 20)) {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    if (name === encoding) return !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  }
  return false;
}
