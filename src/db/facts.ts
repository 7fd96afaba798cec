import { and, asc, desc, eq, gt, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { describeVia, findActingUser, findOrigin } from '../domain/actor.ts';
import type { ChannelFact } from '../domain/facts/channel-facts.ts';
import type { FactKind, NewFact, StoredFact } from '../domain/facts/fact.ts';
import type { FactIds } from '../domain/facts/shape.ts';
import type { Matter } from '../domain/matters.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf } from './one-of.ts';
import { users } from './schema/schema.ts';
import { facts } from './schema/schema-facts.ts';
import { tickets } from './schema/schema-tickets.ts';

/** Adds to the stream, and to what follows the transaction; call it in the one that does what they tell. */
export async function insertFacts(tx: Tx, rows: readonly NewFact[]): Promise<void> {
  await insertRows(tx, facts, rows.map(toRow));
  tx.recorded.push(...rows);
}

/** @param options.but kinds that are left out. @returns the newest first */
export function listFactsOfTicket(
  db: Reader,
  ticketId: number,
  { limit, but = [] }: { readonly limit: number; readonly but?: readonly FactKind[] },
): Promise<StoredFact[]> {
  const rule = and(eq(facts.ticketId, ticketId), sql`NOT ${isOneOf(facts.kind, but)}`);
  return listFactsWhere(db, rule, desc(facts.id), limit);
}

/**
 * @param options.kinds these only
 * @param options.before only those with a smaller id, for the next page
 * @returns the newest first
 */
export function listFactsOfChannel(
  db: Reader,
  channelId: number,
  options: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly kinds?: readonly FactKind[] | undefined;
  },
): Promise<StoredFact[]> {
  const { limit, before, kinds } = options;
  const rule = and(
    eq(facts.channelId, channelId),
    before === undefined ? undefined : lt(facts.id, before),
    kinds === undefined ? undefined : isOneOf(facts.kind, kinds),
  );
  return listFactsWhere(db, rule, desc(facts.id), limit);
}

/** @returns its id, 0 where there is none: whatever is read after this is at least as new */
export async function findNewestFact(db: Reader): Promise<number> {
  const [row] = await db.select({ id: facts.id }).from(facts).orderBy(desc(facts.id)).limit(1);
  return row?.id ?? 0;
}

/** What was done with a ticket after a fact. @param asked.but a user whose own doing is left out. @returns the newest first */
export function listNewsOfTicket(
  db: Reader,
  asked: {
    readonly ticketId: number;
    readonly after: number;
    readonly kinds: readonly FactKind[];
    readonly but: number | undefined;
    readonly limit: number;
  },
): Promise<StoredFact[]> {
  const { ticketId, after, kinds, but, limit } = asked;
  const isOthers = but === undefined ? undefined : sql`${facts.actorUserId} IS NOT ${but}`;
  const rule = and(eq(facts.ticketId, ticketId), gt(facts.id, after), isOneOf(facts.kind, kinds), isOthers);
  return listFactsWhere(db, rule, desc(facts.id), limit);
}

/** What was done with a matter after a fact. @param asked.but a user whose own doing is left out. @returns the oldest first */
export function listNewsOf(
  db: Reader,
  { kinds, of = {}, says, ticketsOfCustomer }: Matter,
  asked: { readonly after: number; readonly but: number | undefined; readonly limit: number },
): Promise<StoredFact[]> {
  const { after, but, limit } = asked;
  const ids = idFields.flatMap((field) => (of[field] === undefined ? [] : [eq(facts[field], of[field])]));
  const ofCustomer = sql`${facts.ticketId} IN (SELECT ${tickets.id} FROM ${tickets} WHERE ${tickets.customerId} = ${ticketsOfCustomer})`;
  const isOfTicket = of.ticketId !== undefined || ticketsOfCustomer !== undefined;
  const rule = and(
    gt(facts.id, after),
    isOneOf(facts.kind, kinds),
    ...ids,
    ticketsOfCustomer === undefined ? undefined : ofCustomer,
    isOfTicket ? undefined : isNull(facts.ticketId),
    says === undefined ? undefined : sql`json_extract(${facts.data}, ${`$.${says[0]}`}) = ${says[1]}`,
    but === undefined ? undefined : sql`${facts.actorUserId} IS NOT ${but}`,
  );
  return listFactsWhere(db, rule, asc(facts.id), limit);
}

/** Those of these that are there, the oldest first. */
export function listFactsById(db: Reader, ids: readonly number[]): Promise<StoredFact[]> {
  return listFactsWhere(db, inArray(facts.id, [...ids]), asc(facts.id), ids.length);
}

/** @returns the stream after that fact, the oldest first; who may see them is for the caller to decide */
export function listFactsAfter(db: Reader, id: number, limit: number): Promise<StoredFact[]> {
  return listFactsWhere(db, gt(facts.id, id), asc(facts.id), limit);
}

/** @returns whether the channel's log says just this since then */
export async function hasChannelFact(
  db: Reader,
  { channelId, kind, data }: ChannelFact,
  since: Date,
): Promise<boolean> {
  const isSame = and(eq(facts.channelId, channelId), eq(facts.kind, kind), eq(facts.data, data));
  return (await db.$count(facts, and(isSame, gte(facts.at, since)))) > 0;
}

/** Facts of channels that are of no use for long. */
export async function deleteChannelFactsBefore(
  tx: Tx,
  at: Date,
  kinds: readonly ChannelFact['kind'][],
): Promise<void> {
  await tx
    .delete(facts)
    .where(and(sql`${facts.ticketId} IS NULL`, isOneOf(facts.kind, kinds), lt(facts.at, at)));
}

/** For readers of their own. @param rule what of the stream */
export async function listFactsWhere(
  db: Reader,
  rule: SQL | undefined,
  order: SQL,
  limit: number,
): Promise<StoredFact[]> {
  const rows = await db
    .select({ fact: facts, name: users.name })
    .from(facts)
    .leftJoin(users, eq(users.id, facts.actorUserId))
    .where(rule)
    .orderBy(order)
    .limit(limit);
  return rows.map(({ fact, name }) => fromRow(fact, name));
}

function toRow({ at, actor, fact }: NewFact): typeof facts.$inferInsert {
  const { kind, data, ticketId, articleId, channelId, customerId, groupId, userId } = fact;
  return {
    at,
    kind,
    data,
    ticketId,
    articleId,
    channelId,
    customerId,
    groupId,
    userId,
    actorKind: actor.kind,
    actorUserId: findActingUser(actor) ?? null,
    via: describeVia(actor),
    origin: findOrigin(actor) ?? null,
  };
}

const idFields = ['ticketId', 'articleId', 'channelId', 'customerId', 'groupId', 'userId'] as const;

function fromRow(row: typeof facts.$inferSelect, name: string | null): StoredFact {
  const ids: { -readonly [Field in keyof FactIds]: number } = {};
  for (const field of idFields) {
    const value = row[field];
    if (value !== null) ids[field] = value;
  }
  const { id, at, kind, data, actorKind, actorUserId, via, origin } = row;
  const actor = { kind: actorKind, userId: actorUserId, name, via };
  // Only `insertFacts` and the migration write the table: kind and data belong together.
  return { ...ids, id, at, kind, data, actor, origin } as StoredFact;
}
