import type { Context } from 'hono';
import { FactorStepPage } from '../../../views/account/factor-step.tsx';
import { LoginPage } from '../../../views/account/login.tsx';
import { loadSignInSettings } from '../../db/microsoft-people.ts';
import { countUsers } from '../../db/users.ts';
import { AppError, toAppError } from '../../errors.ts';
import { assetUrls } from '../assets.ts';
import { actorOf, visitor, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { describeBrowser, endSession, startSession } from './session.ts';

export function showLogin(web: WebContext) {
  return async (c: Context) => {
    // Nobody can sign in yet: that page tells where the link for the first admin is.
    if ((await countUsers(web.read)) === 0) return c.redirect('/setup', 303);
    return renderLogin(web, c, { to: c.req.query('to') ?? '' });
  };
}

export function createLogin(web: WebContext) {
  return async (c: Context) => {
    const { text } = await readFields(c);
    const [email, password, to] = [text('email'), text('password'), text('to')];
    try {
      const input = { email, password, ...describeBrowser(c, web) };
      const first = await web.desk.as(visitor).call('logIn', input);
      if (first.step !== undefined) {
        return c.html(<FactorStepPage assets={assetUrls} step={first.step} to={to} error={undefined} />);
      }
      startSession(c, web, first);
    } catch (error) {
      return renderLogin(web, c, { to, email, error });
    }
    return redirectTo(c, localPath(to));
  };
}

interface Shown {
  readonly to: string;
  readonly email?: string;
  /** What refused the last try. */
  readonly error?: unknown;
}

/** @throws the error again when it is no refusal */
export async function renderLogin(
  web: WebContext,
  c: Context,
  { to, email = '', error }: Shown,
): Promise<Response> {
  const refusal = error === undefined ? undefined : readRefusal(c, error);
  const { microsoft } = await loadSignInSettings(web.read);
  const props = { assets: assetUrls, to, email, microsoft, error: refusal?.message };
  return c.html(<LoginPage {...props} />, refusal?.status ?? 200);
}

/** POST /login/factor: the second step of a sign-in. */
export function createFactorStep(web: WebContext) {
  return async (c: Context) => {
    const { text } = await readFields(c);
    const [step, code, to] = [text('step'), text('code'), text('to')];
    try {
      const input = { step, code, ...describeBrowser(c, web) };
      startSession(c, web, await web.desk.as(visitor).call('proveFactor', input));
    } catch (error) {
      if (toAppError(error).code === 'not_found') {
        const { message } = toAppError(error);
        return renderLogin(web, c, { to, error: new AppError('unauthorized', message) });
      }
      const { message, status } = readRefusal(c, error);
      return c.html(<FactorStepPage assets={assetUrls} step={step} to={to} error={message} />, status);
    }
    return redirectTo(c, localPath(to));
  };
}

/** @throws the error again when it is no refusal */
export function readRefusal(c: Context, error: unknown): { message: string; status: 401 | 429 } {
  const { code, message, retryAfter } = toAppError(error);
  if (code !== 'unauthorized' && retryAfter === undefined) throw error;
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  return { message, status: retryAfter === undefined ? 401 : 429 };
}

export function deleteLogin(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('logOut', {});
    endSession(c, web);
    return redirectTo(c, '/login');
  };
}

/** A path on this site, never //host or /\host. Strangers have it kept while they are at Microsoft: it has a bound. */
export function localPath(to: string): string {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,2000}$/.test(to) ? to : '/';
}
