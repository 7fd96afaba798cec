import { and, eq, inArray, sql } from 'drizzle-orm';
import { cutExcerpt, listMarks, type MarkedText, markHits } from '../domain/search-excerpt.ts';
import { readSearch, type SearchQuery } from '../domain/search-query.ts';
import type { Reader } from './care/open.ts';
import { groups, users } from './schema/schema.ts';
import { articles, customers, tickets } from './schema/schema-tickets.ts';
import { listByActivity } from './search-activity.ts';
import { spellOutBeginnings } from './search-beginnings.ts';
import { type Conditions, toConditions } from './search-conditions.ts';
import { matchAll, matchNone } from './search-match.ts';
import { listNarrowed, narrowDown } from './search-narrow.ts';
import { tailOf } from './search-tail.ts';
import { type Hit, type SearchCursor, type Walk, walkHits } from './search-walk.ts';
import type { Unwanted } from './search-without.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

export type { SearchCursor } from './search-walk.ts';

export interface TicketSearch {
  /** As it was typed. */
  readonly input: string;
  readonly groupId?: number | undefined;
  /** Where the page before ended. */
  readonly after?: SearchPlace | undefined;
  readonly limit: number;
}

/** Where a page ends, and how its words were understood: the next page goes on in the same way. */
export interface SearchPlace extends SearchCursor {
  readonly withBeginnings: boolean;
}

export type SearchResult =
  | {
      readonly kind: 'found';
      readonly hits: readonly SearchHit[];
      readonly next: SearchPlace | undefined;
      /** How many of the newest messages no search can find yet, while very many come in. */
      readonly unindexed: number;
    }
  /** Why there is nothing to show, in one sentence. */
  | { readonly kind: 'unclear'; readonly message: string };

type SearchHit = Omit<FoundTicket, 'subject'> & {
  readonly subject: readonly MarkedText[];
  /** Around the first hit in the newest message that fits; empty where words were not asked for. */
  readonly excerpt: readonly MarkedText[];
  readonly from: string;
  /** That message, where others have followed it in its ticket. */
  readonly earlierArticleId: number | undefined;
};

type FoundTicket = Awaited<ReturnType<typeof selectTickets>>[number];

const excerptLetters = 180;
const mostMilliseconds = 15_000;

/** @returns one page of tickets that the viewer may see, by their newest message that fits. @throws AppError unavailable when it takes too long */
export async function searchTickets(db: Reader, viewer: Viewer, search: TicketSearch): Promise<SearchResult> {
  const read = readSearch(search.input);
  if (read.kind === 'unclear') return read;
  const conditions = await toConditions(db, viewer, read.query);
  if ('unclear' in conditions) return { kind: 'unclear', message: conditions.unclear };
  const unindexed = await tailOf(db).update();
  const found = await findHits(db, viewer, search, read.query, conditions);
  const shown = found.hits.slice(0, search.limit);
  const last = found.hits.length > search.limit ? shown.at(-1) : undefined;
  return {
    kind: 'found',
    hits: await describeHits(db, shown, read.query),
    next: last && { at: last.at, id: last.place, withBeginnings: found.withBeginnings },
    unindexed,
  };
}

interface FoundHits {
  readonly hits: readonly PlacedHit[];
  readonly withBeginnings: boolean;
}

interface PlacedHit {
  readonly ticketId: number;
  /** The message that fits; undefined where nothing is asked of messages. */
  readonly articleId: number | undefined;
  readonly at: number;
  readonly place: number;
}

async function findHits(
  db: Reader,
  viewer: Viewer,
  { groupId, after, limit }: TicketSearch,
  query: SearchQuery,
  conditions: Conditions,
): Promise<FoundHits> {
  const ofTicket = and(
    visibleTo(viewer),
    conditions.ofTicket,
    groupId === undefined ? undefined : eq(tickets.groupId, groupId),
  );
  const unwanted = await findUnwanted(db, query);
  const narrowing = await narrowDown(db, viewer, query, conditions, groupId);
  const hasWords = matchAll(query.words, false) !== undefined;
  if (!hasWords && conditions.ofMessage === undefined) {
    const where = and(narrowing?.where, ofTicket);
    const list = { states: conditions.states, where, unwanted, after, limit: limit + 1 };
    const rows = await listByActivity(db, list, deadline());
    const hits = rows.map(({ id, at }) => ({ ticketId: id, articleId: undefined, at, place: id }));
    return { hits, withBeginnings: false };
  }
  const { ofMessage } = conditions;
  const dates = { before: query.before, after: query.after };
  const along = chooseWay(hasWords, query);
  const among = hasWords && narrowing?.isFew === false ? await listNarrowed(db, narrowing) : undefined;
  const walk = { ofTicket, ofMessage, narrowing, among, along, dates, unwanted, mayGoOn: deadline() };
  const page = { after, limit: limit + 1 };
  if (!hasWords || after !== undefined)
    return walkPage(db, walk, query, page, after?.withBeginnings ?? false);
  // Where whole words fill the page, looking for longer ones would only cost time.
  const whole = await walkPage(db, walk, query, page, false);
  return whole.hits.length > limit ? whole : walkPage(db, walk, query, page, true);
}

/** @param withBeginnings whether longer words that begin with those of the query are found too */
async function walkPage(
  db: Reader,
  walk: Omit<Walk, 'match' | 'tail' | 'withBeginnings' | 'isAssembled'>,
  query: SearchQuery,
  { after, limit }: { after: SearchCursor | undefined; limit: number },
  withBeginnings: boolean,
): Promise<FoundHits> {
  const { longer, areAssembled } = await spellOutBeginnings(db, query.words, withBeginnings);
  const match = matchAll(query.words, withBeginnings, longer);
  // What is not in the index yet may have words that it does not know.
  const inTail = matchAll(query.words, withBeginnings);
  const tail = inTail === undefined ? [] : await tailOf(db).find(inTail);
  const asked = { ...walk, match, tail, withBeginnings, isAssembled: areAssembled };
  const hits = await walkHits(db, asked, after, limit);
  return { hits: hits.map(place), withBeginnings };
}

function chooseWay(hasWords: boolean, { before, after }: SearchQuery): Walk['along'] {
  if (hasWords) return 'words';
  return before === undefined && after === undefined ? 'files' : 'time';
}

function deadline(): () => boolean {
  const end = performance.now() + mostMilliseconds;
  return () => performance.now() < end;
}

function place({ ticketId, articleId, at }: Hit): PlacedHit {
  return { ticketId, articleId, at, place: articleId };
}

async function findUnwanted(db: Reader, query: SearchQuery): Promise<Unwanted | undefined> {
  const match = matchNone(query.words);
  return match === undefined ? undefined : { match, tail: await tailOf(db).find(match) };
}

function selectTickets(db: Reader, ids: readonly number[]) {
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
    .where(inArray(tickets.id, [...ids]));
}

async function describeHits(
  db: Reader,
  hits: readonly PlacedHit[],
  query: SearchQuery,
): Promise<SearchHit[]> {
  if (hits.length === 0) return [];
  const marks = listMarks(query);
  const rows = await selectTickets(
    db,
    hits.map(({ ticketId }) => ticketId),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const texts = await findTexts(
    db,
    query.words.every(({ isNegated }) => isNegated) ? [] : hits.flatMap(({ articleId }) => articleId ?? []),
  );
  return hits.flatMap(({ ticketId, articleId }) => {
    const ticket = byId.get(ticketId);
    if (ticket === undefined) return [];
    const article = texts.get(articleId ?? 0);
    return {
      ...ticket,
      subject: markHits(ticket.subject, marks),
      excerpt: article === undefined ? [] : cutExcerpt(article.text, marks, excerptLetters),
      from: article?.from ?? '',
      earlierArticleId: article?.isLast === 0 ? articleId : undefined,
    };
  });
}

async function findTexts(db: Reader, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, { text: string; from: string; isLast: number }>();
  const rows = await db
    .select({
      id: articles.id,
      text: sql<string>`substr(${articles.text}, 1, 50000)`,
      from: sql<string>`coalesce(nullif(${articles.fromName}, ''), ${articles.fromAddress})`,
      isLast: sql<number>`${articles.id} = (SELECT max(later.id) FROM articles AS later WHERE later.ticket_id = ${articles.ticketId})`,
    })
    .from(articles)
    .where(inArray(articles.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}
