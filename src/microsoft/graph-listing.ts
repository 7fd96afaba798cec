import { RemoteError } from '../domain/failure.ts';
import type { Listing, ListQuery, MessageFacts, Place } from '../domain/mail-reading.ts';
import { type GraphClient, nameItem } from './graph-client.ts';
import { readCursor, writeCursor } from './graph-cursor.ts';
import { type GraphRow, listRows, walkPages } from './graph-rows.ts';

/** What listings have told of messages beside their ids, until somebody asks for it. */
export type KnownFacts = Map<Place, MessageFacts>;

/** PR_MESSAGE_SIZE; v1.0 has no other way to know the size of a message before it is fetched. */
const sizeProperty = 'Long 0x0E08';
const expandSize = `$expand=singleValueExtendedProperties($filter=id eq '${sizeProperty}')`;
export const describing = `$select=id,receivedDateTime,parentFolderId&${expandSize}`;
const pageSize = 250;
/** More new ones than this are described by a listing; fewer are asked for one by one. */
const fewNew = 40;

/** @param folder its id. @throws RemoteError */
export async function listMessages(
  client: GraphClient,
  folder: string,
  query: ListQuery,
  known: KnownFacts,
): Promise<Listing> {
  const { cursor, isComplete = false, onlyUnread = false, since } = query;
  known.clear();
  if (onlyUnread) {
    return plainListing(await listFacts(client, folder, { where: 'isRead eq false' }, known), cursor);
  }
  if (since !== undefined) {
    const from = new Date(Math.max(since.getTime(), Date.parse(cursor) || 0));
    return sinceListing(await listFacts(client, folder, { since: from }, known), cursor);
  }
  const { link, pending } = readCursor(cursor);
  const round = await readRound(client, folder, link);
  const isMany = round.times.size > fewNew;
  const listed = isComplete || isMany ? await listFacts(client, folder, {}, known) : [];
  const times = new Map([...pending.map((place) => [place, ''] as const), ...round.times]);
  // A message that was moved out and back is never told of again (microsoft-graph-docs#21752): only a list shows it.
  for (const { place, receivedAt } of listed) times.set(place, receivedAt?.toISOString() ?? '');
  return {
    places: inOrder(times),
    cursorAfter: (missing) => writeCursor({ link: round.link, pending: missing }) ?? cursor,
  };
}

/** Oldest first, as an answer comes after what it answers; where two came in one second, in the order that Graph gives. */
function inOrder(times: ReadonlyMap<Place, string>): Place[] {
  return [...times].sort(([, at], [, then]) => (at < then ? -1 : at > then ? 1 : 0)).map(([place]) => place);
}

function plainListing(facts: readonly MessageFacts[], cursor: string): Listing {
  return { places: placesOf(facts), cursorAfter: () => cursor };
}

/** The next time it begins a minute before the newest: times are whole seconds, and do not come in order. */
function sinceListing(facts: readonly MessageFacts[], cursor: string): Listing {
  const newest = Math.max(0, ...facts.map(({ receivedAt }) => receivedAt?.getTime() ?? 0));
  const next = newest === 0 ? cursor : new Date(newest - 60_000).toISOString();
  return { places: placesOf(facts), cursorAfter: ([first]) => (first === undefined ? next : cursor) };
}

function placesOf(facts: readonly MessageFacts[]): Place[] {
  return inOrder(new Map(facts.map(({ place, receivedAt }) => [place, receivedAt?.toISOString() ?? ''])));
}

/** In the order of arrival, so that what comes meanwhile moves no page. What is sorted by has to lead the filter. */
async function listFacts(
  client: GraphClient,
  folder: string,
  { since, where }: { readonly since?: Date; readonly where?: string },
  known: KnownFacts,
): Promise<MessageFacts[]> {
  const from = `receivedDateTime ge ${(since ?? new Date(0)).toISOString()}`;
  const filter = encodeURIComponent(where === undefined ? from : `${from} and ${where}`);
  const order = `$filter=${filter}&$orderby=receivedDateTime`;
  const path = `mailFolders/${folder}/messages?${describing}&$top=${pageSize}&${order}`;
  const facts = (await listRows(client, { path, command: 'LIST' })).map(readFacts);
  for (const each of facts) known.set(each.place, each);
  return facts;
}

export function readFacts(row: GraphRow): MessageFacts {
  const properties = row.singleValueExtendedProperties;
  const sizes = Array.isArray(properties) ? (properties as { value?: unknown }[]) : [];
  const at = new Date(String(row.receivedDateTime));
  return {
    place: nameItem(row.id, 'LIST'),
    size: Number(sizes[0]?.value ?? 0) || 0,
    receivedAt: Number.isNaN(at.getTime()) ? undefined : at,
  };
}

interface Round {
  /** When each message that the round tells of was received, as Graph writes it; '' where it does not tell. */
  readonly times: ReadonlyMap<Place, string>;
  readonly link: string | undefined;
}

/**
 * Follows a delta to its end. A link that Graph does not know any more (410, or 400 for a garbled one, also in the middle)
 * means to begin anew, with all that the folder holds.
 */
async function readRound(client: GraphClient, folder: string, link: string | undefined): Promise<Round> {
  const beginning = `mailFolders/${folder}/messages/delta?$select=id,receivedDateTime`;
  // The link of a cloud that is not the channel's any more.
  const isOwn = link !== undefined && client.isOwn(link);
  try {
    return await followRound(client, isOwn ? link : beginning);
  } catch (error) {
    if (!(error instanceof RemoteError) || !isOver(error)) throw error;
    return followRound(client, beginning);
  }
}

function isOver({ failure }: RemoteError): boolean {
  const { status, code = '', text } = failure;
  return (
    status === 410 ||
    /^(SyncStateNotFound|SyncStateInvalid|resyncRequired)$/i.test(code) ||
    (status === 400 && /badly formed token/i.test(text))
  );
}

async function followRound(client: GraphClient, path: string): Promise<Round> {
  const times = new Map<Place, string>();
  const request = { path, command: 'LIST', pageSize } as const;
  const link = await walkPages(client, request, (rows) => {
    for (const row of rows) note(times, row);
  });
  return { times, link };
}

/** Rows repeat, and have no order; one without a time is only a change of a message that was told of before. */
function note(times: Map<Place, string>, row: GraphRow): void {
  const place = nameItem(row.id, 'LIST');
  if (row['@removed'] !== undefined) {
    times.delete(place);
    return;
  }
  const at = typeof row.receivedDateTime === 'string' ? row.receivedDateTime : '';
  times.set(place, at === '' ? (times.get(place) ?? '') : at);
}
