import { describePostProblem } from '../../../views/facts/alert-problem-words.ts';
import { WebhookListPage } from '../../../views/webhooks/list-page.tsx';
import { webhooksPath } from '../../../views/webhooks/webhook-form.tsx';
import { t } from '../../../views/words.ts';
import {
  countQueuedDeliveries,
  getWebhookDelivery,
  listWebhooks,
  loadDeliveryDays,
} from '../../db/webhooks.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';

/** GET /settings/webhooks */
export function showWebhooks(web: WebContext) {
  return async (c: WebRequest) => renderList(web, c, String(await loadDeliveryDays(web.read)), undefined);
}

/** POST /settings/webhooks/retention: for how long the log is kept. */
export function saveDeliveryDays(web: WebContext) {
  return async (c: WebRequest) => {
    const days = (await readFields(c)).text('days');
    try {
      await web.desk.as(actorOf(c)).call('saveDeliveryDays', { days });
    } catch (error) {
      return renderList(web, c, days, fieldsOf(error).days);
    }
    return redirectTo(c, webhooksPath, { notice: t('Saved. What is older is erased within an hour.') });
  };
}

/** POST /settings/webhooks/:id/pause, /resumption */
export function switchWebhook(web: WebContext, isOn: boolean) {
  return async (c: WebRequest) => {
    const webhookId = readPathId(c);
    await web.desk.as(actorOf(c)).call('switchWebhook', { webhookId, isOn });
    const notice = isOn ? t('The webhook is on.') : t('The webhook is off.');
    return redirectTo(c, `${webhooksPath}/${webhookId}`, { notice });
  };
}

/** POST /settings/webhooks/:id/deletion */
export function deleteWebhook(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('removeWebhook', { webhookId: readPathId(c) });
    return redirectTo(c, webhooksPath, { notice: t('The webhook is deleted.') });
  };
}

/** POST /settings/webhooks/:id/tests */
export function createWebhookTest(web: WebContext) {
  return async (c: WebRequest) => {
    const webhookId = readPathId(c);
    const outcome = await web.desk.as(actorOf(c)).call('testWebhook', { webhookId });
    const notice =
      outcome.kind === 'sent'
        ? t('The test was taken: the receiver answered {status}.', { status: outcome.status })
        : t('The test was not taken: {problem}', { problem: describePostProblem(outcome.problem) });
    return redirectTo(c, `${webhooksPath}/${webhookId}`, { notice });
  };
}

/** POST /settings/webhooks/:id/deliveries/:delivery/attempts */
export function createDeliveryAttempt(web: WebContext) {
  return async (c: WebRequest) => {
    const { id, webhookId } = await getWebhookDelivery(web.read, readPathId(c, 'delivery'));
    await web.desk.as(actorOf(c)).call('sendDeliveryAgain', { deliveryId: id });
    return redirectTo(c, `${webhooksPath}/${webhookId}`, { notice: t('It is sent again in a moment.') });
  };
}

async function renderList(web: WebContext, c: WebRequest, days: string, error: string | undefined) {
  const queued = await countQueuedDeliveries(web.read);
  const webhooks = (await listWebhooks(web.read)).map(({ id, name, shape, url, switchedOffBecause }) => ({
    id,
    name,
    shape,
    host: new URL(url).host,
    offBecause: switchedOffBecause,
    queued: queued.get(id) ?? 0,
  }));
  const page = <WebhookListPage csrf={c.get('csrf')} webhooks={webhooks} days={days} error={error} />;
  const status = error === undefined ? 200 : 422;
  return renderPage(c, { title: t('Webhooks'), active: 'settings', status }, page);
}
