import type { Context } from 'hono';
import { SetupPage } from '../../../views/account/setup.tsx';
import { SetupLinkPage } from '../../../views/account/setup-link-page.tsx';
import { countUsers } from '../../db/users.ts';
import { AppError, toAppError } from '../../errors.ts';
import { assetUrls } from '../assets.ts';
import { visitor, type WebContext } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { describeBrowser, startSession } from './session.ts';

/** GET /setup: the form for whoever has the link, and for others where it is. */
export function showSetup(web: WebContext) {
  return async (c: Context) => {
    await assertFirstRun(web);
    const token = c.req.query('token') ?? '';
    if (token === '') return c.html(<SetupLinkPage assets={assetUrls} />);
    return c.html(<SetupPage assets={assetUrls} token={token} email="" name="" fields={{}} />);
  };
}

/** Makes the first admin and signs him in. */
export function createSetup(web: WebContext) {
  return async (c: Context) => {
    await assertFirstRun(web);
    const { text } = await readFields(c);
    const input = {
      token: text('token'),
      email: text('email'),
      name: text('name'),
      password: text('password'),
    };
    try {
      await web.desk.as(visitor).call('createFirstAdmin', input);
    } catch (error) {
      const { code, fields } = toAppError(error);
      if (code !== 'invalid' || fields === undefined) throw error;
      return c.html(<SetupPage assets={assetUrls} {...input} fields={fields} />, 422);
    }
    const { email: address, password: chosen } = input;
    const entry = { email: address, password: chosen, ...describeBrowser(c, web) };
    const first = await web.desk.as(visitor).call('logIn', entry);
    if (first.step !== undefined) return redirectTo(c, '/login');
    startSession(c, web, first);
    return redirectTo(c, '/channels');
  };
}

async function assertFirstRun(web: WebContext): Promise<void> {
  if ((await countUsers(web.read)) > 0)
    throw new AppError('not_found', 'Postroom is set up already; sign in instead.');
}
