import { count, isNull } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { channels } from './schema/schema.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';
import { articles, outbox, tickets } from './schema/schema-tickets.ts';

/** What a monitoring system counts. */
export interface Totals {
  readonly tickets: readonly { readonly state: string; readonly count: number }[];
  readonly receipts: readonly { readonly outcome: string; readonly count: number }[];
  readonly outbox: readonly { readonly state: string; readonly count: number }[];
  readonly articles: number;
  readonly unsettled: number;
  readonly quarantined: number;
  readonly channels: readonly {
    readonly address: string;
    readonly state: string;
    readonly lastSuccessAt: Date | null;
    readonly failureCount: number;
  }[];
}

export async function countTotals(db: Reader): Promise<Totals> {
  const { address, state, lastSuccessAt, failureCount } = channels;
  const [unsettled] = await db.select({ count: count() }).from(receipts).where(isNull(receipts.settledAt));
  const [stored] = await db.select({ count: count() }).from(articles);
  const [quarantined] = await db
    .select({ count: count() })
    .from(quarantine)
    .where(isNull(quarantine.resolvedAt));
  return {
    tickets: await db.select({ state: tickets.state, count: count() }).from(tickets).groupBy(tickets.state),
    receipts: await db
      .select({ outcome: receipts.outcome, count: count() })
      .from(receipts)
      .groupBy(receipts.outcome),
    outbox: await db.select({ state: outbox.state, count: count() }).from(outbox).groupBy(outbox.state),
    articles: stored?.count ?? 0,
    unsettled: unsettled?.count ?? 0,
    quarantined: quarantined?.count ?? 0,
    channels: await db
      .select({ address, state, lastSuccessAt, failureCount })
      .from(channels)
      .where(isNull(channels.deletedAt)),
  };
}
