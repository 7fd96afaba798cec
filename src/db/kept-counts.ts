import { and, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { TicketState } from '../domain/ticket.ts';
import type { Reader } from './care/open.ts';
import { channelTicketCounts, outboxCounts, receiptCounts, ticketCounts } from './schema/schema-counts.ts';
import { inGroupsOf, type Viewer } from './ticket-access.ts';

// How many there are of what grows without end, read from what triggers keep.

const unfinished = sql`('new', 'open', 'waiting')`;

/** @returns how many tickets the viewer may see of each state and owner; null: of nobody */
export async function countTicketsByOwner(
  db: Reader,
  viewer: Viewer,
  groupId?: number,
): Promise<{ state: TicketState; ownerId: number | null; count: number }[]> {
  const { state, ownerId, tickets } = ticketCounts;
  return db
    .select({ state, ownerId: sql<number | null>`nullif(${ownerId}, 0)`, count: total(tickets) })
    .from(ticketCounts)
    .where(
      and(
        gt(tickets, 0),
        inGroupsOf(viewer, ticketCounts.groupId, 'read'),
        groupId === undefined ? undefined : eq(ticketCounts.groupId, groupId),
      ),
    )
    .groupBy(state, ownerId);
}

/** @returns how many unfinished tickets of this owner the viewer may see */
export async function countUnfinishedOf(
  db: Reader,
  viewer: Viewer,
  ownerId: number,
  groupId?: number,
): Promise<number> {
  const counts = await countTicketsByOwner(db, viewer, groupId);
  const owned = counts.filter((each) => each.ownerId === ownerId && each.state !== 'closed');
  return owned.reduce((sum, { count }) => sum + count, 0);
}

/** @returns how many tickets the viewer may see */
export async function countVisibleTickets(db: Reader, viewer: Viewer): Promise<number> {
  const [row] = await db
    .select({ count: total(ticketCounts.tickets) })
    .from(ticketCounts)
    .where(inGroupsOf(viewer, ticketCounts.groupId, 'read'));
  return row?.count ?? 0;
}

export function countTicketsByGroup(db: Reader): Promise<{ groupId: number; all: number; open: number }[]> {
  const { groupId, tickets, state } = ticketCounts;
  return db
    .select({ groupId, all: total(tickets), open: total(tickets, sql`${state} IN ${unfinished}`) })
    .from(ticketCounts)
    .groupBy(groupId);
}

export function countTicketsByState(db: Reader): Promise<{ state: TicketState; count: number }[]> {
  const { state, tickets } = ticketCounts;
  return db
    .select({ state, count: total(tickets) })
    .from(ticketCounts)
    .where(gt(tickets, 0))
    .groupBy(state);
}

export async function countTicketsOfChannel(
  db: Reader,
  channelId: number,
): Promise<{ all: number; open: number }> {
  const { tickets, state } = channelTicketCounts;
  const [row] = await db
    .select({ all: total(tickets), open: total(tickets, sql`${state} IN ${unfinished}`) })
    .from(channelTicketCounts)
    .where(eq(channelTicketCounts.channelId, channelId));
  return row ?? { all: 0, open: 0 };
}

interface ChannelCounts {
  /** Messages dealt with, whatever became of them. */
  readonly imported: number;
  /** Of these, the ones that became an article. */
  readonly articles: number;
  /** Of these, the ones that the server has yet to be told about. */
  readonly unsettled: number;
  readonly quarantined: number;
}

const nothing: ChannelCounts = { imported: 0, articles: 0, unsettled: 0, quarantined: 0 };

export async function countReceipts(db: Reader, channelId: number): Promise<ChannelCounts> {
  const [row] = await selectReceiptCounts(db).where(eq(receiptCounts.channelId, channelId));
  return row ?? nothing;
}

/** By channel. */
export async function countAllReceipts(db: Reader): Promise<(channelId: number) => ChannelCounts> {
  const rows = await selectReceiptCounts(db);
  const byChannel = new Map(rows.map((row) => [row.channelId, row]));
  return (channelId) => byChannel.get(channelId) ?? nothing;
}

export function countReceiptsByOutcome(
  db: Reader,
): Promise<{ outcome: string; count: number; unsettled: number }[]> {
  const { outcome, receipts, unsettled } = receiptCounts;
  return db
    .select({ outcome, count: total(receipts), unsettled: total(unsettled) })
    .from(receiptCounts)
    .where(gt(receipts, 0))
    .groupBy(outcome);
}

export function countOutboxByState(db: Reader): Promise<{ state: string; count: number }[]> {
  const { state, messages } = outboxCounts;
  return db.select({ state, count: messages }).from(outboxCounts).where(gt(messages, 0));
}

function selectReceiptCounts(db: Reader) {
  const { channelId, outcome, receipts, articles, unsettled } = receiptCounts;
  return db
    .select({
      channelId,
      imported: total(receipts),
      articles: total(articles),
      unsettled: total(unsettled),
      quarantined: total(receipts, sql`${outcome} = 'quarantined'`),
    })
    .from(receiptCounts)
    .groupBy(channelId);
}

function total(column: SQLiteColumn, which?: SQL): SQL<number> {
  const filter = which === undefined ? sql`` : sql` FILTER (WHERE ${which})`;
  return sql<number>`coalesce(sum(${column})${filter}, 0)`;
}
