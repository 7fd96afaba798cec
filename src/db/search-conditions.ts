import { and, exists, inArray, isNull, not, or, type SQL, sql } from 'drizzle-orm';
import type { SearchFact, SearchQuery } from '../domain/search-query.ts';
import type { Reader } from './care/open.ts';
import { listGroupsOf } from './group-access.ts';
import { users } from './schema/schema.ts';
import { ticketTags } from './schema/schema-filters.ts';
import { tickets } from './schema/schema-tickets.ts';
import { matchAll, matchNone } from './search-match.ts';
import type { Viewer } from './ticket-access.ts';

/** What tickets have to fulfil, or the sentence that says which name nobody has. */
export type Conditions = { readonly where: SQL | undefined } | { readonly unclear: string };

/** Translates a query; who may see what is for the caller to add. */
export async function toConditions(db: Reader, viewer: Viewer, query: SearchQuery): Promise<Conditions> {
  const conditions: (SQL | undefined)[] = [inMessages(query), notInMessages(query)];
  for (const [field, facts] of Map.groupBy(query.facts, (fact) => fact.field)) {
    const wanted: SQL[] = [];
    for (const fact of facts) {
      const condition = await translate[field](db, viewer, fact.value);
      if (typeof condition === 'string') return { unclear: condition };
      if (fact.isNegated) conditions.push(not(condition));
      else wanted.push(condition);
    }
    conditions.push(or(...wanted));
  }
  return { where: and(...conditions) };
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
    const groups = await listGroupsOf(db, viewer, 'read');
    const ids = groups.filter(({ name }) => name.toLowerCase().includes(value)).map(({ id }) => id);
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

function inMessages(query: SearchQuery): SQL | undefined {
  const match = matchAll(query.words);
  const facts = ofMessage(query);
  if (match === undefined) {
    if (facts === undefined) return undefined;
    return sql`EXISTS (SELECT 1 FROM articles WHERE articles.ticket_id = ${tickets.id} AND ${facts})`;
  }
  const isSame = sql`articles.id = search_index.rowid & 4294967295`;
  const further =
    facts === undefined ? sql`` : sql` AND EXISTS (SELECT 1 FROM articles WHERE ${isSame} AND ${facts})`;
  return sql`${tickets.id} IN (SELECT search_index.rowid >> 32 FROM search_index WHERE search_index MATCH ${match}${further})`;
}

function notInMessages(query: SearchQuery): SQL | undefined {
  const match = matchNone(query.words);
  const words =
    match === undefined
      ? undefined
      : sql`${tickets.id} NOT IN (SELECT rowid >> 32 FROM search_index WHERE search_index MATCH ${match})`;
  const files =
    query.hasAttachment === false
      ? sql`NOT EXISTS (SELECT 1 FROM articles WHERE articles.ticket_id = ${tickets.id} AND ${hasFile})`
      : undefined;
  return and(words, files);
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
