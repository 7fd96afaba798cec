import { AppPage, type AppPageProps } from '../../../views/microsoft/app-page.tsx';
import { t } from '../../../views/words.ts';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { describeApp, pathOfApp, readShown } from './app-description.ts';

const title = () => t('Connect Microsoft 365 App');

export function showMicrosoftApp(web: WebContext) {
  return async (c: WebRequest) => renderApp(c, await describeApp(web, c, readShown(c.req.query('app'))));
}

/** Saves the app, checked as far as it can be without Microsoft; then asks Microsoft. */
export function saveMicrosoftApp(web: WebContext) {
  return async (c: WebRequest) => {
    const { shown, input } = await readForm(c);
    try {
      const saved = await web.desk.as(actorOf(c)).call('saveAppRegistration', input);
      const notice = saved.hasOldDay
        ? t(
            'The new secret is saved, with the day on which the old one ends: enter the day that Entra shows beside the new one.',
          )
        : t('The app is saved. Check it, then add an account.');
      return redirectTo(c, pathOfApp(saved.appRegistrationId), { notice });
    } catch (error) {
      return showAgain(web, c, shown, input, error);
    }
  };
}

/** Saves what stands in the form, so that what is checked is what is seen. */
export function checkMicrosoftApp(web: WebContext) {
  return async (c: WebRequest) => {
    const { shown, input } = await readForm(c);
    let id: number;
    try {
      ({ appRegistrationId: id } = await web.desk.as(actorOf(c)).call('saveAppRegistration', input));
    } catch (error) {
      return showAgain(web, c, shown, input, error);
    }
    const verdicts = await web.desk.as(actorOf(c)).call('checkAppRegistration', { appRegistrationId: id });
    return renderApp(c, { ...(await describeApp(web, c, id)), verdicts });
  };
}

export async function renderApp(
  c: WebRequest,
  props: AppPageProps,
  status: 200 | 422 = 200,
): Promise<Response> {
  return renderPage(c, { title: title(), active: 'settings', status }, <AppPage {...props} />);
}

async function showAgain(
  web: WebContext,
  c: WebRequest,
  shown: number | 'new' | undefined,
  values: AppPageProps['values'],
  error: unknown,
): Promise<Response> {
  const { code, fields } = toAppError(error);
  if (code !== 'invalid' || fields === undefined) throw error;
  return renderApp(c, { ...(await describeApp(web, c, shown)), values, fields }, 422);
}

async function readForm(c: WebRequest) {
  const { text, has } = await readFields(c);
  const shown = text('as') === 'further' ? 'new' : readShown(text('app'));
  const input = {
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    tenant: text('tenant'),
    cloud: text('cloud'),
    secretExpiresOn: has('secretExpiresOn') ? text('secretExpiresOn') : undefined,
    movesChannels: has('movesChannels'),
    appRegistrationId: shown,
    name: has('name') ? text('name') : undefined,
    hasNoSecret: has('hasNoSecret'),
  };
  return { shown, input };
}
