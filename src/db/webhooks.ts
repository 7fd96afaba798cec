import { and, asc, desc, eq, inArray, isNull, lt, lte, max, min, sql } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { facts } from './schema/schema-facts.ts';
import { tickets } from './schema/schema-tickets.ts';
import { webhookDeliveries, webhooks } from './schema/schema-webhooks.ts';

export type Webhook = typeof webhooks.$inferSelect;
export type WebhookDelivery = typeof webhookDeliveries.$inferSelect;

export function listWebhooks(db: Reader): Promise<Webhook[]> {
  return db.select().from(webhooks).orderBy(asc(webhooks.id));
}

export function listActiveWebhooks(db: Reader): Promise<Webhook[]> {
  return db.select().from(webhooks).where(isNull(webhooks.switchedOffAt));
}

/** @throws AppError not_found */
export async function getWebhook(db: Reader, id: number): Promise<Webhook> {
  const [row] = await db.select().from(webhooks).where(eq(webhooks.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such webhook.');
  return row;
}

export async function insertWebhook(tx: Tx, webhook: Omit<Webhook, 'id'>): Promise<number> {
  const [row] = await tx.insert(webhooks).values(webhook).returning({ id: webhooks.id });
  return row?.id ?? 0;
}

export async function updateWebhook(
  tx: Tx,
  id: number,
  changes: Partial<Omit<Webhook, 'id'>>,
): Promise<void> {
  await tx.update(webhooks).set(changes).where(eq(webhooks.id, id));
}

/** With its deliveries. */
export async function deleteWebhook(tx: Tx, id: number): Promise<void> {
  await tx.delete(webhookDeliveries).where(eq(webhookDeliveries.webhookId, id));
  await tx.delete(webhooks).where(eq(webhooks.id, id));
}

/** @returns the newest fact's id: a new webhook is told of what comes after it */
export async function findNewestFact(db: Reader): Promise<number> {
  const [row] = await db.select({ id: max(facts.id) }).from(facts);
  return row?.id ?? 0;
}

export async function insertDeliveries(tx: Tx, rows: readonly Omit<WebhookDelivery, 'id'>[]): Promise<void> {
  await insertRows(tx, webhookDeliveries, rows);
}

/** @returns what is due now of active webhooks; of each ticket only the first that is not sent yet */
export function listDueWebhookDeliveries(db: Reader, now: Date, limit: number): Promise<WebhookDelivery[]> {
  const earlier = sql`EXISTS (SELECT 1 FROM webhook_deliveries AS earlier
    WHERE earlier.webhook_id = ${webhookDeliveries.webhookId} AND earlier.ticket_id = ${webhookDeliveries.ticketId}
      AND earlier.state = 'queued' AND earlier.id < ${webhookDeliveries.id})`;
  const isActive = sql`EXISTS (SELECT 1 FROM webhooks
    WHERE webhooks.id = ${webhookDeliveries.webhookId} AND webhooks.switched_off_at IS NULL)`;
  return db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.state, 'queued'),
        lte(webhookDeliveries.nextAttemptAt, now),
        isActive,
        sql`NOT ${earlier}`,
      ),
    )
    .orderBy(asc(webhookDeliveries.id))
    .limit(limit);
}

/** @returns when the next one is due, also of one that waits for another of its ticket */
export async function findNextWebhookAttempt(db: Reader): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: min(webhookDeliveries.nextAttemptAt) })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.state, 'queued'));
  return row?.at ?? undefined;
}

export async function updateWebhookDelivery(
  tx: Tx,
  id: number,
  changes: Partial<Omit<WebhookDelivery, 'id'>>,
): Promise<void> {
  await tx.update(webhookDeliveries).set(changes).where(eq(webhookDeliveries.id, id));
}

/** @throws AppError not_found */
export async function getWebhookDelivery(db: Reader, id: number): Promise<WebhookDelivery> {
  const [row] = await db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such delivery.');
  return row;
}

/** @param before the last one of the page before. @returns the newest first, one more than `limit` where there are more */
export function listWebhookDeliveries(
  db: Reader,
  webhookId: number,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<WebhookDelivery[]> {
  const isBefore = before === undefined ? undefined : lt(webhookDeliveries.id, before);
  return db
    .select()
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.webhookId, webhookId), isBefore))
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit + 1);
}

/** @returns by id, what is said of the tickets that facts are about, and their groups now */
export async function listWebhookTickets(db: Reader, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, { number: number; subject: string; groupId: number }>();
  const { id, number, subject, groupId } = tickets;
  const rows = await db
    .select({ id, number, subject, groupId })
    .from(tickets)
    .where(inArray(tickets.id, [...ids]));
  return new Map(rows.map(({ id: ticketId, ...ticket }) => [ticketId, ticket]));
}
