import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

const name = 'notice';

/** Ends a form: the browser goes on with GET (RFC 9110, 15.4.4), and the next page shows the notice once. */
export function redirectTo(c: Context, url: string, options: { notice?: string } = {}): Response {
  if (options.notice !== undefined) {
    const value = Buffer.from(options.notice).toString('base64url');
    setCookie(c, name, value, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 60 });
  }
  return c.redirect(url, 303);
}

/** @returns the notice that the request before left, once. Shown as text only: a planted cookie can be nothing more. */
export function takeNotice(c: Context): string | undefined {
  const value = getCookie(c, name);
  if (value === undefined) return undefined;
  deleteCookie(c, name, { path: '/' });
  return Buffer.from(value, 'base64url').toString('utf8').slice(0, 500);
}
