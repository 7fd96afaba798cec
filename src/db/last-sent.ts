import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { outbox } from './schema/schema-tickets.ts';

/** @returns the message that the channel has sent last; undefined where it has sent none */
export async function findLastSent(
  db: Reader,
  channelId: number,
): Promise<{ readonly articleId: number; readonly sentAt: Date } | undefined> {
  const [row] = await db
    .select({ articleId: outbox.articleId, sentAt: outbox.sentAt })
    .from(outbox)
    .where(and(eq(outbox.channelId, channelId), eq(outbox.state, 'sent'), isNotNull(outbox.sentAt)))
    .orderBy(desc(outbox.sentAt))
    .limit(1);
  return row === undefined || row.sentAt === null
    ? undefined
    : { articleId: row.articleId, sentAt: row.sentAt };
}
