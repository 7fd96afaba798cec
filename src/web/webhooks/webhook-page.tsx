import { describePostProblem } from '../../../views/facts/alert-problem-words.ts';
import { type WebhookValues, webhooksPath } from '../../../views/webhooks/webhook-form.tsx';
import { WebhookPage } from '../../../views/webhooks/webhook-page.tsx';
import { t } from '../../../views/words.ts';
import { listGroups } from '../../db/groups.ts';
import { getWebhook, listWebhookDeliveries, type WebhookDelivery } from '../../db/webhooks.ts';
import { webhookMessageId } from '../../domain/webhook.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf } from '../form-fields.ts';
import { assertKnownKinds } from '../known-kinds.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { findNumber, readPathId } from '../path-id.ts';
import { emptyWebhook, listKinds, readValues, toValues } from './webhook-input.ts';

const pageSize = 25;

/** GET /settings/webhooks/new */
export function showNewWebhook(web: WebContext) {
  return async (c: WebRequest) => render(web, c, { id: undefined, values: emptyWebhook });
}

/** GET /settings/webhooks/:id */
export function showWebhook(web: WebContext) {
  return async (c: WebRequest) => {
    const id = readPathId(c);
    return render(web, c, { id, values: toValues(await getWebhook(web.read, id)) });
  };
}

/** POST /settings/webhooks: the answer shows the secret, and nothing shows it again. */
export function createWebhook(web: WebContext) {
  return async (c: WebRequest) => {
    const values = await readValues(c);
    try {
      const { id } = await save(web, c, undefined, values);
      const webhook = await getWebhook(web.read, id);
      return await render(web, c, { id, values: toValues(webhook), secret: webhook.secret });
    } catch (error) {
      return render(web, c, { id: undefined, values, fields: fieldsOf(error) });
    }
  };
}

/** POST /settings/webhooks/:id */
export function updateWebhook(web: WebContext) {
  return async (c: WebRequest) => {
    const id = readPathId(c);
    await getWebhook(web.read, id);
    const values = await readValues(c);
    try {
      await save(web, c, id, values);
    } catch (error) {
      return render(web, c, { id, values, fields: fieldsOf(error) });
    }
    return redirectTo(c, `${webhooksPath}/${id}`, { notice: t('The webhook is saved.') });
  };
}

/** POST /settings/webhooks/:id/secrets: the answer shows the new one, and nothing shows it again. */
export function createWebhookSecret(web: WebContext) {
  return async (c: WebRequest) => {
    const id = readPathId(c);
    const { secret } = await web.desk.as(actorOf(c)).call('renewWebhookSecret', { webhookId: id });
    return render(web, c, { id, values: toValues(await getWebhook(web.read, id)), secret });
  };
}

function save(web: WebContext, c: WebRequest, id: number | undefined, values: WebhookValues) {
  const { name, url, shape, allowsPrivate, groupIds } = values;
  const kinds = listKinds(values);
  assertKnownKinds(kinds);
  return web.desk.as(actorOf(c)).call('saveWebhook', {
    ...{ id, name, url, kinds, shape, allowsPrivate },
    ...(groupIds.length === 0 ? {} : { groupIds: groupIds.map(Number) }),
  });
}

interface Shown {
  readonly id: number | undefined;
  readonly values: WebhookValues;
  readonly fields?: Readonly<Record<string, string>>;
  readonly secret?: string;
}

async function render(web: WebContext, c: WebRequest, { id, values, fields, secret }: Shown) {
  const webhook = id === undefined ? undefined : await getWebhook(web.read, id);
  const isOldGood = (webhook?.oldSecretUntil?.getTime() ?? 0) > Date.now();
  const page = (
    <WebhookPage
      csrf={c.get('csrf')}
      id={id}
      title={webhook?.name ?? t('New webhook')}
      values={values}
      fields={fields ?? {}}
      groups={await listGroups(web.read)}
      secret={secret}
      state={
        webhook && {
          offBecause: webhook.switchedOffBecause,
          switchedOffAt: webhook.switchedOffAt,
          oldSecretUntil: isOldGood ? webhook.oldSecretUntil : null,
        }
      }
      log={id === undefined ? undefined : await loadLog(web, c, id)}
    />
  );
  const title = webhook?.name ?? t('New webhook');
  return renderPage(c, { title, active: 'settings', status: fields === undefined ? 200 : 422 }, page);
}

async function loadLog(web: WebContext, c: WebRequest, webhookId: number) {
  const before = findNumber(c.req.query('before') ?? '');
  const rows = await listWebhookDeliveries(web.read, webhookId, { before, limit: pageSize });
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  const hasMore = rows.length > pageSize && last !== undefined;
  return {
    deliveries: shown.map(toLine),
    olderUrl: hasMore ? `${webhooksPath}/${webhookId}?before=${last.id}#delivery-log` : undefined,
  };
}

function toLine({ problem, webhookId, factId, ...delivery }: WebhookDelivery) {
  return {
    ...delivery,
    messageId: webhookMessageId(webhookId, factId),
    reason: problem === null ? null : describePostProblem(problem),
  };
}
