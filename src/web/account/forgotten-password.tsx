import type { Context } from 'hono';
import { AskedPage, ForgottenPage } from '../../../views/account/forgotten-page.tsx';
import { NewPasswordPage, PasswordSetPage } from '../../../views/account/new-password-page.tsx';
import { toAppError } from '../../errors.ts';
import { assetUrls } from '../assets.ts';
import { visitor, type WebContext } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { readRefusal } from './login.tsx';
import { describeBrowser } from './session.ts';

/** GET /forgotten-password */
export function showForgotten() {
  return (c: Context) => c.html(<ForgottenPage assets={assetUrls} error={undefined} />);
}

/** POST /forgotten-password: the same answer whoever is asked for. */
export function createForgotten(web: WebContext) {
  return async (c: Context) => {
    const email = (await readFields(c)).text('email');
    const { address, isAddressShared } = describeBrowser(c, web);
    try {
      await web.desk.as(visitor).call('askForPassword', { email, address, isAddressShared });
    } catch (error) {
      const { message, status } = readRefusal(c, error);
      return c.html(<ForgottenPage assets={assetUrls} error={message} />, status);
    }
    return c.html(<AskedPage assets={assetUrls} />);
  };
}

/** GET /new-password: where the link of a letter leads. */
export function showNewPassword() {
  return (c: Context) =>
    c.html(<NewPasswordPage assets={assetUrls} token={c.req.query('token') ?? ''} error={undefined} />);
}

/** POST /new-password */
export function createNewPassword(web: WebContext) {
  return async (c: Context) => {
    const { text } = await readFields(c);
    const [token, password] = [text('token'), text('password')];
    const { address } = describeBrowser(c, web);
    try {
      await web.desk.as(visitor).call('setPasswordByLink', { token, password, address });
    } catch (error) {
      const { fields } = toAppError(error);
      if (fields?.password === undefined) throw error;
      return c.html(<NewPasswordPage assets={assetUrls} token={token} error={fields.password} />, 422);
    }
    return c.html(<PasswordSetPage assets={assetUrls} />);
  };
}
