import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { ListOrder } from '../domain/list-order.ts';
import type { TicketState } from '../domain/ticket.ts';
import type { TicketView } from '../domain/ticket-view.ts';
import type { Reader } from './care/open.ts';
import { groups, users } from './schema/schema.ts';
import { customers, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';
import { openedAt, waitingSince } from './ticket-times.ts';
import { isUnread } from './ticket-views.ts';
import { waitsUntil } from './ticket-waits.ts';

interface TicketQuery {
  readonly view: TicketView;
  readonly groupId?: number | undefined;
  /** In the place of the viewer, in the list of what is his. */
  readonly ownerId?: number | undefined;
  /** By latest activity unless given; of closed tickets that is the only one. */
  readonly order?: ListOrder;
  /** Where the page before ended. */
  readonly after?: TicketCursor | undefined;
  readonly limit: number;
}

/** The place of a ticket in a list that is sorted in one way. */
export interface TicketCursor {
  readonly key: number | string;
  readonly id: number;
}

export type TicketRow = Awaited<ReturnType<typeof selectPage>>[number];

interface Sorting {
  /** As an index has it, to the letter. */
  readonly key: SQL<number | string>;
  readonly direction: 'asc' | 'desc';
}

const sortings: Readonly<Record<ListOrder, Sorting>> = {
  activity: { key: sql`"tickets"."last_article_at"`, direction: 'desc' },
  opened: { key: sql`"tickets"."opened_at"`, direction: 'desc' },
  // Who does not wait comes last.
  waiting: { key: sql`coalesce("tickets"."waiting_since", 9007199254740991)`, direction: 'asc' },
  customer: { key: sql`"tickets"."customer_key"`, direction: 'asc' },
  priority: {
    key: sql`(CASE "tickets"."priority" WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END) * 100000000000000 + "tickets"."last_article_at"`,
    direction: 'desc',
  },
};

/** Without these very words SQLite does not see that the indexes for the other orders hold all that is asked for. */
const isUnfinished = sql`"tickets"."state" IN ('new', 'open', 'waiting')`;

/** @returns the order that a view's tickets can be had in: those with closed ones only by latest activity */
export function orderFor(view: TicketView, order: ListOrder): ListOrder {
  return view.states.includes('closed') ? 'activity' : order;
}

/** @returns one page, newest activity first unless `order` says otherwise, and where the next one begins. */
export async function listTickets(
  db: Reader,
  viewer: Viewer,
  query: TicketQuery,
): Promise<{ rows: TicketRow[]; next: TicketCursor | undefined }> {
  const order = orderFor(query.view, query.order ?? 'activity');
  const sign = sortings[order].direction === 'asc' ? 1 : -1;
  const found = (await selectPage(db, viewer, { ...query, order })).sort(
    (left, right) => sign * compare(left, right),
  );
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const next = found.length > query.limit && last !== undefined ? last : undefined;
  return { rows, next: next && { key: next.key, id: next.id } };
}

const columns = {
  id: tickets.id,
  number: tickets.number,
  subject: tickets.subject,
  state: tickets.state,
  openedAt,
  waitingSince,
  lastArticleAt: tickets.lastArticleAt,
  group: groups.name,
  owner: users.name,
  customerName: customers.name,
  customerEmail: customers.email,
  priority: tickets.priority,
  undeliveredAt: tickets.undeliveredAt,
  waitsUntil,
};

type Ordered = TicketQuery & { readonly order: ListOrder };

/** Of the tickets that stand on the page alone, all that it shows. */
function selectPage(db: Reader, viewer: Viewer, query: Ordered) {
  const way = sql.raw(sortings[query.order].direction);
  const key = sql<number | string>`page.key`;
  // One walk along an index for each state, which SQLite merges as far as the page goes: several states in one would have to be sorted.
  const walks = query.view.states.map((state) => walkState(db, viewer, query, state).getSQL());
  const page = sql`${sql.join(walks, sql` UNION ALL `)} ORDER BY 2 ${way}, 1 ${way} LIMIT ${query.limit + 1}`;
  return db
    .select({ ...columns, isUnread: isUnread(viewer), key })
    .from(tickets)
    .innerJoin(sql`(${page}) AS page`, sql`page.id = ${tickets.id}`)
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .leftJoin(users, eq(users.id, tickets.ownerId));
}

function walkState(db: Reader, viewer: Viewer, query: Ordered, state: TicketState) {
  const { key, direction } = sortings[query.order];
  return db
    .select({ id: sql`${tickets.id} AS id`, key: sql`${key} AS key` })
    .from(tickets)
    .where(
      and(
        eq(tickets.state, state),
        query.order === 'activity' ? undefined : isUnfinished,
        visibleTo(viewer),
        ownedBy(query.ownerId ?? viewer.userId, query.view),
        query.groupId === undefined ? undefined : eq(tickets.groupId, query.groupId),
        query.after === undefined
          ? undefined
          : sql`(${key}, ${tickets.id}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${query.after.key}, ${query.after.id})`,
      ),
    );
}

function ownedBy(userId: number, view: TicketView): SQL | undefined {
  if (view.owner === 'me') return eq(tickets.ownerId, userId);
  return view.owner === 'nobody' ? isNull(tickets.ownerId) : undefined;
}

/** As SQLite compares: numbers by size, texts by their bytes. */
function compare(left: TicketRow, right: TicketRow): number {
  const one = left.key;
  const other = right.key;
  const byKey =
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
  return byKey || left.id - right.id;
}
