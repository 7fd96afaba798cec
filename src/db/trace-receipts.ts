import { and, asc, eq } from 'drizzle-orm';
import type { TraceFact } from '../domain/trace.ts';
import type { Reader } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { channels } from './schema/schema.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';
import { articles, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

type TracedReceipt = Extract<TraceFact, { kind: 'received' }>;

interface Asked {
  readonly viewer: Viewer;
  /** Also what belongs to no ticket. */
  readonly seesAll: boolean;
  readonly messageIds: readonly string[];
  readonly articleIds: readonly number[];
  readonly receiptIds: readonly number[];
}

const mostReceipts = 300;

/** Each was found by one of the three: one look along an index for each. */
export async function listReceiptFacts(db: Reader, asked: Asked): Promise<TracedReceipt[]> {
  const { viewer, seesAll } = asked;
  const ways = [
    isOneOf(receipts.messageId, asked.messageIds),
    isOneOf(receipts.articleId, asked.articleIds),
    isOneOf(receipts.id, asked.receiptIds),
  ];
  const found = new Map<number, ReceiptRow>();
  for (const way of ways) {
    for (const row of await selectReceipts(db, viewer).where(way).limit(mostReceipts)) found.set(row.id, row);
  }
  const rows = [...found.values()]
    .filter(({ number }) => seesAll || number !== null)
    .sort((left, right) => left.id - right.id);
  return rows.map((row) => toFact(row, rows));
}

type ReceiptRow = Awaited<ReturnType<typeof selectReceipts>>[number];

function selectReceipts(db: Reader, viewer: Viewer) {
  const { id, messageId, folder, outcome, storedAt, settledAt, settleAction, settleError } = receipts;
  return db
    .select({
      id,
      messageId,
      folder,
      outcome,
      storedAt,
      settledAt,
      settleAction,
      settleError,
      channel: channels.name,
      moveTo: channels.moveTo,
      number: tickets.number,
    })
    .from(receipts)
    .leftJoin(channels, eq(channels.id, receipts.channelId))
    .leftJoin(articles, eq(articles.id, receipts.articleId))
    .leftJoin(tickets, seenTicket(viewer))
    .$dynamic();
}

function seenTicket(viewer: Viewer) {
  const seen = visibleTo(viewer);
  const own = eq(tickets.id, articles.ticketId);
  return seen === undefined ? own : and(own, seen);
}

function toFact(row: ReceiptRow, all: readonly ReceiptRow[]): TracedReceipt {
  const { id, messageId, folder, outcome, storedAt, settledAt, settleAction, settleError } = row;
  const first = all.find((other) => other.messageId === messageId && other.outcome !== 'duplicate');
  const duplicateOf = outcome === 'duplicate' && messageId !== null ? (first?.id ?? null) : null;
  return {
    kind: 'received',
    at: storedAt,
    receiptId: id,
    messageId,
    folder,
    outcome,
    duplicateOf,
    channel: row.channel,
    moveTo: row.moveTo ?? '',
    settledAt,
    settleError,
    settled: settleAction ?? (row.channel === null ? 'keep' : 'waiting'),
    ticket: row.number ?? all.find((other) => other.id === duplicateOf)?.number ?? null,
  };
}

/** What became of those that were put into quarantine. */
export async function listQuarantineFacts(
  db: Reader,
  found: readonly TracedReceipt[],
): Promise<Extract<TraceFact, { kind: 'quarantined' }>[]> {
  const { id, receiptId, reason, sender, subject, createdAt, resolvedAt } = quarantine;
  const rows = await db
    .select({ id, receiptId, reason, sender, subject, createdAt, resolvedAt })
    .from(quarantine)
    .where(
      isOneOf(
        receiptId,
        found.map((fact) => fact.receiptId),
      ),
    )
    .orderBy(asc(receiptId));
  return rows.map((row) => {
    const receipt = found.find((fact) => fact.receiptId === row.receiptId);
    const ended = receipt?.outcome === 'ignored' ? 'discarded' : 'imported';
    const { reason, sender, subject, resolvedAt } = row;
    return {
      kind: 'quarantined',
      at: row.createdAt,
      ticket: receipt?.ticket ?? null,
      quarantineId: row.id,
      reason,
      sender,
      subject,
      resolvedAt,
      state: resolvedAt === null ? 'waiting' : ended,
    };
  });
}
