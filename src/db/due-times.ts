import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './care/write.ts';

/** What waits for a time, and since when it is tried; with which rows are meant. */
const dueTimes: readonly (readonly [table: string, columns: readonly string[], which: SQL])[] = [
  ['outbox', ['next_attempt_at', 'created_at', 'channel_failed_at'], sql`state IN ('queued', 'unknown')`],
  ['channels', ['retry_at', 'last_failure_at'], sql`retry_at IS NOT NULL`],
  ['channels', ['sending_retry_at'], sql`sending_retry_at IS NOT NULL`],
  ['webhook_deliveries', ['next_attempt_at', 'queued_at'], sql`state = 'queued'`],
  ['alerts', ['next_attempt_at'], sql`state = 'due'`],
  ['notification_mails', ['next_attempt_at'], sql`state = 'due'`],
  ['account_letters', ['next_attempt_at'], sql`state = 'due'`],
  ['channel_roads', ['retry_at'], sql`retry_at IS NOT NULL`],
  ['graph_subscriptions', ['retry_at'], sql`retry_at IS NOT NULL`],
  ['app_access', ['next_probe_at'], sql`next_probe_at IS NOT NULL`],
];

/**
 * Moves the times at which something is tried again, and since when it is tried, as far as the clock was set. What people
 * have chosen, such as the day that a ticket waits for, stays.
 * @param behind only the times behind this one; left out: all
 */
export async function shiftDueTimes(tx: Tx, milliseconds: number, behind?: Date): Promise<void> {
  for (const [table, columns, which] of dueTimes) {
    const moved = columns.map((column) => {
      const name = sql.identifier(column);
      const set = sql`${name} + ${milliseconds}`;
      if (behind === undefined) return sql`${name} = ${set}`;
      return sql`${name} = CASE WHEN ${name} > ${behind.getTime()} THEN ${set} ELSE ${name} END`;
    });
    await tx.run(sql`UPDATE ${sql.identifier(table)} SET ${sql.join(moved, sql`, `)} WHERE ${which}`);
  }
}
