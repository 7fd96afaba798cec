import { and, type SQL, sql } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader } from './care/open.ts';
import { articles } from './schema/schema-tickets.ts';
import { type DateRange, findStretch } from './search-blocks.ts';
import { rowBound } from './search-match.ts';
import type { Narrowing } from './search-narrow.ts';
import { listTicketsWith, type Unwanted } from './search-without.ts';

// Hits are walked through from the newest message on, and the walk ends when the page is full.

/** The place of a hit. */
export interface SearchCursor {
  /** When the message was sent, or something happened on the ticket last; in milliseconds. With words it stays 0. */
  readonly at: number;
  /** Of the message, or the ticket. */
  readonly id: number;
}

export interface Hit {
  readonly ticketId: number;
  readonly articleId: number;
  readonly at: number;
}

/** What the messages and tickets of a walk have to fulfil. */
export interface Walk {
  /** In the index's query language; undefined where only dates or files are asked for. */
  readonly match: string | undefined;
  readonly ofMessage: SQL | undefined;
  readonly ofTicket: SQL | undefined;
  readonly narrowing: Narrowing | undefined;
  /** The messages that come into question by it, as JSON, where it leaves neither few nor too many. */
  readonly among: string | undefined;
  /** Articles that are not in the index yet and match. */
  readonly tail: readonly number[];
  /** Of the messages. */
  readonly dates: DateRange;
  /** Words stand for longer ones too. */
  readonly withBeginnings: boolean;
  /** The index has to put the hits of these together first, which it should do once. */
  readonly isAssembled: boolean;
  /** Along the index of words, of dates, or of files. */
  readonly along: 'words' | 'time' | 'files';
  readonly unwanted: Unwanted | undefined;
  readonly mayGoOn: () => boolean;
}

/** A search can be ended after each; the further back, the more articles together, as each statement begins anew. */
const firstWindow = 250_000;
const windowGrowth = 4;
const usualHits = 200;
/** Where hits lie far apart, or looking at each is costly: little more than a page. */
const fewHits = 60;

/**
 * @param after where the page before ended
 * @returns the newest message of each ticket that fits, newest first
 * @throws AppError unavailable when it takes too long
 */
export async function walkHits(
  db: Reader,
  walk: Walk,
  after: SearchCursor | undefined,
  limit: number,
): Promise<Hit[]> {
  const found = new Map<number, Hit>();
  let from: Hit | SearchCursor | undefined = after;
  for (;;) {
    const { hits, next } = await takeHits(db, walk, from);
    const fresh = hits.filter(({ ticketId }) => !found.has(ticketId));
    for (let start = 0; start < fresh.length && found.size < limit; start += fewHits) {
      const some = fresh.slice(start, start + fewHits);
      const left = await listLeftOut(db, walk, after, some);
      for (const hit of some) {
        if (!left.has(hit.ticketId) && !found.has(hit.ticketId)) found.set(hit.ticketId, hit);
      }
    }
    if (found.size >= limit || next === undefined) return [...found.values()].slice(0, limit);
    if (!walk.mayGoOn())
      throw new AppError('unavailable', 'This search takes too long; make it narrower and try again.');
    from = next;
  }
}

/** @returns the hits after a place, and where to go on */
async function takeHits(
  db: Reader,
  walk: Walk,
  from: SearchCursor | undefined,
): Promise<{ hits: Hit[]; next: SearchCursor | undefined }> {
  if (walk.along !== 'words') {
    const hits = await selectHits(db, walk, placed(walk, from));
    return { hits, next: nextOf(walk, hits) };
  }
  const stretch = await chooseStretch(db, walk, from?.id);
  if (stretch === undefined) return { hits: [], next: undefined };
  const isWhole = walk.narrowing?.isFew === true || walk.isAssembled;
  const { top, bottom } = isWhole ? { top: stretch.top, bottom: 0 } : stretch;
  const within = sql`search_index.rowid <= ${rowBound(top)} AND search_index.rowid > ${rowBound(bottom)}`;
  const indexed = await selectHits(db, walk, within);
  const end = nextOf(walk, indexed)?.id ?? bottom + 1;
  const unindexed = await selectTail(db, walk, top, end - 1);
  const hits = [...indexed, ...unindexed].sort((left, right) => right.articleId - left.articleId);
  return { hits, next: end <= 1 ? undefined : { at: 0, id: end } };
}

/** @returns the numbers of the messages that the next statement looks at: a search can be ended between two */
async function chooseStretch(db: Reader, { dates }: Walk, below: number | undefined) {
  if (dates.before !== undefined || dates.after !== undefined)
    return findStretch(db, below ?? Number.MAX_SAFE_INTEGER, dates);
  const newest = await findNewest(db);
  const top = below === undefined ? newest : below - 1;
  const behind = Math.max(firstWindow, (newest - top) * windowGrowth);
  return top < 1 ? undefined : { top, bottom: Math.max(0, top - behind) };
}

async function findNewest(db: Reader): Promise<number> {
  const [row] = await db.all<{ id: number | null }>(sql`SELECT max(id) AS id FROM articles`);
  return row?.id ?? 0;
}

function nextOf(walk: Walk, hits: readonly Hit[]): SearchCursor | undefined {
  const last = hits.at(-1);
  return hits.length < hitsAtOnce(walk) || last === undefined
    ? undefined
    : { at: last.at, id: last.articleId };
}

function hitsAtOnce({ among }: Walk): number {
  return among === undefined ? usualHits : fewHits;
}

function placed({ along }: Walk, from: SearchCursor | undefined): SQL | undefined {
  if (from === undefined) return undefined;
  return along === 'time'
    ? sql`(${articles.sentAt}, ${articles.id}) < (${from.at}, ${from.id})`
    : sql`${articles.id} < ${from.id}`;
}

/** CROSS JOIN keeps the order: SQLite has no numbers to choose by. */
const sources: Readonly<Record<Walk['along'] | 'narrow', SQL>> = {
  words: sql`search_index CROSS JOIN articles ON articles.id = search_index.rowid CROSS JOIN tickets ON tickets.id = articles.ticket_id`,
  time: sql`articles CROSS JOIN tickets ON tickets.id = articles.ticket_id`,
  files: sql`attachments CROSS JOIN articles ON articles.id = attachments.article_id CROSS JOIN tickets ON tickets.id = articles.ticket_id`,
  narrow: sql`tickets CROSS JOIN articles ON articles.ticket_id = tickets.id`,
};

async function selectHits(db: Reader, walk: Walk, where: SQL | undefined): Promise<Hit[]> {
  const { from, order } = chooseSource(walk);
  // A file in the text is no attachment; of files alone, the walk asks that itself.
  const ofMessage =
    walk.along === 'files' && walk.narrowing?.isFew !== true
      ? sql`NOT attachments.is_inline`
      : walk.ofMessage;
  const conditions = and(sql`true`, matchingWords(walk, where), narrowed(walk), ofMessage, walk.ofTicket);
  return db.all<Hit>(sql`
    SELECT articles.ticket_id AS "ticketId", articles.id AS "articleId", articles.sent_at AS at
    FROM ${from} WHERE ${conditions} ORDER BY ${order} LIMIT ${hitsAtOnce(walk)}`);
}

function chooseSource({ match, narrowing, along, withBeginnings }: Walk): { from: SQL; order: SQL } {
  const newest = sql`articles.id DESC`;
  const byTime = sql`articles.sent_at DESC, articles.id DESC`;
  if (narrowing?.isFew === true) {
    const looks =
      match === undefined || withBeginnings
        ? sql``
        : sql` CROSS JOIN search_index ON search_index.rowid = articles.id`;
    return { from: sql`${sources.narrow}${looks}`, order: along === 'time' ? byTime : newest };
  }
  const orders = {
    words: sql`search_index.rowid DESC`,
    time: byTime,
    files: sql`attachments.article_id DESC`,
  };
  return { from: sources[along], order: orders[along] };
}

function matchingWords({ match, narrowing, withBeginnings }: Walk, where: SQL | undefined): SQL | undefined {
  if (match === undefined) return where;
  const matches = and(sql`search_index MATCH ${match}`, where);
  if (narrowing?.isFew !== true || !withBeginnings) return matches;
  return sql`articles.id IN (SELECT search_index.rowid FROM search_index WHERE ${matches})`;
}

/** The plus keeps the index of words from being asked for each of the messages. */
function narrowed({ narrowing, among }: Walk): SQL | undefined {
  if (narrowing?.isFew === true) return narrowing.where;
  return among === undefined
    ? undefined
    : sql`+search_index.rowid IN (SELECT value FROM json_each(${among}))`;
}

async function selectTail(db: Reader, walk: Walk, top: number, bottom: number): Promise<Hit[]> {
  const ids = walk.tail.filter((id) => id <= top && id > bottom);
  if (ids.length === 0) return [];
  return db.all<Hit>(sql`
    SELECT articles.ticket_id AS "ticketId", articles.id AS "articleId", articles.sent_at AS at
    FROM ${sources.time}
    WHERE ${and(isListed(ids), walk.ofMessage, walk.ofTicket)}`);
}

function isListed(ids: readonly number[]): SQL {
  return sql`articles.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
}

/** @returns the tickets of these hits that stand on a page before, or have a word that is not wanted */
async function listLeftOut(
  db: Reader,
  walk: Walk,
  after: SearchCursor | undefined,
  hits: readonly Hit[],
): Promise<ReadonlySet<number>> {
  const shown = await listShownBefore(db, walk, after, hits);
  const ids = new Set(hits.map(({ ticketId }) => ticketId));
  if (walk.unwanted === undefined || ids.size === 0) return shown;
  return new Set([...shown, ...(await listTicketsWith(db, walk.unwanted, [...ids]))]);
}

/** @returns the tickets of these hits that have a newer one, which stands on a page before */
async function listShownBefore(
  db: Reader,
  walk: Walk,
  after: SearchCursor | undefined,
  hits: readonly Hit[],
): Promise<ReadonlySet<number>> {
  if (after === undefined || hits.length === 0) return new Set();
  const { match, along, ofMessage, tail } = walk;
  const ids = JSON.stringify([...new Set(hits.map(({ ticketId }) => ticketId))]);
  const isBefore =
    along === 'time'
      ? sql`(articles.sent_at, articles.id) >= (${after.at}, ${after.id})`
      : sql`articles.id >= ${after.id}`;
  const matches =
    match === undefined
      ? undefined
      : sql`(${isListed(tail)} OR EXISTS (SELECT 1 FROM search_index WHERE search_index MATCH ${match} AND search_index.rowid = articles.id))`;
  const rows = await db.all<{ ticketId: number }>(sql`
    SELECT DISTINCT articles.ticket_id AS "ticketId" FROM articles
    WHERE ${and(sql`articles.ticket_id IN (SELECT value FROM json_each(${ids}))`, isBefore, ofMessage, matches)}`);
  return new Set(rows.map(({ ticketId }) => ticketId));
}
