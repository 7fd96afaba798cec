import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { TicketState } from '../domain/ticket.ts';
import { AppError } from '../errors.ts';
import type { Reader } from './care/open.ts';
import { tickets } from './schema/schema-tickets.ts';
import type { SearchCursor } from './search-walk.ts';
import { listTicketsWith, type Unwanted } from './search-without.ts';

/** A search that asks nothing of messages but what they must not have. */
interface ActivityList {
  readonly states: readonly TicketState[];
  /** On `tickets`. */
  readonly where: SQL | undefined;
  readonly unwanted: Unwanted | undefined;
  readonly after: SearchCursor | undefined;
  readonly limit: number;
}

interface Row {
  readonly id: number;
  readonly at: number;
}

/** One walk along an index for each state, as in the ticket list. @throws AppError unavailable when it takes too long */
export async function listByActivity(db: Reader, list: ActivityList, mayGoOn: () => boolean): Promise<Row[]> {
  const found: Row[] = [];
  for (const state of list.states) found.push(...(await listState(db, state, list, mayGoOn)));
  return found.sort((left, right) => right.at - left.at || right.id - left.id).slice(0, list.limit);
}

async function listState(
  db: Reader,
  state: TicketState,
  list: ActivityList,
  mayGoOn: () => boolean,
): Promise<Row[]> {
  const found: Row[] = [];
  for (let after = list.after; ; ) {
    const rows = await selectRows(db, state, list, after);
    const ids = rows.map(({ id }) => id);
    const left =
      list.unwanted === undefined || rows.length === 0
        ? undefined
        : await listTicketsWith(db, list.unwanted, ids);
    found.push(...rows.filter(({ id }) => left?.has(id) !== true));
    if (found.length >= list.limit || rows.length < list.limit) return found;
    if (!mayGoOn())
      throw new AppError('unavailable', 'This search takes too long; make it narrower and try again.');
    after = rows.at(-1);
  }
}

async function selectRows(
  db: Reader,
  state: TicketState,
  { where, limit }: ActivityList,
  after: SearchCursor | undefined,
): Promise<Row[]> {
  const { id, lastArticleAt } = tickets;
  const rows = await db
    .select({ id, lastArticleAt })
    .from(tickets)
    .where(
      and(
        eq(tickets.state, state),
        where,
        after === undefined ? undefined : sql`(${lastArticleAt}, ${id}) < (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(desc(lastArticleAt), desc(id))
    .limit(limit);
  return rows.map((row) => ({ id: row.id, at: row.lastArticleAt.getTime() }));
}
