import { RemoteError } from '../domain/failure.ts';
import type {
  Cursor,
  Listing,
  ListQuery,
  MessageFacts,
  Place,
  UnlistedMail,
} from '../domain/mail-reading.ts';
import { listAround, readTime } from './graph-around.ts';
import { type GraphClient, isItemName, nameItem } from './graph-client.ts';
import { mayBeCorrupt } from './graph-corrupt.ts';
import { readCursor, writeCursor } from './graph-cursor.ts';
import { type GraphRow, walkPages } from './graph-rows.ts';

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
  const { link, from, pending } = readCursor(cursor);
  if (from !== undefined && !isComplete) {
    const listed = await listFacts(client, folder, { since: from }, known);
    return { ...pendingListing(listed, new Map(), pending), cursorAfter: writeFrom(listed, from, cursor) };
  }
  return listChanges(client, folder, { cursor, link, pending, isComplete, known });
}

interface ChangesQuery extends Pick<ListQuery, 'cursor' | 'isComplete'> {
  readonly link: string | undefined;
  readonly pending: readonly Place[];
  readonly known: KnownFacts;
}

/** What a round of changes tells; one that fails by itself is replaced by a list. */
async function listChanges(
  client: GraphClient,
  folder: string,
  { cursor, link, pending, isComplete, known }: ChangesQuery,
): Promise<Listing> {
  const round = await readRound(client, folder, link).catch((error: unknown) => {
    if (mayBeListed(error)) return undefined;
    throw error;
  });
  // One that names no next one would begin anew each time.
  const hasNext = round?.link !== undefined;
  const isMany = !hasNext || round.times.size > fewNew;
  const listed = isComplete || isMany ? await listFacts(client, folder, {}, known) : nothingListed;
  // A message that was moved out and back is never told of again (microsoft-graph-docs#21752): only a list shows it.
  const listing = pendingListing(listed, round?.times ?? new Map(), pending);
  if (!hasNext) return { ...listing, cursorAfter: writeFrom(listed, undefined, cursor) };
  return {
    ...listing,
    cursorAfter: (missing) => writeCursor({ link: round.link, pending: missing }) ?? cursor,
  };
}

/**
 * Changes are counted in the mailbox itself, for whoever asks for them: a full mailbox has no room for that
 * (microsoft-graph-docs#5730), some folders have none (#12427), and rounds were seen that never end.
 * @returns whether a list may say what the round does not. If it is the mailbox after all, the list fails too, and is told.
 */
function mayBeListed(error: unknown): boolean {
  if (mayBeCorrupt(error)) return true;
  if (!(error instanceof RemoteError) || error.failure.origin !== 'graph') return false;
  const { code = '', status } = error.failure;
  return replaceable.test(code) || isOver(error) || status === 400;
}

/** The last three: a link names the mailbox by the address that it was asked for with, which it may have no more. */
const replaceable =
  /^(NO_END|ErrorQuotaExceeded|ErrorItemNotFound|ErrorInvalidUser|Request_ResourceNotFound|ErrorNonExistentMailbox)$/i;

/** @param times what a round told of; '' where it told no time */
function pendingListing(
  { facts, unlisted }: Listed,
  times: ReadonlyMap<Place, string>,
  pending: readonly Place[],
): Pick<Listing, 'places' | 'unlisted'> {
  const all = new Map([...pending.map((place) => [place, ''] as const), ...times]);
  for (const { place, receivedAt } of facts) all.set(place, receivedAt?.toISOString() ?? '');
  return { places: inOrder(all), unlisted };
}

/** @returns a cursor that lists by time, until a complete list shows whether the changes can be read again */
function writeFrom({ facts }: Listed, from: Date | undefined, cursor: Cursor): Listing['cursorAfter'] {
  const next = findNext(facts) ?? from;
  return (missing) =>
    (next === undefined ? undefined : writeCursor({ link: undefined, from: next, pending: missing })) ??
    cursor;
}

/** Oldest first, as an answer comes after what it answers; where two came in one second, in the order that Graph gives. */
function inOrder(times: ReadonlyMap<Place, string>): Place[] {
  return [...times].sort(([, at], [, then]) => (at < then ? -1 : at > then ? 1 : 0)).map(([place]) => place);
}

function plainListing({ facts, unlisted }: Listed, cursor: string): Listing {
  return { places: placesOf(facts), unlisted, cursorAfter: () => cursor };
}

function sinceListing({ facts, unlisted }: Listed, cursor: string): Listing {
  const next = findNext(facts)?.toISOString() ?? cursor;
  const cursorAfter: Listing['cursorAfter'] = ([first]) => (first === undefined ? next : cursor);
  return { places: placesOf(facts), unlisted, cursorAfter };
}

/** @returns a minute before the newest: times are whole seconds, and do not come in order */
function findNext(facts: readonly MessageFacts[]): Date | undefined {
  const newest = facts.reduce((latest, { receivedAt }) => Math.max(latest, receivedAt?.getTime() ?? 0), 0);
  return newest === 0 ? undefined : new Date(newest - 60_000);
}

function placesOf(facts: readonly MessageFacts[]): Place[] {
  return inOrder(new Map(facts.map(({ place, receivedAt }) => [place, receivedAt?.toISOString() ?? ''])));
}

interface Listed {
  readonly facts: readonly MessageFacts[];
  readonly unlisted: readonly UnlistedMail[];
}

const nothingListed: Listed = { facts: [], unlisted: [] };

/** In the order of arrival, so that what comes meanwhile moves no page. What is sorted by has to lead the filter. */
async function listFacts(
  client: GraphClient,
  folder: string,
  { since, where }: { readonly since?: Date; readonly where?: string },
  known: KnownFacts,
): Promise<Listed> {
  const from = `receivedDateTime ge ${(since ?? new Date(0)).toISOString()}`;
  const filter = encodeURIComponent(where === undefined ? from : `${from} and ${where}`);
  const order = `$filter=${filter}&$orderby=receivedDateTime`;
  const path = (wanted: string) => `mailFolders/${folder}/messages?${wanted}&${order}`;
  const request = { path: path(describing), plainPath: path('$select=id'), pageSize };
  const { rows, unlisted } = await listAround(client, request);
  const facts = rows.filter(isNamed).map(readFacts);
  for (const each of facts) known.set(each.place, each);
  return { facts, unlisted: [...unlisted, ...rows.filter((row) => !isNamed(row)).map(describeNameless)] };
}

function describeNameless(row: GraphRow): UnlistedMail {
  const at = readTime(row);
  return { count: 1, after: at, before: at };
}

export function readFacts(row: GraphRow): MessageFacts {
  const properties = row.singleValueExtendedProperties;
  const sizes = Array.isArray(properties) ? (properties as { value?: unknown }[]) : [];
  return {
    place: nameItem(row.id, 'LIST'),
    size: Number(sizes[0]?.value ?? 0) || 0,
    receivedAt: readTime(row),
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
  // One without a name is counted by the next complete list.
  if (!isNamed(row)) return;
  const place = nameItem(row.id, 'LIST');
  if (row['@removed'] !== undefined) {
    times.delete(place);
    return;
  }
  const at = typeof row.receivedDateTime === 'string' ? row.receivedDateTime : '';
  times.set(place, at === '' ? (times.get(place) ?? '') : at);
}

function isNamed({ id }: GraphRow): boolean {
  return isItemName(id);
}
