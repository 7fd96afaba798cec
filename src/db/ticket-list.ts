import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { TicketState } from '../domain/ticket.ts';
import type { TicketView } from '../domain/ticket-view.ts';
import type { Reader } from './care/open.ts';
import { groups, users } from './schema/schema.ts';
import { customers, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';
import { isUnread } from './ticket-views.ts';
import { waitsUntil } from './ticket-waits.ts';

export interface TicketQuery {
  readonly view: TicketView;
  readonly groupId?: number | undefined;
  /** Where the page before ended. */
  readonly after?: TicketCursor | undefined;
  readonly limit: number;
}

/** The place of a ticket in every list. */
export interface TicketCursor {
  readonly lastArticleAt: Date;
  readonly id: number;
}

export type TicketRow = Awaited<ReturnType<typeof selectState>>[number];

/** @returns one page, newest activity first, and where the next one begins. */
export async function listTickets(
  db: Reader,
  viewer: Viewer,
  query: TicketQuery,
): Promise<{ rows: TicketRow[]; next: TicketCursor | undefined }> {
  // One walk along an index for each state: a single query over several states would have to sort them all.
  const perState = await Promise.all(query.view.states.map((state) => selectState(db, viewer, query, state)));
  const sorted = perState.flat().sort(byActivity);
  const rows = sorted.slice(0, query.limit);
  const last = rows.at(-1);
  const next = sorted.length > query.limit && last !== undefined ? last : undefined;
  return { rows, next: next && { lastArticleAt: next.lastArticleAt, id: next.id } };
}

function selectState(db: Reader, viewer: Viewer, query: TicketQuery, state: TicketState) {
  return db
    .select({
      id: tickets.id,
      number: tickets.number,
      subject: tickets.subject,
      state: tickets.state,
      createdAt: tickets.createdAt,
      lastArticleAt: tickets.lastArticleAt,
      group: groups.name,
      owner: users.name,
      customerName: customers.name,
      customerEmail: customers.email,
      priority: tickets.priority,
      undeliveredAt: tickets.undeliveredAt,
      waitsUntil,
      isUnread: isUnread(viewer),
    })
    .from(tickets)
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .leftJoin(users, eq(users.id, tickets.ownerId))
    .where(
      and(
        eq(tickets.state, state),
        visibleTo(viewer),
        ownedBy(viewer, query.view),
        query.groupId === undefined ? undefined : eq(tickets.groupId, query.groupId),
        query.after === undefined
          ? undefined
          : sql`(${tickets.lastArticleAt}, ${tickets.id}) < (${query.after.lastArticleAt.getTime()}, ${query.after.id})`,
      ),
    )
    .orderBy(desc(tickets.lastArticleAt), desc(tickets.id))
    .limit(query.limit + 1);
}

function ownedBy(viewer: Viewer, view: TicketView): SQL | undefined {
  if (view.owner === 'me') return eq(tickets.ownerId, viewer.userId);
  return view.owner === 'nobody' ? isNull(tickets.ownerId) : undefined;
}

function byActivity(left: TicketRow, right: TicketRow): number {
  return right.lastArticleAt.getTime() - left.lastArticleAt.getTime() || right.id - left.id;
}
