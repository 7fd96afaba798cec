import { and, asc, count, desc, eq, inArray, isNull, lt, lte, min, ne, sql } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { tickets } from './schema/schema-tickets.ts';
import { webhookDeliveries, webhooks } from './schema/schema-webhooks.ts';
import { findSetting, putSetting } from './settings.ts';

export type Webhook = typeof webhooks.$inferSelect;
export type WebhookDelivery = typeof webhookDeliveries.$inferSelect;

const usualDeliveryDays = 30;

const daysSetting = 'webhook_days';

export function listWebhooks(db: Reader): Promise<Webhook[]> {
  return db.select().from(webhooks).orderBy(asc(webhooks.id));
}

export function listActiveWebhooks(db: Reader): Promise<Webhook[]> {
  return db.select().from(webhooks).where(isNull(webhooks.switchedOffAt));
}

export async function findWebhook(db: Reader, id: number): Promise<Webhook | undefined> {
  const [row] = await db.select().from(webhooks).where(eq(webhooks.id, id));
  return row;
}

/** @throws AppError not_found */
export async function getWebhook(db: Reader, id: number): Promise<Webhook> {
  const row = await findWebhook(db, id);
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

export async function insertDeliveries(tx: Tx, rows: readonly Omit<WebhookDelivery, 'id'>[]): Promise<void> {
  await insertRows(tx, webhookDeliveries, rows);
}

/** @returns what of a webhook is due now; of each ticket only the first that is not sent yet */
export function listDueWebhookDeliveries(
  db: Reader,
  webhookId: number,
  now: Date,
  limit: number,
): Promise<WebhookDelivery[]> {
  const earlier = sql`EXISTS (SELECT 1 FROM webhook_deliveries AS earlier
    WHERE earlier.webhook_id = ${webhookId} AND earlier.ticket_id = ${webhookDeliveries.ticketId}
      AND earlier.state = 'queued' AND earlier.id < ${webhookDeliveries.id})`;
  const isActive = sql`EXISTS (SELECT 1 FROM webhooks WHERE id = ${webhookId} AND switched_off_at IS NULL)`;
  return db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.webhookId, webhookId),
        eq(webhookDeliveries.state, 'queued'),
        lte(webhookDeliveries.nextAttemptAt, now),
        isActive,
        sql`NOT ${earlier}`,
      ),
    )
    .orderBy(asc(webhookDeliveries.id))
    .limit(limit);
}

export async function isDeliveryQueued(db: Reader, id: number): Promise<boolean> {
  const { id: column, state } = webhookDeliveries;
  return (await db.$count(webhookDeliveries, and(eq(column, id), eq(state, 'queued')))) > 0;
}

/** @returns when the next one of an active webhook is due, also of one that waits for another of its ticket */
export async function findNextWebhookAttempt(db: Reader): Promise<Date | undefined> {
  const isActive = sql`${webhookDeliveries.webhookId} IN (SELECT id FROM webhooks WHERE switched_off_at IS NULL)`;
  const [row] = await db
    .select({ at: min(webhookDeliveries.nextAttemptAt) })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.state, 'queued'), isActive));
  return row?.at ?? undefined;
}

export async function updateWebhookDelivery(
  tx: Tx,
  id: number,
  changes: Partial<Omit<WebhookDelivery, 'id'>>,
): Promise<void> {
  await tx.update(webhookDeliveries).set(changes).where(eq(webhookDeliveries.id, id));
}

/** Deliveries that the receiver did not accept, and those that wait for them, are tried as if they were new. */
export async function queueDeliveriesAgain(tx: Tx, webhookId: number, now: Date): Promise<void> {
  const isUnsent = and(eq(webhookDeliveries.webhookId, webhookId), ne(webhookDeliveries.state, 'sent'));
  const fresh = { state: 'queued' as const, attempts: 0, queuedAt: now, nextAttemptAt: now };
  await tx.update(webhookDeliveries).set(fresh).where(isUnsent);
}

/** Erases what is done with and older than that. @returns whether there may be more */
export async function deleteDeliveriesBefore(tx: Tx, at: Date, most: number): Promise<boolean> {
  const isOld = and(lt(webhookDeliveries.createdAt, at), ne(webhookDeliveries.state, 'queued'));
  const rows = tx.select({ id: webhookDeliveries.id }).from(webhookDeliveries).where(isOld).limit(most);
  const gone = await tx
    .delete(webhookDeliveries)
    .where(sql`${webhookDeliveries.id} IN ${rows}`)
    .returning({ id: webhookDeliveries.id });
  return gone.length === most;
}

/** @returns by webhook, how many are waiting to be sent */
export async function countQueuedDeliveries(db: Reader): Promise<Map<number, number>> {
  const rows = await db
    .select({ webhookId: webhookDeliveries.webhookId, queued: count() })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.state, 'queued'))
    .groupBy(webhookDeliveries.webhookId);
  return new Map(rows.map(({ webhookId, queued }) => [webhookId, queued]));
}

/** @returns for how many days deliveries are kept */
export async function loadDeliveryDays(db: Reader): Promise<number> {
  const stored = await findSetting(db, daysSetting);
  return typeof stored === 'number' ? stored : usualDeliveryDays;
}

export async function putDeliveryDays(tx: Tx, days: number): Promise<void> {
  await putSetting(tx, daysSetting, days);
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
