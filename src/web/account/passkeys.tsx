import type { Context } from 'hono';
import { RecoveryCodesPage } from '../../../views/account/recovery-codes-page.tsx';
import { t } from '../../../views/words.ts';
import { actorOf, visitor, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import { localPath, renderLogin } from './login.tsx';
import { renderSecondFactor } from './second-factor.tsx';
import { describeBrowser, startSession } from './session.ts';
import type { TotpOffers } from './totp-offers.ts';

const path = '/account/second-factor';

/** POST /login/passkey/options: what a browser needs to sign in with a passkey, as JSON. */
export function sendPasskeyRequest(web: WebContext) {
  return async (c: Context) => c.json(await web.desk.as(visitor).call('askPasskey', {}));
}

/** POST /login/passkey */
export function createPasskeyLogin(web: WebContext) {
  return async (c: Context) => {
    const { text } = await readFields(c);
    const [answer, to] = [text('answer'), text('to')];
    try {
      const input = { answer, ...describeBrowser(c, web) };
      startSession(c, web, await web.desk.as(visitor).call('logInByPasskey', input));
    } catch (error) {
      return renderLogin(web, c, { to, error });
    }
    return redirectTo(c, localPath(to));
  };
}

/** POST /account/second-factor/passkeys/options: what a browser needs to make a passkey, as JSON. */
export function sendPasskeyOffer(web: WebContext) {
  return async (c: WebRequest) => c.json(await web.desk.as(actorOf(c)).call('offerPasskey', {}));
}

/** POST /account/second-factor/passkeys */
export function createPasskey(web: WebContext, offers: TotpOffers) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    const input = { name: form.text('name'), answer: form.text('answer') };
    try {
      const { codes } = await web.desk.as(actorOf(c)).call('addPasskey', input);
      if (codes.length === 0) return redirectTo(c, path, { notice: t('The passkey is added.') });
      return renderPage(c, { title: t('Recovery codes') }, <RecoveryCodesPage codes={codes} of="passkey" />);
    } catch (error) {
      return renderSecondFactor(web, offers, c, fieldsOf(error));
    }
  };
}

/** POST /account/second-factor/passkeys/:id/removal */
export function deletePasskey(web: WebContext, offers: TotpOffers) {
  return async (c: WebRequest) => {
    try {
      await web.desk.as(actorOf(c)).call('removePasskey', { passkeyId: readPathId(c) });
    } catch (error) {
      return renderSecondFactor(web, offers, c, fieldsOf(error));
    }
    return redirectTo(c, path, { notice: t('The passkey is taken away.') });
  };
}

/** POST /account/password/removal */
export function deleteOwnPassword(web: WebContext, offers: TotpOffers) {
  return async (c: WebRequest) => {
    try {
      await web.desk.as(actorOf(c)).call('removeOwnPassword', {});
    } catch (error) {
      return renderSecondFactor(web, offers, c, fieldsOf(error));
    }
    return redirectTo(c, '/account', {
      notice: t('You sign in with your passkeys now, without a password.'),
    });
  };
}
