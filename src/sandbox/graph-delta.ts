import { createHash } from 'node:crypto';
import type { GraphAnswer, GraphCall, GraphRoute } from './graph-context.ts';
import { badRequest, GraphError } from './graph-errors.ts';
import { readMessageQuery } from './graph-filter.ts';
import { getFolder } from './graph-folders.ts';
import { encodeFolderId, encodeMessageId } from './graph-ids.ts';
import { contextOf, readSelect } from './graph-query.ts';
import { describeMessage, messageProperties } from './graph-rows.ts';
import type { MailFolder, StoredMessage } from './mailboxes.ts';
import { type FolderEvent, listEventsSince, type RecentEvent } from './mailboxes-log.ts';
import { findPosition } from './mailboxes-order.ts';

/** What a token remembers, so that its link needs no other parameter. */
interface Position {
  kind: 'skip' | 'delta';
  folder: number;
  select: string | null;
  filter: string | null;
  changeType: string | null;
  /** Events of the folder up to here have been told, or come with the listing. */
  at: number;
  /** While the folder is listed for the first time: the last UID that was given. */
  uid: number | undefined;
  page: number;
  generation: number;
  issuedAt: number;
}

interface Page {
  rows: Record<string, unknown>[];
  next: Position;
}

const filterLimit = 5000;
const noRows: Page['rows'] = [];

export const deltaRoutes: GraphRoute[] = [
  {
    ...{ method: 'GET', path: 'mailFolders/{folder}/messages/delta', permission: 'Mail.Read', name: 'delta' },
    run: answerDelta,
  },
  {
    ...{ method: 'GET', path: 'messages/delta', permission: 'Mail.Read', name: 'delta' },
    run() {
      throw badRequest('Change tracking is not supported against mailbox-wide messages.');
    },
  },
];

function answerDelta(call: GraphCall): GraphAnswer {
  const { stored, number } = getFolder(call, call.names.folder);
  const position = readPosition(call, number);
  const select = readSelect(
    new URLSearchParams(position.select === null ? {} : { $select: position.select }),
    messageProperties,
    'message',
  );
  const size = call.prefer.pageSize ?? 10;
  const isOdd = call.context.settings.hasDeltaQuirks && position.page > 0;
  // Pages without a row occur; the link goes on.
  const isEmpty = isOdd && position.page % 5 === 1;
  const page = isEmpty
    ? { rows: noRows, next: { ...position, kind: 'skip' as const, page: position.page + 1 } }
    : stored === undefined
      ? { rows: noRows, next: { ...position, kind: 'delta' as const } }
      : position.uid === undefined
        ? readChanges(call, stored, position, select, size)
        : readListing(call, stored, { ...position, uid: position.uid }, select, size, isOdd);
  const link = page.next.kind === 'delta' ? '@odata.deltaLink' : '@odata.nextLink';
  const json = {
    '@odata.context': contextOf(call, 'messages'),
    value: page.rows,
    [link]: writeLink(call, page.next),
  };
  return { status: 200, json };
}

/** The first round: what lies in the folder, in no order that means anything. */
function readListing(
  call: GraphCall,
  folder: MailFolder,
  position: Position & { uid: number },
  select: readonly string[] | undefined,
  size: number,
  mayRepeat: boolean,
): Page {
  const { test } = readMessageQuery(
    new URLSearchParams(position.filter === null ? {} : { $filter: position.filter }),
  );
  const first = findPosition(folder.messages, position.uid + 1);
  const rows: StoredMessage[] = [];
  let index = first;
  for (; index < folder.messages.length && rows.length < size; index++) {
    const message = folder.messages[index];
    if (message && test(message)) rows.push(message);
  }
  const repeated =
    mayRepeat && position.page % 4 === 2 ? folder.messages.slice(Math.max(0, first - 1), first) : [];
  const shown = isAsked(position, 'added') ? [...repeated.filter(test), ...rows] : [];
  const isOver =
    index >= folder.messages.length || (position.filter !== null && position.page * size >= filterLimit);
  const uid = folder.messages[index - 1]?.uid ?? position.uid;
  return {
    rows: shown.map((message) => describeMessage(call, { folder, message }, select)),
    next: isOver
      ? { ...position, kind: 'delta', uid: undefined, page: 0 }
      : { ...position, kind: 'skip', uid, page: position.page + 1 },
  };
}

/** Later rounds: what has happened since. */
function readChanges(
  call: GraphCall,
  folder: MailFolder,
  position: Position,
  select: readonly string[] | undefined,
  size: number,
): Page {
  const events = listEventsSince(folder.log, position.at);
  const some = events.slice(0, size);
  const { test } = readMessageQuery(
    new URLSearchParams(position.filter === null ? {} : { $filter: position.filter }),
  );
  const told = some.map((event) => describeEvent(call, folder, event, position, select, test));
  const rows = told.filter((row) => row !== undefined);
  const at = some.at(-1)?.at ?? position.at;
  const isOver = some.length === events.length;
  return {
    rows,
    next: { ...position, at, kind: isOver ? 'delta' : 'skip', page: isOver ? 0 : position.page + 1 },
  };
}

/** @returns undefined for what Graph does not tell */
function describeEvent(
  call: GraphCall,
  folder: MailFolder,
  event: RecentEvent,
  position: Position,
  select: readonly string[] | undefined,
  test: (message: StoredMessage) => boolean,
): Record<string, unknown> | undefined {
  const { mailbox, prefer, context } = call;
  const found = mailbox.findMessage(event.number);
  const isHere = found?.folder === folder && event.kind !== 'removed';
  const id = encodeMessageId(mailbox, event, prefer.isImmutable);
  const isReturned =
    prefer.isImmutable && context.settings.hidesReturned && folder.log.left.has(event.number);
  if (!isHere || isReturned) {
    const isGone = !isHere || event.wasRemoved;
    return isGone && isAsked(position, 'removed')
      ? { '@odata.type': '#microsoft.graph.message', id, '@removed': { reason: 'deleted' } }
      : undefined;
  }
  if (!isAsked(position, event.kind) || !test(found.message)) return undefined;
  if (event.kind !== 'read') return describeMessage(call, found, select);
  const isRead = found.message.flags.has('\\Seen');
  return {
    '@odata.type': '#microsoft.graph.message',
    id,
    isRead,
    parentFolderId: encodeFolderId(mailbox, folder.number),
  };
}

function isAsked({ changeType }: Position, kind: FolderEvent['kind']): boolean {
  if (changeType === null) return true;
  return changeType === (kind === 'added' ? 'created' : kind === 'removed' ? 'deleted' : 'updated');
}

function readPosition(call: GraphCall, folder: number): Position {
  const { request, context, mailbox } = call;
  const { query } = request;
  const generation = context.generations.get(mailbox.address) ?? 0;
  const token = query.get('$deltatoken') ?? query.get('$skiptoken');
  if (token !== null) return readToken(call, token, folder, generation);
  const filter = query.get('$filter');
  const changeType = query.get('changeType');
  if (query.has('$search')) throw badRequest('Change tracking does not support $search.');
  if (filter !== null && !/^\s*receivedDateTime (ge|gt) [^ ]+\s*$/i.test(filter)) {
    throw badRequest('Change tracking supports $filter for receivedDateTime ge and gt only.');
  }
  if (changeType !== null && !['created', 'updated', 'deleted'].includes(changeType)) {
    throw badRequest(`Invalid changeType '${changeType}'.`);
  }
  const select = query.get('$select');
  return {
    ...{ kind: 'skip', folder, select, filter, changeType, at: mailbox.changes, uid: 0, page: 0, generation },
    issuedAt: context.state.now(),
  };
}

/** @throws GraphError 400 for what is no token of this folder, 410 for one that is too old */
function readToken(call: GraphCall, token: string, folder: number, generation: number): Position {
  const { context } = call;
  const [text = '', sum] = token.split('.');
  const position: Position | undefined =
    sum === checksum(text) ? JSON.parse(Buffer.from(text, 'base64url').toString()) : undefined;
  if (position?.folder !== folder) throw badRequest('Badly formed token.');
  const age = context.state.now() - position.issuedAt;
  if (position.generation === generation && age <= context.settings.deltaLifetimeSeconds * 1000)
    return position;
  throw syncStateNotFound(call);
}

/** 410, with the address of a new beginning. */
export function syncStateNotFound(call: GraphCall, code = 'SyncStateNotFound'): GraphError {
  const { context, request } = call;
  const again = `${context.urls.graph}/v1.0/${request.segments.map(encodeURIComponent).join('/')}`;
  return new GraphError(410, code, 'The sync state generation is not found; a new sync is required.', {
    Location: again,
  });
}

function writeLink(call: GraphCall, position: Position): string {
  const { mailbox, base, context } = call;
  const text = Buffer.from(JSON.stringify({ ...position, issuedAt: context.state.now() })).toString(
    'base64url',
  );
  const folder = encodeFolderId(mailbox, position.folder);
  return `${base}/mailFolders('${folder}')/messages/delta?$${position.kind}token=${text}.${checksum(text)}`;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
