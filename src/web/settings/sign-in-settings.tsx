import { SignInSettingsPage } from '../../../views/settings/sign-in-page.tsx';
import { t } from '../../../views/words.ts';
import { findAppRegistration } from '../../db/app-registrations.ts';
import { loadSignInSettings } from '../../db/microsoft-people.ts';
import { listUsers } from '../../db/users.ts';
import type { SignInSettingsInput } from '../../domain/sign-in-settings.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

const path = '/settings/sign-in';

/** GET /settings/sign-in */
export function showSignInSettings(web: WebContext) {
  return async (c: WebRequest) => {
    const stored = await loadSignInSettings(web.read);
    return render(web, c, { ...stored, localAdminId: String(stored.localAdminId) });
  };
}

/** POST /settings/sign-in */
export function saveSignInSettings(web: WebContext) {
  return async (c: WebRequest) => {
    const { text } = await readFields(c);
    const input: SignInSettingsInput = {
      microsoft: text('microsoft'),
      tenantId: text('tenantId'),
      adminGroup: text('adminGroup'),
      agentGroup: text('agentGroup'),
      localAdminId: text('localAdminId'),
    };
    try {
      await web.desk.as(actorOf(c)).call('saveSignInSettings', input);
    } catch (error) {
      return render(web, c, input, fieldsOf(error));
    }
    return redirectTo(c, path, { notice: t('Saved. It counts from the next sign-in on.') });
  };
}

async function render(
  web: WebContext,
  c: WebRequest,
  values: SignInSettingsInput,
  fields?: Readonly<Record<string, string>>,
) {
  const app = await findAppRegistration(web.read);
  const admins = (await listUsers(web.read)).filter(
    ({ role, isActive, passwordHash }) => role === 'admin' && isActive && passwordHash !== '',
  );
  const page = (
    <SignInSettingsPage
      csrf={c.get('csrf')}
      values={values}
      fields={fields ?? {}}
      appTenant={app?.tenant}
      admins={admins}
    />
  );
  return renderPage(c, { title: t('Sign-in'), active: 'settings', status: fields ? 422 : 200 }, page);
}
