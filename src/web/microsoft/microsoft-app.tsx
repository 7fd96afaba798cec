import { AppPage, type AppPageProps } from '../../../views/microsoft/app-page.tsx';
import { findAppRegistration } from '../../db/app-registrations.ts';
import { listExpiries } from '../../db/expiries.ts';
import { callbackPath } from '../../domain/app-registration.ts';
import { findWarnings } from '../../domain/expiry.ts';
import { AppError, toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

const title = 'Connect Microsoft 365 App';

export function showMicrosoftApp(web: WebContext) {
  return async (c: WebRequest) => render(c, await describe(web, c));
}

/** Saves the app, checked as far as it can be without Microsoft; then asks Microsoft. */
export function saveMicrosoftApp(web: WebContext) {
  return async (c: WebRequest) => {
    const input = await readForm(c);
    try {
      await web.desk.as(actorOf(c)).call('saveAppRegistration', input);
    } catch (error) {
      return showAgain(web, c, input, error);
    }
    return redirectTo(c, '/settings/microsoft', {
      notice: 'The app is saved. Check it, then add an account.',
    });
  };
}

/** Saves what stands in the form, so that what is checked is what is seen. */
export function checkMicrosoftApp(web: WebContext) {
  return async (c: WebRequest) => {
    const input = await readForm(c);
    try {
      await web.desk.as(actorOf(c)).call('saveAppRegistration', input);
    } catch (error) {
      return showAgain(web, c, input, error);
    }
    const verdicts = await web.desk.as(actorOf(c)).call('checkAppRegistration', {});
    return render(c, { ...(await describe(web, c)), verdicts });
  };
}

async function showAgain(
  web: WebContext,
  c: WebRequest,
  values: AppPageProps['values'],
  error: unknown,
): Promise<Response> {
  const { code, fields } = toAppError(error);
  if (code !== 'invalid' || fields === undefined) throw error;
  return render(c, { ...(await describe(web, c)), values, fields }, 422);
}

async function describe(web: WebContext, c: WebRequest): Promise<AppPageProps> {
  const [stored, clouds] = await Promise.all([findAppRegistration(web.read), web.clouds()]);
  const [first] = clouds;
  if (first === undefined) throw new AppError('internal', 'There are no clouds.');
  return {
    csrf: c.get('csrf'),
    callbackUrl: web.publicUrl + callbackPath,
    values: {
      clientId: stored?.clientId ?? '',
      tenant: stored?.tenant ?? '',
      cloud: stored?.cloud ?? first.id,
      secretExpiresOn: stored?.secretExpiresAt?.toISOString().slice(0, 10) ?? '',
    },
    warnings: findWarnings(await listExpiries(web.read), new Date()),
    fields: {},
    hasSecret: stored !== undefined,
    isEncrypted: web.isEncrypted,
    isSaved: stored !== undefined,
    clouds: clouds.map(({ id, name }) => ({ id, name })),
    verdicts: undefined,
  };
}

async function readForm(c: WebRequest) {
  const form = await c.req.parseBody();
  const text = (name: string) => (typeof form[name] === 'string' ? form[name] : '');
  return {
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    tenant: text('tenant'),
    cloud: text('cloud'),
    secretExpiresOn: form.secretExpiresOn === undefined ? undefined : text('secretExpiresOn'),
    movesChannels: form.movesChannels !== undefined,
  };
}

async function render(c: WebRequest, props: AppPageProps, status: 200 | 422 = 200): Promise<Response> {
  return renderPage(c, { title, active: 'settings', status }, <AppPage {...props} />);
}
