import { and, exists, inArray, isNull, not, or, type SQL, sql } from 'drizzle-orm';
import type { SearchFact, SearchQuery } from '../domain/search-query.ts';
import { type TicketState, ticketStates } from '../domain/ticket.ts';
import type { Reader } from './care/open.ts';
import { listGroupsOf } from './group-access.ts';
import { users } from './schema/schema.ts';
import { ticketTags } from './schema/schema-filters.ts';
import { tickets } from './schema/schema-tickets.ts';
import type { Viewer } from './ticket-access.ts';

/** A query, as far as it can be said in SQL. */
export interface Conditions {
  /** On `tickets`. */
  readonly ofTicket: SQL | undefined;
  /** On `articles`, which have to fulfil it together with the words. */
  readonly ofMessage: SQL | undefined;
  /** No statement has to look at others. */
  readonly states: readonly TicketState[];
  /** Of the groups that are asked for by name; undefined: all. */
  readonly groupIds: readonly number[] | undefined;
}

/** Translates what is asked beside words; who may see what is for the caller to add. @returns or the sentence that says which name nobody has */
export async function toConditions(
  db: Reader,
  viewer: Viewer,
  query: SearchQuery,
): Promise<Conditions | { readonly unclear: string }> {
  const conditions: (SQL | undefined)[] = [hasNoFile(query)];
  let groupIds: readonly number[] | undefined;
  for (const [field, facts] of Map.groupBy(query.facts, (fact) => fact.field)) {
    const wanted: SQL[] = [];
    for (const fact of facts) {
      const condition = await translate[field](db, viewer, fact.value);
      if (typeof condition === 'string') return { unclear: condition };
      if (fact.isNegated) conditions.push(not(condition));
      else wanted.push(condition);
      if (field === 'group' && !fact.isNegated)
        groupIds = [...(groupIds ?? []), ...(await listGroupIds(db, viewer, fact.value))];
    }
    conditions.push(or(...wanted));
  }
  return { ofTicket: and(...conditions), ofMessage: ofMessage(query), states: statesOf(query), groupIds };
}

function statesOf({ facts }: SearchQuery): TicketState[] {
  const ofState = facts.filter(({ field }) => field === 'state');
  const wanted = ofState.filter(({ isNegated }) => !isNegated).map(({ value }) => value);
  const unwanted = ofState.filter(({ isNegated }) => isNegated).map(({ value }) => value);
  return ticketStates.filter(
    (state) => (wanted.length === 0 || wanted.includes(state)) && !unwanted.includes(state),
  );
}

/** A sentence stands for a name that fits nothing. */
type Translate = (db: Reader, viewer: Viewer, value: string) => Promise<SQL | string>;

const translate: Readonly<Record<SearchFact['field'], Translate>> = {
  number: async (_db, _viewer, value) => sql`${tickets.number} = ${Number(value)}`,
  state: async (_db, _viewer, value) => sql`${tickets.state} = ${value}`,
  tag: async (db, _viewer, value) =>
    exists(
      db
        .select({ tag: ticketTags.tag })
        .from(ticketTags)
        .where(sql`${ticketTags.ticketId} = ${tickets.id} AND ${ticketTags.tag} = ${value}`),
    ),
  async group(db, viewer, value) {
    const ids = await listGroupIds(db, viewer, value);
    return ids.length > 0 ? inArray(tickets.groupId, ids) : `No group that you can see is called “${value}”.`;
  },
  async owner(db, viewer, value) {
    if (value === 'me') return sql`${tickets.ownerId} = ${viewer.userId}`;
    if (value === 'nobody' || value === 'none') return isNull(tickets.ownerId);
    const all = await db.select({ id: users.id, name: users.name, email: users.email }).from(users);
    const ids = all.filter((user) => `${user.name} ${user.email}`.toLowerCase().includes(value));
    if (ids.length === 0) return `No agent is called “${value}”; owner:me and owner:nobody work too.`;
    const isOwner = inArray(
      tickets.ownerId,
      ids.map(({ id }) => id),
    );
    // Without this, "not anna" would leave out what nobody owns.
    return sql`(${tickets.ownerId} IS NOT NULL AND ${isOwner})`;
  },
};

async function listGroupIds(db: Reader, viewer: Viewer, name: string): Promise<number[]> {
  const groups = await listGroupsOf(db, viewer, 'read');
  return groups.filter((group) => group.name.toLowerCase().includes(name)).map(({ id }) => id);
}

function hasNoFile({ hasAttachment }: SearchQuery): SQL | undefined {
  if (hasAttachment !== false) return undefined;
  return sql`NOT EXISTS (SELECT 1 FROM articles WHERE articles.ticket_id = ${tickets.id} AND ${hasFile})`;
}

// Pictures inside the text are no attachments to whoever looks for one.
const hasFile = sql`EXISTS (SELECT 1 FROM attachments WHERE attachments.article_id = articles.id AND NOT attachments.is_inline)`;

function ofMessage({ before, after, hasAttachment }: SearchQuery): SQL | undefined {
  return and(
    before === undefined ? undefined : sql`articles.sent_at < ${before}`,
    after === undefined ? undefined : sql`articles.sent_at >= ${after}`,
    hasAttachment === true ? hasFile : undefined,
  );
}
