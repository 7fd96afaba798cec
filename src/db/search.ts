import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { cutExcerpt, listMarks, type MarkedText, markHits } from '../domain/search-excerpt.ts';
import { readSearch, type SearchQuery } from '../domain/search-query.ts';
import type { Reader } from './care/open.ts';
import { groups, users } from './schema/schema.ts';
import { customers, tickets } from './schema/schema-tickets.ts';
import { toConditions } from './search-conditions.ts';
import { matchAll } from './search-match.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';
import type { TicketCursor } from './ticket-list.ts';

export interface TicketSearch {
  /** As it was typed. */
  readonly input: string;
  readonly groupId?: number | undefined;
  /** Where the page before ended. */
  readonly after?: TicketCursor | undefined;
  readonly limit: number;
}

export type SearchResult =
  | { readonly kind: 'found'; readonly hits: readonly SearchHit[]; readonly next: TicketCursor | undefined }
  /** Why there is nothing to show, in one sentence. */
  | { readonly kind: 'unclear'; readonly message: string };

export type SearchHit = Omit<FoundTicket, 'subject'> & {
  readonly subject: readonly MarkedText[];
  /** Around the first hit in the newest message that fits; empty where words were not asked for. */
  readonly excerpt: readonly MarkedText[];
  readonly from: string;
};

type FoundTicket = Awaited<ReturnType<typeof selectTickets>>[number];

const excerptLetters = 180;

/** @returns one page of tickets that the viewer may see, newest activity first */
export async function searchTickets(db: Reader, viewer: Viewer, search: TicketSearch): Promise<SearchResult> {
  const read = readSearch(search.input);
  if (read.kind === 'unclear') return read;
  const conditions = await toConditions(db, viewer, read.query);
  if ('unclear' in conditions) return { kind: 'unclear', message: conditions.unclear };
  const rows = await selectTickets(db, viewer, search, conditions.where);
  const shown = rows.slice(0, search.limit);
  const last = rows.length > search.limit ? shown.at(-1) : undefined;
  const hits = await describeHits(db, shown, read.query);
  return { kind: 'found', hits, next: last && { lastArticleAt: last.lastArticleAt, id: last.id } };
}

function selectTickets(
  db: Reader,
  viewer: Viewer,
  { groupId, after, limit }: TicketSearch,
  where: ReturnType<typeof and>,
) {
  return db
    .select({
      id: tickets.id,
      number: tickets.number,
      subject: tickets.subject,
      state: tickets.state,
      lastArticleAt: tickets.lastArticleAt,
      group: groups.name,
      owner: users.name,
      customerId: customers.id,
      customerName: customers.name,
      customerEmail: customers.email,
    })
    .from(tickets)
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .leftJoin(users, eq(users.id, tickets.ownerId))
    .where(
      and(
        visibleTo(viewer),
        where,
        groupId === undefined ? undefined : eq(tickets.groupId, groupId),
        after === undefined
          ? undefined
          : sql`(${tickets.lastArticleAt}, ${tickets.id}) < (${after.lastArticleAt.getTime()}, ${after.id})`,
      ),
    )
    .orderBy(desc(tickets.lastArticleAt), desc(tickets.id))
    .limit(limit + 1);
}

async function describeHits(
  db: Reader,
  found: readonly FoundTicket[],
  query: SearchQuery,
): Promise<SearchHit[]> {
  const marks = listMarks(query);
  const ids = found.map(({ id }) => id);
  const articles = await findArticles(db, ids, matchAll(query.words));
  return found.map((ticket) => {
    const article = articles.get(ticket.id);
    return {
      ...ticket,
      subject: markHits(ticket.subject, marks),
      excerpt: article === undefined ? [] : cutExcerpt(article.text, marks, excerptLetters),
      from: article?.from ?? '',
    };
  });
}

/** @returns by ticket, its newest message that fits. One query for all: a beginning of a word costs a walk through the index each time. */
async function findArticles(db: Reader, ticketIds: readonly number[], match: string | undefined) {
  if (match === undefined || ticketIds.length === 0) return new Map<number, FoundArticle>();
  const rows = await db.all<FoundArticle>(sql`
    SELECT ticket_id AS "ticketId", substr(text, 1, 50000) AS text, coalesce(nullif(from_name, ''), from_address) AS "from"
    FROM articles WHERE id IN (
      SELECT max(rowid & 4294967295) FROM search_index
      WHERE search_index MATCH ${match} AND ${inArray(sql`rowid >> 32`, [...ticketIds])} GROUP BY rowid >> 32)`);
  return new Map(rows.map((row) => [row.ticketId, row]));
}

interface FoundArticle {
  readonly ticketId: number;
  readonly text: string;
  readonly from: string;
}
