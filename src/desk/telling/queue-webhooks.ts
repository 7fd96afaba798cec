import { findNewestFact, listFactsAfter } from '../../db/facts.ts';
import {
  insertDeliveries,
  listActiveWebhooks,
  listWebhookTickets,
  updateWebhook,
  type Webhook,
} from '../../db/webhooks.ts';
import type { StoredFact } from '../../domain/facts/fact.ts';
import { wantsFact, writeWebhook } from '../../domain/webhook.ts';
import { type Act, defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';

const factsAtOnce = 500;

/**
 * The desk itself: makes deliveries of the facts that webhooks have not seen. The facts were stored with what they tell,
 * so nothing is missed however the program ends: a webhook goes on after the last fact it has looked at.
 * @returns whether there may be more
 */
export const queueWebhooks = defineCommand({
  name: 'queueWebhooks',
  input: nothing,
  needs: 'operator',
  async run(act): Promise<boolean> {
    let hasMore = false;
    for (const webhook of await listActiveWebhooks(act.tx)) {
      const facts = await listFactsAfter(act.tx, webhook.cursor, factsAtOnce);
      const last = facts.at(-1);
      if (last === undefined) continue;
      await queue(act, webhook, facts);
      await updateWebhook(act.tx, webhook.id, { cursor: last.id });
      hasMore ||= facts.length === factsAtOnce;
    }
    return hasMore;
  },
});

/** @returns where a webhook begins that is made now, or switched on again */
export function findStart(act: Act): Promise<number> {
  return findNewestFact(act.tx);
}

async function queue(act: Act, webhook: Webhook, facts: readonly StoredFact[]): Promise<void> {
  const wanted = facts.filter(({ kind }) => wantsFact(webhook.kinds, kind));
  if (wanted.length === 0) return;
  const ids = [...new Set(wanted.flatMap(({ ticketId }) => ticketId ?? []))];
  const tickets = await listWebhookTickets(act.tx, ids);
  const rows = wanted.flatMap((fact) => {
    const ticket = fact.ticketId === undefined ? undefined : tickets.get(fact.ticketId);
    const groupId = ticket?.groupId ?? fact.groupId;
    const isOurs = webhook.groupIds === null || (groupId !== undefined && webhook.groupIds.includes(groupId));
    if (!isOurs) return [];
    const said = ticket && { number: ticket.number, subject: ticket.subject };
    return {
      webhookId: webhook.id,
      factId: fact.id,
      ticketId: fact.ticketId ?? null,
      body: writeWebhook(webhook, fact, said, act.desk.publicUrl),
      state: 'queued' as const,
      attempts: 0,
      status: null,
      problem: null,
      answer: null,
      createdAt: act.now,
      queuedAt: act.now,
      nextAttemptAt: act.now,
      triedAt: null,
    };
  });
  await insertDeliveries(act.tx, rows);
}
