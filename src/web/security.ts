import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import { csrfToken, isSecure } from './account/session.ts';
import type { WebContext, WebEnv } from './context.ts';
import { isToken, readFormToken, writeFormToken } from './form-token.ts';
import { isForPrograms } from './problem.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

const safeMethods = ['GET', 'HEAD'];

/** The headers of every answer; a handler that sets one of them itself wins. */
export function addSecurityHeaders(web: WebContext): MiddlewareHandler {
  const headers: Record<string, string> = {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'Cache-Control': 'no-store',
  };
  if (isSecure(web)) headers['Strict-Transport-Security'] = 'max-age=63072000; includeSubDomains';
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}

/** Probes of a load balancer or a container come by address, and so does who reads the metrics, whom these look at themselves. */
const askedByAddress = ['/healthz', '/readyz', '/metrics'];

/** Refuses a Host we are not known by: a page elsewhere cannot rebind its name to this server. */
export function checkHost(web: WebContext): MiddlewareHandler {
  const own = new URL(web.publicUrl);
  const port = own.port === '' ? '' : `:${own.port}`;
  const allowed = new Set([own.host, `localhost${port}`, `127.0.0.1${port}`, `[::1]${port}`]);
  // Some write the port that goes without saying (RFC 9110 section 4.2.3).
  if (port === '') allowed.add(`${own.host}:${own.protocol === 'https:' ? 443 : 80}`);
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!allowed.has(host.toLowerCase()) && !askedByAddress.includes(c.req.path)) {
      throw new AppError(
        'invalid',
        `This server is not known as "${host}"; expected ${own.host} (POSTROOM_PUBLIC_URL).`,
      );
    }
    return next();
  };
}

const notOurPage = 'This request came from another site and was refused; open the page here and try again.';
const programsOnly =
  'This request came from a page of another site (Origin, Sec-Fetch-Site) and was refused; expected one of a program, which sends neither.';

/** A request that changes something must come from one of our own pages. */
export function checkOrigin(web: WebContext): MiddlewareHandler {
  const own = new URL(web.publicUrl);
  return async (c, next) => {
    if (safeMethods.includes(c.req.method)) return next();
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
    const host = c.req.header('host') ?? '';
    // With our Referrer-Policy a browser says "Origin: null" for its own forms; Sec-Fetch-Site is what it cannot hide.
    const isOwnForm = origin === 'null' && site === 'same-origin';
    const fits =
      origin === undefined || isOwnForm || origin === own.origin || origin === `${own.protocol}//${host}`;
    if (isForeign || !fits) {
      throw new AppError('forbidden', isForPrograms(c.req.path) ? programsOnly : notOurPage);
    }
    return next();
  };
}

/** Comes after `requireUser`: the session's token, as a form field or as a header. */
export const checkCsrf: MiddlewareHandler<WebEnv> = async (c, next) => {
  if (safeMethods.includes(c.req.method)) return next();
  const { csrf } = await c.req.parseBody();
  const own = csrfToken(c.get('sessionHash'));
  const { token } = readFormToken(c.req.header('x-csrf-token') ?? String(csrf ?? ''));
  if (!isToken(token, own)) {
    throw new AppError(
      'forbidden',
      'The form is from an earlier sign-in; load the page again and repeat it.',
    );
  }
  const { seen } = readFormToken(String(csrf ?? ''));
  c.set('seen', seen);
  // A page that shows the form again, with what was typed, knows no more than the one before.
  c.set('csrf', writeFormToken({ token: own, seen }));
  return next();
};
