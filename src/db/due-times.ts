import { sql } from 'drizzle-orm';
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
  await tx.run(sql`UPDATE alerts SET next_attempt_at = next_attempt_at + ${by} WHERE state = 'due'`);
  await tx.run(
    sql`UPDATE notification_mails SET next_attempt_at = next_attempt_at + ${by} WHERE state = 'due'`,
  );
}
