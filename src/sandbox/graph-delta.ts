import type { GraphAnswer, GraphCall, GraphRoute } from './graph-context.ts';
import { type Position, readPosition, writeLink } from './graph-delta-token.ts';
import { badRequest } from './graph-errors.ts';
import { readMessageQuery } from './graph-filter.ts';
import { getFolder } from './graph-folders.ts';
import { encodeFolderId, encodeMessageId } from './graph-ids.ts';
import { contextOf, readSelect } from './graph-query.ts';
import { describeMessage, messageProperties } from './graph-rows.ts';
import type { MailFolder, StoredMessage } from './mailboxes.ts';
import { type FolderEvent, listEventsSince, type RecentEvent } from './mailboxes-log.ts';
import { findPosition } from './mailboxes-order.ts';

interface Page {
  rows: Record<string, unknown>[];
  next: Position;
}

const filterLimit = 5000;
const noRows: Page['rows'] = [];

export const deltaRoutes: GraphRoute[] = [
  {
    method: 'GET',
    path: 'mailFolders/{folder}/messages/delta',
    permission: 'Mail.Read',
    name: 'delta',
    run: answerDelta,
  },
  {
    method: 'GET',
    path: 'messages/delta',
    permission: 'Mail.Read',
    name: 'delta',
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
