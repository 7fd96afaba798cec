import { createHmac } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { parse as parseCookies } from 'hono/utils/cookie';
import { forReader } from '../../../views/words.ts';
import { findNewestFact } from '../../db/facts.ts';
import { countTroubled } from '../../db/outbox-held.ts';
import { countQuarantine } from '../../db/quarantine.ts';
import { isShortOfFactor } from '../../db/second-factors.ts';
import { findSession } from '../../db/sessions.ts';
import { listStrays } from '../../db/stray-mail.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import type { User } from '../../db/users.ts';
import { hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import { loadTroubles } from '../channel-troubles.tsx';
import { clientAddress, isBehindUntrustedProxy } from '../client-address.ts';
import { actorOf, type WebContext, type WebEnv, type WebRequest } from '../context.ts';
import { writeFormToken } from '../form-token.ts';
import { countUnread } from '../unread-count.ts';
import { findReader } from './reader.ts';

const extendEveryMilliseconds = 60_000;
const factorPath = '/account/second-factor';
/** For whoever is to set up a second factor first. */
const openPaths: ReadonlySet<string> = new Set([
  factorPath,
  `${factorPath}/passkeys`,
  `${factorPath}/passkeys/options`,
  '/logout',
]);
const pathsOfPageItself: ReadonlySet<string> = new Set(['/events', '/notifications/newest']);
const deviceCookie = 'device';
const deviceSeconds = 365 * 86_400;

/** What the desk gives a browser that has signed in. */
interface LoggedIn {
  readonly token: string;
  readonly device: string;
}

/** Lets only people through who are signed in; others go to /login, or get 401 where no page was asked for. */
export function requireUser(web: WebContext): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const token = getCookie(c, cookieName(web));
    const tokenHash = token === undefined ? '' : hashToken(token);
    const found = token === undefined ? undefined : await findSession(web.read, tokenHash, new Date());
    if (found === undefined) {
      web.callers.forget(tokenHash);
      return sendToLogin(c);
    }
    web.callers.note(tokenHash, found.user.id);
    const [isShort, reader, seen] = await Promise.all([
      isShortOfFactor(web.read, found),
      findReader(web, c, found.user),
      // Before the page reads anything, too.
      c.req.method === 'GET' ? findNewestFact(web.read) : undefined,
    ]);
    if (isShort && !openPaths.has(c.req.path)) return sendTo(c, factorPath);
    c.set('user', found.user);
    c.set('sessionHash', tokenHash);
    c.set('address', clientAddress(c, web));
    c.set('csrf', writeFormToken({ token: csrfToken(tokenHash), seen }));
    // Before the page reads anything: what happens while it is made comes by the event stream.
    // Whoever is to set up a factor first gets no stream: its refusal would open the page anew, again and again.
    c.set('eventCount', isShort ? undefined : web.desk.eventCount());
    setHeadParts(c, web, found.user);
    if (Date.now() - found.session.seenAt.getTime() > extendEveryMilliseconds && !isOfPageItself(c)) {
      // The page waits for no write: with a full disk it can still be read.
      void web.desk
        .as(actorOf(c))
        .call('extendSession', {})
        .catch((error: unknown) => web.log.debug('session not extended', { error }));
    }
    return forReader(reader, next);
  };
}

/** Nobody need sit before a page that follows what happens (live.js, notify.js): it keeps no session open. */
function isOfPageItself(c: WebRequest): boolean {
  return pathsOfPageItself.has(c.req.path) || c.req.header('postroom-live') !== undefined;
}

/** What the head of a page shows: asked by whole pages only, not by each of their parts. */
function setHeadParts(c: WebRequest, web: WebContext, user: User): void {
  const viewer = viewerOf(user);
  c.set('disk', web.disk);
  c.set('clock', web.desk.clock());
  c.set(
    'countUnread',
    once(() => countUnread(web.read, viewer)),
  );
  c.set(
    'countTroubled',
    once(() => countTroubled(web.read, viewer, new Date())),
  );
  c.set(
    'loadTroubles',
    once(() => loadTroubles(web.read, viewer)),
  );
  c.set(
    'listStrays',
    once(() => listStrays(web.read, viewer)),
  );
  c.set(
    'countQuarantine',
    once(async () => (viewer.isAdmin ? countQuarantine(web.read) : 0)),
  );
}

/** Comes after `requireUser`. @throws AppError forbidden */
export const requireAdmin: MiddlewareHandler<WebEnv> = async (c, next) => {
  if (c.get('user').role !== 'admin') {
    throw new AppError('forbidden', 'This page is for admins; ask one of them.');
  }
  return next();
};

export function startSession(c: Context, web: WebContext, { token, device }: LoggedIn): void {
  setCookie(c, cookieName(web), token, cookieOptions(web));
  const kept = { ...cookieOptions(web), path: '/login', maxAge: deviceSeconds };
  setCookie(c, deviceCookie, device, kept);
}

/** What a sign-in is told of the browser beside the password. */
export function describeBrowser(c: Context, web: WebContext) {
  const earlier = getCookie(c, cookieName(web));
  return {
    userAgent: c.req.header('user-agent') ?? '',
    address: clientAddress(c, web),
    isAddressShared: isBehindUntrustedProxy(c, web),
    device: getCookie(c, deviceCookie),
    earlierSession: earlier === undefined ? undefined : hashToken(earlier),
  };
}

export function endSession(c: Context, web: WebContext): void {
  deleteCookie(c, cookieName(web), cookieOptions(web));
}

/** @returns what names the session that a request claims to be of, whether there is one or not */
export function sessionKeyOf(c: Context, web: WebContext): string | undefined {
  const token = getCookie(c, cookieName(web));
  return token === undefined ? undefined : hashToken(token);
}

/** @param header Cookie. @returns the secret of the session that it names */
export function readSessionCookie(
  header: string | undefined,
  web: Pick<WebContext, 'publicUrl'>,
): string | undefined {
  const name = cookieName(web);
  return header === undefined ? undefined : parseCookies(header, name)[name];
}

/** Bound to the session: a token of another session, or of the time before the sign-in, does not fit. */
export function csrfToken(sessionHash: string): string {
  return createHmac('sha256', sessionHash).update('csrf').digest('base64url');
}

/** Browsers refuse the __Host- prefix on plain http. */
function cookieName(web: Pick<WebContext, 'publicUrl'>): string {
  return isSecure(web) ? '__Host-sid' : 'sid';
}

function cookieOptions(web: WebContext) {
  // Lax, because the return from Microsoft's sign-in is a cross-site navigation.
  return { path: '/', httpOnly: true, secure: isSecure(web), sameSite: 'Lax' } as const;
}

export function isSecure(web: Pick<WebContext, 'publicUrl'>): boolean {
  return web.publicUrl.startsWith('https:');
}

function sendTo(c: Context, path: string): Response {
  if (c.req.header('hx-request') === undefined) return c.redirect(path, 303);
  c.header('HX-Redirect', path);
  return c.body(null, 403);
}

function sendToLogin(c: Context): Response {
  if (c.req.header('hx-request') !== undefined) {
    c.header('HX-Redirect', `/login?to=${encodeURIComponent(findShownPage(c))}`);
    return c.body(null, 401);
  }
  if (c.req.method !== 'GET')
    throw new AppError('unauthorized', 'You are not signed in any more; sign in and try again.');
  const url = new URL(c.req.url);
  return c.redirect(`/login?to=${encodeURIComponent(url.pathname + url.search)}`, 303);
}

/** @returns the path of the page that a part of it was asked for from; empty where it is not told */
function findShownPage(c: Context): string {
  const shown = c.req.header('hx-current-url') ?? '';
  if (!URL.canParse(shown)) return '';
  const url = new URL(shown);
  return url.pathname + url.search;
}

/** A page may ask before it needs the answer. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
