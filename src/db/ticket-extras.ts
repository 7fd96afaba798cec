import { and, count, eq, gte, inArray, max, sql } from 'drizzle-orm';
import { compareNames } from '../domain/name-order.ts';
import { renderingVersion } from '../domain/rendering.ts';
import type { Reader } from './care/open.ts';
import { ticketTags } from './schema/schema-filters.ts';
import { articles, attachments, renderings } from './schema/schema-tickets.ts';

/** What a list shows of a ticket beside its own row. */
interface TicketExtras {
  /** Mails and notes. */
  readonly messages: number;
  readonly hasFiles: boolean;
  /** How the newest message begins. */
  readonly words: string;
  readonly tags: readonly string[];
}

const none: TicketExtras = { messages: 0, hasFiles: false, words: '', tags: [] };

/** @returns the extras of these tickets, which are those of one page */
export async function listTicketExtras(
  db: Reader,
  ticketIds: readonly number[],
): Promise<(ticketId: number) => TicketExtras> {
  if (ticketIds.length === 0) return () => none;
  const ids = [...ticketIds];
  const [counted, words, files, tags] = await Promise.all([
    db
      .select({ ticketId: articles.ticketId, messages: count() })
      .from(articles)
      .where(inArray(articles.ticketId, ids))
      .groupBy(articles.ticketId),
    listWords(db, ids),
    listWithFiles(db, ids),
    db.select().from(ticketTags).where(inArray(ticketTags.ticketId, ids)),
  ]);
  const byTicket = new Map(counted.map((row) => [row.ticketId, row]));
  const tagsOf = Map.groupBy(tags, ({ ticketId }) => ticketId);
  return (ticketId) => ({
    messages: byTicket.get(ticketId)?.messages ?? 0,
    hasFiles: files.has(ticketId),
    words: words.get(ticketId) ?? '',
    tags: (tagsOf.get(ticketId) ?? []).map(({ tag }) => tag).sort(compareNames),
  });
}

/** Until a message is made ready to be shown, its text says how it begins; one that is long is not read for that. */
const beginning = sql`CASE WHEN octet_length(${articles.text}) > 65536 THEN ''
  ELSE substr(replace(substr(${articles.text}, 1, 400), char(10), ' '), 1, 200) END`;

/** Of the newest message of each. */
async function listWords(db: Reader, ticketIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const newest = db
    .select({ id: max(articles.id) })
    .from(articles)
    .where(inArray(articles.ticketId, [...ticketIds]))
    .groupBy(articles.ticketId);
  const rows = await db
    .select({
      ticketId: articles.ticketId,
      excerpt: sql<string>`coalesce(${renderings.excerpt}, ${beginning})`,
    })
    .from(articles)
    .leftJoin(
      renderings,
      and(eq(renderings.articleId, articles.id), gte(renderings.version, renderingVersion)),
    )
    .where(inArray(articles.id, newest));
  return new Map(rows.map(({ ticketId, excerpt }) => [ticketId, excerpt]));
}

/** Pictures that stand in a text are no files to speak of. */
async function listWithFiles(db: Reader, ticketIds: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectDistinct({ ticketId: articles.ticketId })
    .from(articles)
    .innerJoin(attachments, and(eq(attachments.articleId, articles.id), eq(attachments.isInline, false)))
    .where(inArray(articles.ticketId, [...ticketIds]));
  return new Set(rows.map(({ ticketId }) => ticketId));
}
