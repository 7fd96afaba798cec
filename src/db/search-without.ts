import { sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { rowBound } from './search-match.ts';

/** Words that no message of a ticket may have. */
export interface Unwanted {
  /** In the index's query language. */
  readonly match: string;
  /** Articles that are not in the index yet and match. */
  readonly tail: readonly number[];
}

/** A look into the index for one message costs as much as walking along so many. */
const walkedForLook = 1000;
/** So many messages close to each other are worth a walk of their own. */
const fewestWalked = 10;

/** Asked once for all tickets of a statement: a long one would be looked through again for each of its messages. */
export async function listTicketsWith(
  db: Reader,
  { match, tail }: Unwanted,
  ticketIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await db.all<{ id: number; ticketId: number }>(
    sql`SELECT id, ticket_id AS "ticketId" FROM articles
      WHERE ticket_id IN (SELECT value FROM json_each(${JSON.stringify(ticketIds)}))`,
  );
  const having = new Set([
    ...tail,
    ...(await listMatching(
      db,
      match,
      rows.map(({ id }) => id),
    )),
  ]);
  return new Set(rows.flatMap(({ id, ticketId }) => (having.has(id) ? ticketId : [])));
}

async function listMatching(db: Reader, match: string, ids: readonly number[]): Promise<number[]> {
  const runs = splitAtGaps(ids.toSorted((left, right) => left - right));
  const walks = runs.filter((run) => run.length >= fewestWalked);
  const looks = runs.filter((run) => run.length < fewestWalked).flat();
  const found = await Promise.all([...walks.map((run) => walk(db, match, run)), lookFor(db, match, looks)]);
  return found.flat();
}

function splitAtGaps(sorted: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const id of sorted) {
    const run = runs.at(-1);
    if (run === undefined || id - (run.at(-1) ?? 0) > walkedForLook) runs.push([id]);
    else run.push(id);
  }
  return runs;
}

async function walk(db: Reader, match: string, run: readonly number[]): Promise<number[]> {
  const [lowest = 0, highest = 0] = [run[0], run.at(-1)];
  const rows = await db.all<{
    id: number;
  }>(sql`SELECT rowid AS id FROM search_index WHERE search_index MATCH ${match}
    AND rowid >= ${rowBound(lowest)} AND rowid <= ${rowBound(highest)}`);
  return rows.map(({ id }) => id);
}

async function lookFor(db: Reader, match: string, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db.all<{ id: number }>(sql`
    SELECT search_index.rowid AS id FROM json_each(${JSON.stringify(ids)}) AS wanted
    CROSS JOIN search_index ON search_index.rowid = wanted.value WHERE search_index MATCH ${match}`);
  return rows.map(({ id }) => id);
}
