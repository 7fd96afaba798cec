import { and, count, eq, gte, sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { receipts } from './schema/schema-mail.ts';

const hour = 3_600_000;

/** @returns how many messages a channel has dealt with in each of the last `hours` hours, the running one last */
export async function countMessagesByHour(
  db: Reader,
  channelId: number,
  { now, hours }: { now: Date; hours: number },
): Promise<{ from: Date; messages: number }[]> {
  const last = Math.floor(now.getTime() / hour);
  const first = last - hours + 1;
  const number = sql<number>`${receipts.storedAt} / ${sql.raw(String(hour))}`;
  const rows = await db
    .select({ number, messages: count() })
    .from(receipts)
    .where(and(eq(receipts.channelId, channelId), gte(receipts.storedAt, new Date(first * hour))))
    .groupBy(number);
  const byHour = new Map(rows.map((row) => [Number(row.number), row.messages]));
  return Array.from({ length: hours }, (_, index) => ({
    from: new Date((first + index) * hour),
    messages: byHour.get(first + index) ?? 0,
  }));
}
