import { encode } from 'uqr';
import { RecoveryCodesPage } from '../../../views/account/recovery-codes-page.tsx';
import { SecondFactorPage } from '../../../views/account/second-factor-page.tsx';
import { t } from '../../../views/words.ts';
import { listPasskeys } from '../../db/passkeys.ts';
import { countRecoveryCodes, findTotpFactor, isFactorDemanded } from '../../db/second-factors.ts';
import { assetUrls } from '../assets.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import type { TotpOffers } from './totp-offers.ts';

const title = () => t('Second factor');

/** GET /account/second-factor */
export function showSecondFactor(web: WebContext, offers: TotpOffers) {
  return async (c: WebRequest) => renderSecondFactor(web, offers, c, {});
}

/** POST /account/second-factor: answers with the recovery codes, this once. */
export function createSecondFactor(web: WebContext, offers: TotpOffers) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    try {
      const input = { secret: offers.find(c), code: form.text('code'), password: form.text('password') };
      const { codes } = await web.desk.as(actorOf(c)).call('confirmTotp', input);
      offers.forget(c);
      return renderPage(c, { title: t('Recovery codes') }, <RecoveryCodesPage codes={codes} of="app" />);
    } catch (error) {
      return renderSecondFactor(web, offers, c, fieldsOf(error));
    }
  };
}

/** POST /account/second-factor/recovery-codes: answers with them, this once. */
export function createRecoveryCodes(web: WebContext, offers: TotpOffers) {
  return async (c: WebRequest) => {
    try {
      const { codes } = await web.desk.as(actorOf(c)).call('renewRecoveryCodes', {});
      return renderPage(c, { title: t('Recovery codes') }, <RecoveryCodesPage codes={codes} of="renewal" />);
    } catch (error) {
      return renderSecondFactor(web, offers, c, fieldsOf(error));
    }
  };
}

/** POST /account/second-factor/removal */
export function deleteSecondFactor(web: WebContext, offers: TotpOffers) {
  return async (c: WebRequest) => {
    const password = (await readFields(c)).text('password');
    try {
      await web.desk.as(actorOf(c)).call('removeTotp', { password });
    } catch (error) {
      const { password: wrong, form } = fieldsOf(error);
      return renderSecondFactor(web, offers, c, { form: form ?? wrong ?? '' });
    }
    return redirectTo(c, '/account', { notice: t('The authenticator app is taken away.') });
  };
}

/** @param fields what to mark */
export async function renderSecondFactor(
  web: WebContext,
  offers: TotpOffers,
  c: WebRequest,
  fields: Readonly<Record<string, string>>,
) {
  const user = c.get('user');
  const { id, passwordHash } = user;
  const offer = offers.make(c);
  const factor = await findTotpFactor(web.read, id);
  const codesLeft = await countRecoveryCodes(web.read, id);
  const page = (
    <SecondFactorPage
      csrf={c.get('csrf')}
      current={factor === undefined ? undefined : { createdAt: factor.createdAt }}
      codesLeft={codesLeft}
      isDemanded={await isFactorDemanded(web.read, user)}
      offer={{ ...offer, squares: encode(offer.address, { border: 3 }).data }}
      passkeys={await listPasskeys(web.read, id)}
      hasPassword={passwordHash !== ''}
      script={assetUrls.passkeyScript}
      fields={fields}
    />
  );
  return renderPage(c, { title: title(), status: Object.keys(fields).length === 0 ? 200 : 422 }, page);
}
