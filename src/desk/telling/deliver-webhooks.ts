import pLimit from 'p-limit';
import * as z from 'zod';
import { insertDueAlert } from '../../db/alerts.ts';
import {
  findWebhook,
  getWebhook,
  getWebhookDelivery,
  isDeliveryQueued,
  listDueWebhookDeliveries,
  updateWebhook,
  updateWebhookDelivery,
  type Webhook,
  type WebhookDelivery,
} from '../../db/webhooks.ts';
import { isGivenUp } from '../../domain/given-up.ts';
import type { PostOutcome } from '../../domain/post-problem.ts';
import {
  findPostUrl,
  type SwitchOffReason,
  signWebhook,
  webhookMessageId,
  webhookPatience,
  writeWebhookTest,
} from '../../domain/webhook.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand, type Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { id } from '../input-fields.ts';
import { postJson } from './post-json.ts';

const atOnce = 20;
/** RFC 9110 section 15.5.11: the receiver wants nothing more. */
const gone = 410;

/** The desk itself: sends what is due of a webhook, of each ticket one after the other. @returns how many were tried */
export const deliverWebhooks = defineCommand({
  name: 'deliverWebhooks',
  input: z.strictObject({ webhookId: id }),
  needs: 'operator',
  async work(work, { webhookId }): Promise<number> {
    const { desk } = work;
    const due = await listDueWebhookDeliveries(desk.read, webhookId, desk.now(), atOnce);
    const limit = pLimit(5);
    await Promise.all(due.map((delivery) => limit(() => deliver(work, delivery))));
    await forgetVanished(desk);
    return due.length;
  },
});

/** Admins: sends a delivery once more, whatever became of it. It keeps its id and when it was first queued. */
export const sendDeliveryAgain = defineCommand({
  name: 'sendDeliveryAgain',
  input: z.strictObject({ deliveryId: id }),
  needs: 'admin',
  async run(act, { deliveryId }): Promise<void> {
    const delivery = await getWebhookDelivery(act.tx, deliveryId);
    const { switchedOffAt, name } = await getWebhook(act.tx, delivery.webhookId);
    if (switchedOffAt !== null)
      throw new AppError('conflict', `${name} is switched off; switch it on first.`);
    await updateWebhookDelivery(act.tx, deliveryId, {
      state: 'queued',
      attempts: 0,
      nextAttemptAt: act.now,
      queuedAt: act.now,
    });
  },
});

/** Admins: posts a test message to a webhook, in the webhook's shape. Nothing is stored. @returns the outcome */
export const testWebhook = defineCommand({
  name: 'testWebhook',
  input: z.strictObject({ webhookId: id }),
  needs: 'admin',
  async work({ desk }, { webhookId }): Promise<PostOutcome> {
    const webhook = await getWebhook(desk.read, webhookId);
    const at = desk.now();
    const body = writeWebhookTest(webhook, at, desk.publicUrl);
    return post(webhook, { id: `msg_test_${webhookId}_${at.getTime()}`, body, at });
  },
});

async function deliver(work: Work, delivery: WebhookDelivery): Promise<void> {
  const { desk } = work;
  const webhook = await findWebhook(desk.read, delivery.webhookId);
  // Listed with others before it, it may have been erased since, or its webhook switched off.
  const { webhookOutcomes } = desk.memory;
  const tried = nameTry(delivery);
  if (webhook?.switchedOffAt !== null || !(await isDeliveryQueued(desk.read, delivery.id))) {
    webhookOutcomes.delete(tried);
    return;
  }
  const message = { id: webhookMessageId(webhook.id, delivery.factId), body: delivery.body, at: desk.now() };
  // While the disk takes nothing the answer is kept, or a chat would get the same message at every look.
  const posting = webhookOutcomes.get(tried) ?? post(webhook, message);
  webhookOutcomes.set(tried, posting);
  const outcome = await posting.catch((error: unknown) => {
    webhookOutcomes.delete(tried);
    throw error;
  });
  await work.write((act) => settle(act, delivery, outcome));
  webhookOutcomes.delete(tried);
}

/** What was erased while the disk took nothing is never due again. */
async function forgetVanished({ memory: { webhookOutcomes }, read }: Desk): Promise<void> {
  for (const tried of webhookOutcomes.keys()) {
    if (!(await isDeliveryQueued(read, Number.parseInt(tried, 10)))) webhookOutcomes.delete(tried);
  }
}

/** Somebody who has it sent again begins anew. */
function nameTry({ id: deliveryId, attempts, queuedAt }: WebhookDelivery): string {
  return `${deliveryId} ${attempts} ${queuedAt.getTime()}`;
}

function post(
  webhook: Webhook,
  message: { readonly id: string; readonly body: string; readonly at: Date },
): Promise<PostOutcome> {
  const { secret, oldSecret, oldSecretUntil, allowsPrivate } = webhook;
  const isOldGood = oldSecret !== null && oldSecretUntil !== null && oldSecretUntil > message.at;
  const timestamp = Math.floor(message.at.getTime() / 1000);
  const secrets = isOldGood ? [secret, oldSecret] : [secret];
  const headers = signWebhook(secrets, { id: message.id, timestamp, body: message.body });
  return postJson(findPostUrl(webhook), message.body, { headers, allowsPrivate });
}

async function settle(act: Act, delivery: WebhookDelivery, outcome: PostOutcome): Promise<void> {
  const attempts = delivery.attempts + 1;
  const seen = {
    attempts,
    triedAt: act.now,
    status: outcome.status ?? null,
    answer: outcome.answer ?? null,
    problem: outcome.kind === 'sent' ? null : outcome.problem,
  };
  if (outcome.kind === 'sent') {
    await updateWebhookDelivery(act.tx, delivery.id, { ...seen, state: 'sent', nextAttemptAt: null });
    return;
  }
  const isOver = isGivenUp({ since: delivery.queuedAt, attempts }, webhookPatience, act.now);
  if (isOver || seen.status === gone) {
    await updateWebhookDelivery(act.tx, delivery.id, { ...seen, state: 'failed', nextAttemptAt: null });
    const webhook = await findWebhook(act.tx, delivery.webhookId);
    // Several may fail at once: it is told once.
    if (webhook?.switchedOffAt === null)
      await switchOff(act, webhook, seen.status === gone ? 'gone' : 'gave_up');
    return;
  }
  const nextAttemptAt = new Date(act.now.getTime() + choosePause(attempts, outcome.retryAfter));
  await updateWebhookDelivery(act.tx, delivery.id, { ...seen, nextAttemptAt });
}

/** Who asks to be left alone for a while is, and for no longer than the longest pause. @returns milliseconds */
function choosePause(attempts: number, wanted = 0): number {
  const { pauses } = webhookPatience;
  const usual = pauses[Math.min(attempts, pauses.length) - 1] ?? 0;
  return Math.max(usual, Math.min(wanted, pauses.at(-1) ?? 0));
}

/** Nobody looks at the page of webhooks all day, so an alert tells of it. */
export async function switchOff(act: Act, webhook: Webhook, because: SwitchOffReason): Promise<void> {
  await updateWebhook(act.tx, webhook.id, { switchedOffAt: act.now, switchedOffBecause: because });
  act.record({ kind: 'webhook.switched_off', data: { webhookId: webhook.id, name: webhook.name, because } });
  if (because === 'by_hand') return;
  const news = { code: 'webhook_off', webhookId: webhook.id, name: webhook.name, because } as const;
  await insertDueAlert(act.tx, { kind: 'failure', channelId: null, news, at: act.now });
}
