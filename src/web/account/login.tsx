import type { Context } from 'hono';
import { LoginPage } from '../../../views/account/login.tsx';
import { toAppError } from '../../errors.ts';
import { assetUrls } from '../assets.ts';
import { actorOf, visitor, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { describeBrowser, endSession, startSession } from './session.ts';

export function showLogin() {
  return (c: Context) =>
    c.html(<LoginPage assets={assetUrls} to={c.req.query('to') ?? ''} email="" error={undefined} />);
}

export function createLogin(web: WebContext) {
  return async (c: Context) => {
    const form = await c.req.parseBody();
    const [email, password, to] = ['email', 'password', 'to'].map((name) => String(form[name] ?? ''));
    const input = { email: email ?? '', password: password ?? '' };
    try {
      startSession(
        c,
        web,
        await web.desk.as(visitor).call('logIn', { ...input, ...describeBrowser(c, web) }),
      );
    } catch (error) {
      const { code, message, retryAfter } = toAppError(error);
      if (code !== 'unauthorized' && retryAfter === undefined) throw error;
      if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
      const page = <LoginPage assets={assetUrls} to={to ?? ''} email={input.email} error={message} />;
      return c.html(page, retryAfter === undefined ? 401 : 429);
    }
    return redirectTo(c, localPath(to ?? ''));
  };
}

export function deleteLogin(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('logOut', {});
    endSession(c, web);
    return redirectTo(c, '/login');
  };
}

/** A path on this site, never //host or /\host. */
export function localPath(to: string): string {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(to) ? to : '/';
}
