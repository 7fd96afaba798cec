import type { Context } from 'hono';
import { LoginPage } from '../../../views/account/login.tsx';
import { toAppError } from '../../errors.ts';
import { assetUrls } from '../assets.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { clientAddress, createSignInLimit } from '../rate-limit.ts';
import { endSession, startSession } from './session.ts';

export function showLogin() {
  return (c: Context) =>
    c.html(<LoginPage assets={assetUrls} to={c.req.query('to') ?? ''} email="" error={undefined} />);
}

export function createLogin(web: WebContext) {
  const limit = createSignInLimit();
  return async (c: Context) => {
    const form = await c.req.parseBody();
    const email = String(form.email ?? '');
    const to = String(form.to ?? '');
    const address = clientAddress(c, web);
    try {
      limit.check(address);
      const password = String(form.password ?? '');
      const { token } = await web.desk.call('logIn', {
        email,
        password,
        userAgent: c.req.header('user-agent') ?? '',
      });
      startSession(c, web, token);
      return redirectTo(c, localPath(to));
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'internal') throw error;
      if (failure.code === 'unauthorized') limit.fail(address);
      const page = <LoginPage assets={assetUrls} to={to} email={email} error={failure.message} />;
      return c.html(page, failure.code === 'unavailable' ? 429 : 401);
    }
  };
}

export function deleteLogin(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.call('logOut', { tokenHash: c.get('sessionHash') });
    endSession(c, web);
    return redirectTo(c, '/login');
  };
}

/** A path on this site, never //host or /\host. */
export function localPath(to: string): string {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(to) ? to : '/';
}
