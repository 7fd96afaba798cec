import { describeAlertProblem, describeAlertRoute } from '../../../views/facts/alert-problem-words.ts';
import { writeAlert } from '../../../views/letters/alert-letter.ts';
import type { AlertLine } from '../../../views/settings/alert-log.tsx';
import { AlertsPage } from '../../../views/settings/alerts-page.tsx';
import { t } from '../../../views/words.ts';
import { type Alert, listAlerts, loadAlertSettings } from '../../db/alerts.ts';
import { listChannels } from '../../db/channels.ts';
import type { AlertSettings, AlertSettingsInput } from '../../domain/alert-settings.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

const shownAlerts = 50;

/** GET /settings/alerts */
export function showAlertSettings(web: WebContext) {
  return async (c: WebRequest) => render(web, c, toInput(await loadAlertSettings(web.read)));
}

/** POST /settings/alerts */
export function saveAlertSettings(web: WebContext) {
  return async (c: WebRequest) => {
    const { text } = await readFields(c);
    const input: AlertSettingsInput = {
      route: text('route'),
      minutes: text('minutes'),
      to: text('to'),
      channelId: text('channelId'),
      smtpHost: text('smtpHost'),
      smtpPort: text('smtpPort'),
      smtpSecurity: text('smtpSecurity'),
      smtpUserName: text('smtpUserName'),
      smtpPassword: text('smtpPassword'),
      smtpFrom: text('smtpFrom'),
      url: text('url'),
      allowsPrivate: text(text('route') === 'smtp' ? 'allowsPrivateServer' : 'allowsPrivate') === 'on',
    };
    try {
      const { secret } = await web.desk.as(actorOf(c)).call('saveAlertSettings', input);
      if (secret !== undefined) return await render(web, c, input, { secret });
    } catch (error) {
      return render(web, c, { ...input, smtpPassword: '' }, { fields: fieldsOf(error) });
    }
    return redirectTo(c, '/settings/alerts', {
      notice: t('Saved. Press the test button to see that it arrives.'),
    });
  };
}

/** POST /settings/alerts/secrets: the answer shows the new one, and nothing shows it again. */
export function createAlertSecret(web: WebContext) {
  return async (c: WebRequest) => {
    const fresh = await web.desk.as(actorOf(c)).call('renewAlertSecret', {});
    return render(web, c, toInput(await loadAlertSettings(web.read)), fresh);
  };
}

/** POST /settings/alerts/tests */
export function createAlertTest(web: WebContext) {
  return async (c: WebRequest) => {
    const { kind, problem } = await web.desk.as(actorOf(c)).call('sendTestAlert', {});
    const notice =
      kind === 'sent'
        ? t('The test was sent.')
        : t('The test was not sent: {part}', {
            part: problem === undefined ? '' : describeAlertProblem(problem),
          });
    return redirectTo(c, '/settings/alerts', { notice });
  };
}

interface Shown {
  readonly fields?: Readonly<Record<string, string>>;
  readonly secret?: string;
}

async function render(
  web: WebContext,
  c: WebRequest,
  values: AlertSettingsInput,
  { fields, secret }: Shown = {},
) {
  const stored = await loadAlertSettings(web.read);
  const channels = await listChannels(web.read);
  const page = (
    <AlertsPage
      csrf={c.get('csrf')}
      values={values}
      fields={fields ?? {}}
      isSet={stored.route !== 'none'}
      secret={secret}
      isSigned={stored.secret !== ''}
      hasPassword={stored.smtp !== null && stored.smtp.password !== ''}
      channels={channels.map(({ id, name, address }) => ({ id, name: `${name} (${address})` }))}
      failingRoute={
        stored.route === 'channel' &&
        channels.some(({ id, failureCode }) => id === stored.channelId && failureCode !== null)
      }
      alerts={(await listAlerts(web.read, shownAlerts)).map((alert) => toLine(web, alert))}
    />
  );
  return renderPage(
    c,
    { title: t('Alerts'), active: 'settings', status: fields === undefined ? 200 : 422 },
    page,
  );
}

function toLine(web: WebContext, { news, route, problem, ...alert }: Alert): AlertLine {
  return {
    ...alert,
    subject: writeAlert(news, web.publicUrl).subject,
    route: route === null ? null : describeAlertRoute(route),
    failure: problem === null ? null : describeAlertProblem(problem),
  };
}

/** The password stays here. */
function toInput({
  route,
  minutes,
  to,
  channelId,
  smtp,
  url,
  allowsPrivate,
}: AlertSettings): AlertSettingsInput {
  return {
    route,
    minutes: String(minutes),
    to: to.join(', '),
    channelId: channelId === null ? '' : String(channelId),
    smtpHost: smtp?.server.host ?? '',
    smtpPort: String(smtp?.server.port ?? 587),
    smtpSecurity: smtp?.server.security ?? 'starttls',
    smtpUserName: smtp?.userName ?? '',
    smtpPassword: '',
    smtpFrom: smtp?.from ?? '',
    url,
    allowsPrivate,
  };
}
