import type { MiddlewareHandler } from 'hono';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Keeps foreign pages out: a rebound DNS name comes with its own Host, a foreign form with its own Origin. The
 * policy names no form-action, because a browser applies it to the redirect that leads back to the app as well.
 */
export const guardLoopback: MiddlewareHandler = async (c, next) => {
  const url = new URL(c.req.url);
  if (!loopback.has(url.hostname)) return c.text('The sandbox answers on localhost only.', 421);
  const origin = c.req.header('Origin');
  const isForeign = origin !== undefined && origin !== 'null' && new URL(origin).host !== url.host;
  if (isForeign || c.req.header('Sec-Fetch-Site') === 'cross-site') {
    if (c.req.method !== 'GET') return c.text('This form is not of the sandbox.', 403);
  }
  await next();
  const policy = ["default-src 'none'", "style-src 'self'", "script-src 'self'", "base-uri 'none'"];
  c.header('Content-Security-Policy', [...policy, "frame-ancestors 'none'"].join('; '));
  c.header('Referrer-Policy', 'same-origin');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Cache-Control', 'no-store');
};
