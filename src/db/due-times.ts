import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './care/write.ts';

/**
 * Moves the times at which something is tried again, and since when it is tried, as far as the clock was set. What people
 * have chosen, such as the day that a ticket waits for, stays.
 */
export async function shiftDueTimes(tx: Tx, milliseconds: number): Promise<void> {
  const by = sql`${milliseconds}`;
  await tx.run(sql`UPDATE outbox SET next_attempt_at = next_attempt_at + ${by}, created_at = created_at + ${by},
    channel_failed_at = channel_failed_at + ${by} WHERE state IN ('queued', 'unknown')`);
  await tx.run(sql`UPDATE channels SET retry_at = retry_at + ${by}, last_failure_at = last_failure_at + ${by}
    WHERE retry_at IS NOT NULL`);
  await tx.run(sql`UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at + ${by}, queued_at = queued_at + ${by}
    WHERE state = 'queued'`);
  for (const table of ['alerts', 'notification_mails', 'account_letters']) {
    await shift(tx, table, 'next_attempt_at', by, sql` AND state = 'due'`);
  }
  await shift(tx, 'channels', 'sending_retry_at', by);
  for (const table of ['channel_roads', 'graph_subscriptions']) await shift(tx, table, 'retry_at', by);
  await shift(tx, 'app_access', 'next_probe_at', by);
}

async function shift(tx: Tx, table: string, column: string, by: SQL, which = sql``): Promise<void> {
  const [name, time] = [sql.identifier(table), sql.identifier(column)];
  await tx.run(sql`UPDATE ${name} SET ${time} = ${time} + ${by} WHERE ${time} IS NOT NULL${which}`);
}
