import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context, MiddlewareHandler } from 'hono';
import { HtmlEscapedCallbackPhase, resolveCallback } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

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
  const bytesOf = keepBytes(c);
  await next();
  const { headers, status } = c.res;
  if (c.req.method !== 'GET' || status !== 200 || leftAlone.test(c.req.path)) return;
  if (!compressed.test(headers.get('content-type') ?? '')) return;
  if (headers.has('content-encoding') || headers.has('set-cookie')) return;
  headers.append('Vary', 'Accept-Encoding');
  const accepted = c.req.header('accept-encoding');
  const encoding = (['br', 'gzip'] as const).find((each) => acceptsEncoding(accepted, each));
  if (encoding === undefined) return;
  const bytes = bytesOf(c.res) ?? new Uint8Array(await c.res.arrayBuffer());
  const body = bytes.length < leastBytes ? bytes : await encoders[encoding](bytes);
  const changed = new Headers(headers);
  changed.delete('content-length');
  if (body !== bytes) changed.set('Content-Encoding', encoding);
  // One answer put in the place of another is read as a stream, for the headers that both have.
  c.res = undefined;
  c.res = new Response(body, { status, headers: changed });
};

/**
 * Makes each page's bytes as soon as its text is there. A text of 80 kB that waits for its compression outlives a look of V8
 * through what is young, and was half of what filled the memory that V8 looks through in pauses of 20 ms.
 * @returns the bytes of an answer that is a page
 */
function keepBytes(c: Context): (response: Response) => Uint8Array<ArrayBuffer> | undefined {
  let page: { readonly bytes: Uint8Array<ArrayBuffer>; readonly response: Response } | undefined;
  const html = async (tree: string | Promise<string>, init?: ResponseInit | ContentfulStatusCode) => {
    // As hono's own: the parts of a page may be promises.
    const text =
      typeof tree === 'string'
        ? tree
        : await resolveCallback(tree, HtmlEscapedCallbackPhase.Stringify, false, {});
    const bytes = Buffer.from(`${text}`);
    c.header('Content-Type', 'text/html; charset=UTF-8');
    const response = c.body(bytes, init as ContentfulStatusCode);
    page = { bytes, response };
    return response;
  };
  c.html = html as typeof c.html;
  return (response) => (page?.response === response ? page.bytes : undefined);
}

/** @param header Accept-Encoding (RFC 9110 section 12.5.3) */
export function acceptsEncoding(header: string | undefined, encoding: Encoding): boolean {
  for (const each of (header ?? '').split(',').slice(0, 20)) {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    if (name === encoding) return !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  }
  return false;
}
