import { count, isNull } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { countOutboxByState, countReceiptsByOutcome, countTicketsByState } from './kept-counts.ts';
import { findLastBackup } from './last-backup.ts';
import { channels } from './schema/schema.ts';
import { quarantine } from './schema/schema-mail.ts';

/** What a monitoring system counts. */
export interface Totals {
  readonly tickets: readonly { readonly state: string; readonly count: number }[];
  readonly receipts: readonly { readonly outcome: string; readonly count: number }[];
  readonly outbox: readonly { readonly state: string; readonly count: number }[];
  readonly unsettled: number;
  readonly quarantined: number;
  /** In milliseconds; undefined: none is known. */
  readonly lastBackupAt: number | undefined;
  readonly channels: readonly {
    readonly address: string;
    readonly state: string;
    readonly lastSuccessAt: Date | null;
    readonly failureCount: number;
    readonly sendingState: string;
    readonly sendingFailures: number;
  }[];
}

export async function countTotals(db: Reader): Promise<Totals> {
  const { address, state, lastSuccessAt, failureCount, sendingState, sendingFailures } = channels;
  const [quarantined] = await db
    .select({ count: count() })
    .from(quarantine)
    .where(isNull(quarantine.resolvedAt));
  const receipts = await countReceiptsByOutcome(db);
  return {
    tickets: await countTicketsByState(db),
    receipts,
    outbox: await countOutboxByState(db),
    unsettled: receipts.reduce((sum, row) => sum + row.unsettled, 0),
    quarantined: quarantined?.count ?? 0,
    lastBackupAt: await findLastBackup(db),
    channels: await db
      .select({ address, state, lastSuccessAt, failureCount, sendingState, sendingFailures })
      .from(channels)
      .where(isNull(channels.deletedAt)),
  };
}
