import { and, asc, count, eq, gt, isNull, sql } from 'drizzle-orm';
import type { QuarantineReason } from '../domain/facts/quarantine-reason.ts';
import type { Reader, Tx } from './care/open.ts';
import type { QuarantineRow } from './quarantine.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';

/** A message that was too large, whose sender is still to be told. */
export type DueRefusal = QuarantineRow & {
  /** Of the whole message, by the server. */
  readonly size: number;
};

/** Whoever has decided about the message meanwhile, has decided about this too. */
const isDue = and(eq(quarantine.refusal, 'due'), isNull(quarantine.resolvedAt));

/** Whether the sender is to be told still. */
export async function isRefusalWanted(db: Reader, id: number): Promise<boolean> {
  return (await db.$count(quarantine, and(eq(quarantine.id, id), isDue))) > 0;
}

export async function listDueRefusals(db: Reader, channelId: number, limit: number): Promise<DueRefusal[]> {
  const rows = await db
    .select({ row: quarantine, size: receipts.size })
    .from(quarantine)
    .innerJoin(receipts, eq(receipts.id, quarantine.receiptId))
    .where(and(isDue, eq(quarantine.channelId, channelId)))
    .orderBy(asc(quarantine.id))
    .limit(limit);
  return rows.map(({ row, size }) => ({ ...row, size }));
}

/** How many senders were told since then, and how often this one. */
export async function countRefusals(
  db: Reader,
  { sender, since }: { sender: string; since: Date },
): Promise<{ all: number; toSender: number }> {
  const [row] = await db
    .select({ all: count(), toSender: sql<number>`coalesce(sum(${quarantine.sender} = ${sender}), 0)` })
    .from(quarantine)
    .where(and(eq(quarantine.refusal, 'sent'), gt(quarantine.createdAt, since)));
  return { all: row?.all ?? 0, toSender: Number(row?.toSender ?? 0) };
}

/** @param sender as the parser reads it, lower case; the address that the next one is counted by */
export async function settleRefusal(
  tx: Tx,
  id: number,
  changes: {
    readonly refusal: 'sent' | 'withheld';
    readonly sender: string;
    readonly reason: QuarantineReason;
  },
): Promise<void> {
  await tx.update(quarantine).set(changes).where(eq(quarantine.id, id));
}
