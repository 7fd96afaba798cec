import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';

const name = 'notice';

/** What the page before has left for the next one. */
interface LeftNotice {
  readonly text: string;
  /** It says why nothing was done. */
  readonly isRefusal: boolean;
  /** What `undoTicketChanges` takes it back by. */
  readonly undo: readonly string[];
  /** The number of a ticket that was merged; 0 for none. */
  readonly merged: number;
}

/** Ends a form: the browser goes on with GET (RFC 9110, 15.4.4), and the next page shows the notice once. */
export function redirectTo(
  c: Context,
  url: string,
  options: { notice?: string; isRefusal?: boolean; undo?: readonly string[]; merged?: number } = {},
): Response {
  if (options.notice !== undefined) {
    const { notice, isRefusal = false, undo = [], merged = 0 } = options;
    const left = JSON.stringify({
      text: notice.slice(0, mostLetters),
      isRefusal,
      undo: undo.slice(0, mostUndos),
      merged,
    });
    const value = Buffer.from(left).toString('base64url');
    setCookie(c, name, value, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 60 });
  }
  return c.redirect(url, 303);
}

const mostLetters = 500;
const mostUndos = 30;

/** @returns the notice that the request before left, once. Shown as text only: a planted cookie can be nothing more. */
export function takeNotice(c: Context): LeftNotice | undefined {
  const value = getCookie(c, name);
  if (value === undefined) return undefined;
  deleteCookie(c, name, { path: '/' });
  return readLeft(Buffer.from(value, 'base64url').toString('utf8'));
}

const leftNotice = z.object({
  text: z.string().max(mostLetters),
  isRefusal: z.boolean(),
  undo: z.array(z.string().regex(/^[\w-]{1,40}$/)).max(mostUndos),
  merged: z.int(),
});

/** @returns undefined for what is none of ours */
function readLeft(text: string): LeftNotice | undefined {
  try {
    return leftNotice.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
