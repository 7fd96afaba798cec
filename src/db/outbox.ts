import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  min,
  or,
  sql,
} from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { isTimeTo } from './outbox-times.ts';
import { channels } from './schema/schema.ts';
import { articles, outbox, tickets } from './schema/schema-tickets.ts';
import { findAccess, type Viewer } from './ticket-access.ts';

export type OutboxItem = typeof outbox.$inferSelect;

/** An outbox row with the ticket it belongs to. */
export interface Delivery extends OutboxItem {
  readonly ticketId: number;
  readonly groupId: number;
  /** What we have called the message. */
  readonly messageId: string | null;
}

export async function insertOutboxItem(tx: Tx, item: typeof outbox.$inferInsert): Promise<number> {
  const [row] = await tx.insert(outbox).values(item).returning({ id: outbox.id });
  if (row === undefined) throw new AppError('internal', 'The message was not put into the outbox.');
  return row.id;
}

export async function updateOutboxItem(
  tx: Tx,
  id: number,
  changes: Partial<Omit<OutboxItem, 'id'>>,
): Promise<void> {
  await tx.update(outbox).set(changes).where(eq(outbox.id, id));
}

/** Longer than any pause that is ever laid. */
const beyondPauses = 2 * 3_600_000;

/** No pause is so long: the clock was ahead when it was laid, and the program has been started anew since. */
function isBeyondPauses(now: Date) {
  return gt(outbox.nextAttemptAt, new Date(now.getTime() + beyondPauses));
}

/** A copy of what some have got already proves nothing of the others. */
const hasNoneTaken = sql`coalesce(${outbox.recipients}, '') NOT LIKE '%"taken"%'`;

const isChannelSending = and(isNull(channels.pausedAt), isNull(channels.deletedAt));

/**
 * @param limit of each channel, so that one with a long queue does not hide the others
 * @returns what can be tried now, oldest first. Mail of a paused channel waits.
 */
export function listDueDeliveries(db: Reader, now: Date, limit: number): Promise<Delivery[]> {
  const place = sql<number>`row_number() OVER (PARTITION BY ${outbox.channelId} ORDER BY ${outbox.id})`;
  const due = db
    .select({ id: outbox.id, place: place.as('place') })
    .from(outbox)
    .innerJoin(channels, eq(channels.id, outbox.channelId))
    .where(isDue(now))
    .as('due');
  return selectDeliveries(db)
    .innerJoin(due, eq(due.id, outbox.id))
    .where(lte(due.place, limit))
    .orderBy(asc(outbox.id));
}

function isDue(now: Date) {
  return and(
    eq(outbox.state, 'queued'),
    or(isNull(outbox.nextAttemptAt), lte(outbox.nextAttemptAt, now), isBeyondPauses(now)),
    isTimeTo(now),
    isChannelSending,
  );
}

/** @returns what waits to be sent by a channel that is deleted, which never sends it */
export function listOrphanedDeliveries(db: Reader): Promise<Delivery[]> {
  return selectDeliveries(db)
    .innerJoin(channels, eq(channels.id, outbox.channelId))
    .where(and(eq(outbox.state, 'queued'), isNotNull(channels.deletedAt)));
}

/** What a person has mended is tried at once: all that the channel's own fault has postponed. What a server said of a message keeps its own pause. */
export async function releaseDeliveries(tx: Tx, channelId: number): Promise<void> {
  await tx.update(outbox).set({ nextAttemptAt: null }).where(isHeldByChannel(channelId));
}

const shortestHaste = 15_000;
const longestHaste = 900_000;

/**
 * The channel works, so what its fault has postponed waits less: not at all after a first failure, then twice as long after
 * each. A server that refuses every other sign-in is not asked again with each message that gets through.
 */
export async function hastenDeliveries(tx: Tx, channelId: number): Promise<void> {
  const doubled = sql`${shortestHaste} << min(${outbox.attempts} - 2, 8)`;
  const pause = sql`CASE WHEN ${outbox.attempts} < 2 THEN 0 ELSE min(${longestHaste}, ${doubled}) END`;
  await tx
    .update(outbox)
    .set({ nextAttemptAt: sql`min(${outbox.nextAttemptAt}, ${outbox.channelFailedAt} + ${pause})` })
    .where(isHeldByChannel(channelId));
}

function isHeldByChannel(channelId: number) {
  return and(
    eq(outbox.channelId, channelId),
    eq(outbox.state, 'queued'),
    isNotNull(outbox.nextAttemptAt),
    isNotNull(outbox.channelFailedAt),
  );
}

/** Marks a row as claimed and takes that back: writes what a claim writes, and changes nothing. */
export async function rehearseClaim(tx: Tx, id: number, now: Date): Promise<void> {
  const claimed = await claimDelivery(tx, id, now);
  if (claimed !== undefined) await updateOutboxItem(tx, id, { state: 'queued', attempts: claimed.attempts });
}

/** How many recipients a channel has written to since then, or may have. */
export async function countRecipientsSince(db: Reader, channelId: number, since: Date): Promise<number> {
  const recipients = sql<number>`coalesce(sum(json_array_length(${outbox.envelopeTo})), 0)`;
  const isOfChannel = eq(outbox.channelId, channelId);
  const [sent] = await db
    .select({ recipients })
    .from(outbox)
    .where(and(isOfChannel, gt(outbox.sentAt, since)));
  const [open] = await db
    .select({ recipients })
    .from(outbox)
    .where(and(isOfChannel, inArray(outbox.state, ['sending', 'unknown']), gt(outbox.createdAt, since)));
  return (sent?.recipients ?? 0) + (open?.recipients ?? 0);
}

/** Lets what a limit of ours holds back be tried now: it has changed. */
export async function releaseLimited(tx: Tx): Promise<void> {
  await tx
    .update(outbox)
    .set({ nextAttemptAt: null, failureCode: null, serverReply: null })
    .where(and(eq(outbox.state, 'queued'), eq(outbox.failureCode, 'sending_limit')));
}

/** Lets a message that a server does not take from nobody be tried again, with its author as the envelope's sender. */
export async function giveReturnPath(tx: Tx, id: number): Promise<void> {
  const author = sql`(SELECT from_address FROM articles WHERE articles.id = ${outbox.articleId})`;
  await tx
    .update(outbox)
    .set({ state: 'queued', nextAttemptAt: null, envelopeFrom: author })
    .where(eq(outbox.id, id));
}

/**
 * Marks a message as being sent, which counts as a try.
 * @returns it as it was a moment before: somebody may have changed it since it was listed; undefined where it is not to be sent
 * now any more: it was taken back, given up or put off, its channel paused, or somebody has written meanwhile who has to be read
 */
export async function claimDelivery(tx: Tx, id: number, now: Date): Promise<Delivery | undefined> {
  const [delivery] = await selectDeliveries(tx)
    .innerJoin(channels, eq(channels.id, outbox.channelId))
    .where(and(eq(outbox.id, id), isDue(now)));
  if (delivery === undefined) return undefined;
  await updateOutboxItem(tx, id, { state: 'sending', attempts: delivery.attempts + 1 });
  return delivery;
}

/** A message whose channel is deleted, as not sent. */
export async function giveBackDelivery(tx: Tx, id: number): Promise<void> {
  const failed = { state: 'failed', failureCode: 'channel_deleted', serverReply: null } as const;
  await updateOutboxItem(tx, id, { ...failed, nextAttemptAt: null });
}

export async function deleteOutboxItem(tx: Tx, id: number): Promise<void> {
  await tx.delete(outbox).where(eq(outbox.id, id));
}

/** @returns when the next postponed message becomes due, after `now`; undefined when none will. */
export async function findNextAttempt(db: Reader, now: Date): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: min(outbox.nextAttemptAt) })
    .from(outbox)
    .where(and(eq(outbox.state, 'queued'), gt(outbox.nextAttemptAt, now)));
  return row?.at ?? undefined;
}

/** @returns what was handed over when the program ended: nobody knows whether it arrived. */
export function listInterruptedDeliveries(db: Reader): Promise<Delivery[]> {
  return selectDeliveries(db).where(eq(outbox.state, 'sending'));
}

/** @returns what is to be looked for in Sent Items now, newest first. That of a paused channel waits. */
export function listUnknownDeliveries(db: Reader, now: Date, limit: number): Promise<Delivery[]> {
  return selectDeliveries(db)
    .innerJoin(channels, eq(channels.id, outbox.channelId))
    .where(
      and(
        eq(outbox.state, 'unknown'),
        or(isNull(outbox.evidence), lte(outbox.nextAttemptAt, now)),
        hasNoneTaken,
        isChannelSending,
      ),
    )
    .orderBy(desc(outbox.id))
    .limit(limit);
}

/**
 * @returns what has left a trail at the server and may have gone out without our knowing by which name: what is being handed
 * over, what nobody knows of, and what is to be sent again
 */
export function listTrailing(db: Reader, channelId: number): Promise<Delivery[]> {
  const isOpen = inArray(outbox.state, ['sending', 'unknown', 'queued']);
  const isOfChannel = eq(outbox.channelId, channelId);
  return selectDeliveries(db).where(and(isOfChannel, isOpen, isNotNull(outbox.trail), hasNoneTaken));
}

export async function findDelivery(db: Reader, id: number): Promise<Delivery | undefined> {
  const [row] = await selectDeliveries(db).where(eq(outbox.id, id));
  return row;
}

/** Who may not see a message is told what he is told of one that is not there. @throws AppError not_found */
export async function getVisibleDelivery(db: Reader, viewer: Viewer, id: number): Promise<Delivery> {
  const delivery = await findDelivery(db, id);
  if (delivery !== undefined && (await findAccess(db, viewer, delivery.groupId)) !== 'none') return delivery;
  throw new AppError('not_found', refusal);
}

/** @throws AppError not_found */
export async function getDelivery(db: Reader, id: number): Promise<Delivery> {
  const row = await findDelivery(db, id);
  if (row === undefined) throw new AppError('not_found', refusal);
  return row;
}

const refusal = 'There is no such message in the outbox, or it is not for you.';

const columns = {
  ...getTableColumns(outbox),
  ticketId: tickets.id,
  groupId: tickets.groupId,
  messageId: articles.messageId,
};

function selectDeliveries(db: Reader) {
  return db
    .select(columns)
    .from(outbox)
    .innerJoin(articles, eq(articles.id, outbox.articleId))
    .innerJoin(tickets, eq(tickets.id, articles.ticketId));
}
