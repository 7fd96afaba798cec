import { AccessPage, AccessPanel, type AccessProps } from '../../../views/channels/access-page.tsx';
import { NewAppPage, type NewAppPageProps } from '../../../views/channels/new-app-page.tsx';
import { nameApp } from '../../../views/microsoft/app-list.tsx';
import { t } from '../../../views/words.ts';
import { findAppAccess, readFindings } from '../../db/app-access.ts';
import { getAppRegistration, listAppRegistrations } from '../../db/app-registrations.ts';
import { getChannel } from '../../db/channels.ts';
import { judgeAppAccess } from '../../domain/app-access.ts';
import { writeGrants } from '../../domain/app-grants.ts';
import { AppError, toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { findNumber, readPathId } from '../path-id.ts';
import { findCloudOfChannel } from './offers-graph.ts';

const empty = { app: '', address: '', outsider: '', tenant: '', name: '' };

/** GET /channels/new/app */
export function showNewAppChannel(web: WebContext) {
  return async (c: WebRequest) => {
    const values = { ...empty, app: c.req.query('app') ?? '', address: c.req.query('mailbox') ?? '' };
    return renderNew(web, c, values, {}, undefined);
  };
}

/** POST /channels/new/app */
export function createAppChannel(web: WebContext) {
  return async (c: WebRequest) => {
    const { text } = await readFields(c);
    const { app, ...values } = {
      app: text('app'),
      address: text('address'),
      outsider: text('outsider'),
      tenant: text('tenant'),
      name: text('name'),
    };
    const appRegistrationId = findNumber(app) ?? 0;
    try {
      const added = await web.desk.as(actorOf(c)).call('addAppChannel', { appRegistrationId, ...values });
      return redirectTo(c, `/channels/${added.channelId}/access`, { notice: t('The mailbox is added.') });
    } catch (error) {
      const { code, message, fields, needsProof } = toAppError(error);
      if (needsProof || !['invalid', 'unavailable', 'conflict'].includes(code)) throw error;
      return renderNew(web, c, { app, ...values }, fields ?? {}, fields ? undefined : message);
    }
  };
}

/** GET /channels/:id/access */
export function showAppAccess(web: WebContext) {
  return async (c: WebRequest) => renderAccess(web, c, await describe(web, c));
}

/** The part that follows events. */
export function showAppAccessPanel(web: WebContext) {
  return async (c: WebRequest) => c.html(<AccessPanel {...(await describe(web, c))} />);
}

/** POST /channels/:id/access: looks again, perhaps at another mailbox that must be refused. */
export function probeAppAccess(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readPathId(c);
    const { text, has } = await readFields(c);
    const outsider = has('outsider') ? text('outsider') : undefined;
    try {
      await web.desk.as(actorOf(c)).call('probeAppAccess', { channelId, outsider });
    } catch (error) {
      const { fields } = toAppError(error);
      if (fields?.outsider === undefined) throw error;
      const outsiderError = fields.outsider;
      return renderAccess(
        web,
        c,
        { ...(await describe(web, c)), outsider: outsider ?? '', outsiderError },
        422,
      );
    }
    return redirectTo(c, `/channels/${channelId}/access`);
  };
}

async function renderNew(
  web: WebContext,
  c: WebRequest,
  values: NewAppPageProps['values'],
  fields: Readonly<Record<string, string>>,
  refusal: string | undefined,
): Promise<Response> {
  const apps = await listAppRegistrations(web.read);
  const [first] = apps;
  if (first === undefined) return c.redirect('/settings/microsoft', 303);
  const isWrong = refusal !== undefined || Object.keys(fields).length > 0;
  const page = (
    <NewAppPage
      csrf={c.get('csrf')}
      apps={apps.map((app) => [String(app.id), nameApp(app)] as const)}
      asksForTenant={apps.some(({ tenant }) => ['common', 'organizations', 'consumers'].includes(tenant))}
      values={values.app === '' ? { ...values, app: String(first.id) } : values}
      fields={fields}
      refusal={refusal}
    />
  );
  const title = t('Add a mailbox without a sign-in');
  return renderPage(c, { title, active: 'channels', status: isWrong ? 422 : 200 }, page);
}

async function renderAccess(
  _web: WebContext,
  c: WebRequest,
  props: AccessProps,
  status: 200 | 422 = 200,
): Promise<Response> {
  return renderPage(
    c,
    { title: t('Access of the app'), active: 'channels', status },
    <AccessPage {...props} />,
  );
}

/** @throws AppError not_found where somebody signs in for the channel */
async function describe(web: WebContext, c: WebRequest): Promise<AccessProps> {
  const channel = await getChannel(web.read, readPathId(c));
  const access = await findAppAccess(web.read, channel.id);
  if (!channel.isAppOnly || channel.appRegistrationId === null || access === undefined) {
    throw new AppError(
      'not_found',
      'Somebody signs in for this channel; the app does not open it by itself.',
    );
  }
  const { clientId } = await getAppRegistration(web.read, channel.appRegistrationId);
  const environment = (await findCloudOfChannel(web, channel))?.exchangeEnvironment;
  const findings = readFindings(access);
  const { objectId = '' } = findings ?? {};
  const { id: channelId, name, address } = channel;
  return {
    csrf: c.get('csrf'),
    channelId,
    name,
    address,
    clientId,
    isStarted: channel.startedAt !== null,
    outsider: access.outsider,
    outsiderError: undefined,
    findings,
    judgement: findings && judgeAppAccess(findings),
    probedAt: access.probedAt,
    nextProbeAt: access.nextProbeAt,
    watchedSince: access.watchedSince,
    scripts:
      objectId === '' ? undefined : writeGrants({ clientId, objectId, address, channelId, environment }),
  };
}
