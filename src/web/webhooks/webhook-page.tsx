import { describePostProblem } from '../../../views/facts/alert-problem-words.ts';
import { type WebhookValues, webhooksPath } from '../../../views/webhooks/webhook-form.tsx';
import { WebhookPage } from '../../../views/webhooks/webhook-page.tsx';
import { t } from '../../../views/words.ts';
import { listGroups } from '../../db/groups.ts';
import { getWebhook, listWebhookDeliveries, type Webhook, type WebhookDelivery } from '../../db/webhooks.ts';
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
  return async (c: WebRequest) => render(web, c, {});
}

/** GET /settings/webhooks/:id */
export function showWebhook(web: WebContext) {
  return async (c: WebRequest) => render(web, c, { webhook: await getWebhook(web.read, readPathId(c)) });
}

/** POST /settings/webhooks: the answer shows the secret, and nothing shows it again. */
export function createWebhook(web: WebContext) {
  return async (c: WebRequest) => {
    const values = await readValues(c);
    try {
      const { id } = await save(web, c, undefined, values);
      const webhook = await getWebhook(web.read, id);
      return await render(web, c, { webhook, secret: webhook.secret });
    } catch (error) {
      return render(web, c, { values, fields: fieldsOf(error) });
    }
  };
}

/** POST /settings/webhooks/:id */
export function updateWebhook(web: WebContext) {
  return async (c: WebRequest) => {
    const webhook = await getWebhook(web.read, readPathId(c));
    const values = await readValues(c);
    try {
      await save(web, c, webhook.id, values);
    } catch (error) {
      return render(web, c, { webhook, values, fields: fieldsOf(error) });
    }
    return redirectTo(c, `${webhooksPath}/${webhook.id}`, { notice: t('The webhook is saved.') });
  };
}

/** POST /settings/webhooks/:id/secrets: the answer shows the new one, and nothing shows it again. */
export function createWebhookSecret(web: WebContext) {
  return async (c: WebRequest) => {
    const id = readPathId(c);
    const { secret } = await web.desk.as(actorOf(c)).call('renewWebhookSecret', { webhookId: id });
    return render(web, c, { webhook: await getWebhook(web.read, id), secret });
  };
}

function save(web: WebContext, c: WebRequest, id: number | undefined, values: WebhookValues) {
  const { name, url, shape, allowsPrivate, groupIds } = values;
  const kinds = listKinds(values);
  assertKnownKinds(kinds);
  return web.desk.as(actorOf(c)).call('saveWebhook', {
    id,
    name,
    url,
    kinds,
    shape,
    allowsPrivate,
    groupIds: groupIds.length === 0 ? null : groupIds.map(Number),
  });
}

interface Shown {
  /** As it is stored; left out for a new one. */
  readonly webhook?: Webhook;
  /** What was typed, where that is not what is stored. */
  readonly values?: WebhookValues;
  readonly fields?: Readonly<Record<string, string>>;
  readonly secret?: string;
}

async function render(web: WebContext, c: WebRequest, { webhook, values, fields, secret }: Shown) {
  const isOldGood = (webhook?.oldSecretUntil?.getTime() ?? 0) > Date.now();
  const title = webhook?.name ?? t('New webhook');
  const [groups, log] = await Promise.all([listGroups(web.read), webhook && loadLog(web, c, webhook.id)]);
  const page = (
    <WebhookPage
      csrf={c.get('csrf')}
      id={webhook?.id}
      title={title}
      values={values ?? (webhook === undefined ? emptyWebhook : toValues(webhook))}
      fields={fields ?? {}}
      groups={groups}
      secret={secret}
      state={
        webhook && {
          offBecause: webhook.switchedOffBecause,
          switchedOffAt: webhook.switchedOffAt,
          oldSecretUntil: isOldGood ? webhook.oldSecretUntil : null,
        }
      }
      log={log}
    />
  );
  return renderPage(c, { title, active: 'settings', status: fields === undefined ? 200 : 422 }, page);
}

async function loadLog(web: WebContext, c: WebRequest, webhookId: number) {
  const before = findNumber(c.req.query('before'));
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
