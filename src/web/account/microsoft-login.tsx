import type { Context, Next } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { t } from '../../../views/words.ts';
import { callbackPath } from '../../domain/app-registration.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { actorOf, visitor, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { localPath, renderLogin } from './login.tsx';
import { describeBrowser, isSecure, startSession } from './session.ts';

const cookie = 'microsoft';
const lifetimeSeconds = 600;

/** GET /login/microsoft: to Microsoft and back. A GET, because the CSP lets no form lead there. */
export function startMicrosoftLogin(web: WebContext) {
  return async (c: Context) => {
    const to = localPath(c.req.query('to') ?? '');
    const input = { to, browserHash: bind(c, web), ...addressOf(c, web) };
    try {
      const { url } = await web.desk.as(visitor).call('beginMicrosoftLogIn', input);
      return c.redirect(url, 302);
    } catch (error) {
      return renderLogin(web, c, { to, error });
    }
  };
}

/** GET /account/proof/microsoft: whoever is signed in shows there again who he is. */
export function startMicrosoftProof(web: WebContext) {
  return async (c: WebRequest) => {
    const to = localPath(c.req.query('to') ?? '');
    const input = { to, browserHash: bind(c, web), ...addressOf(c, web) };
    const { url } = await web.desk.as(actorOf(c)).call('beginMicrosoftLogIn', input);
    return c.redirect(url, 302);
  };
}

/** Where Microsoft sends the browser back to: here, where the sign-in was one to Postroom. */
export function finishMicrosoftLogin(web: WebContext) {
  return async (c: Context, next: Next): Promise<Response | undefined> => {
    const own = getCookie(c, cookie);
    if (own === undefined) {
      await next();
      return undefined;
    }
    const input = { params: c.req.query(), browserHash: hashToken(own), ...describeBrowser(c, web) };
    try {
      const entered = await web.desk.as(visitor).call('finishMicrosoftLogIn', input);
      if (entered === undefined) {
        await next();
        return undefined;
      }
      if (entered.token === undefined) {
        const notice = t('Confirmed for ten minutes. Send the form again now.');
        return redirectTo(c, localPath(entered.to), { notice });
      }
      startSession(c, web, entered);
      return redirectTo(c, localPath(entered.to));
    } catch (error) {
      return renderLogin(web, c, { to: '', error });
    }
  };
}

/** The way back has to end in the browser that began it. @returns the hash of what it keeps */
function bind(c: Context, web: WebContext): string {
  const token = createToken();
  const secure = isSecure(web);
  const options = {
    path: callbackPath,
    httpOnly: true,
    secure,
    sameSite: 'Lax',
    maxAge: lifetimeSeconds,
  } as const;
  setCookie(c, cookie, token, options);
  return hashToken(token);
}

function addressOf(c: Context, web: WebContext) {
  const { address, isAddressShared } = describeBrowser(c, web);
  return { address, isAddressShared };
}
