import { changeMessage } from './graph-changes.ts';
import type { GraphAnswer, GraphCall, GraphRoute } from './graph-context.ts';
import { strikeCorrupt } from './graph-corrupt.ts';
import { GraphError } from './graph-errors.ts';
import { readMessageQuery } from './graph-filter.ts';
import { getFolder, getStoredFolder, listContent } from './graph-folders.ts';
import { getMessage } from './graph-ids.ts';
import { readJson } from './graph-input.ts';
import { contextOf, linkPage, readCount, readExpandedProperties, readSelect } from './graph-query.ts';
import { answerMessage, describeMessage, messageProperties } from './graph-rows.ts';
import { rebuildMessage } from './graph-value.ts';
import type { FoundMessage, MailFolder } from './mailboxes.ts';

export const messageRoutes: GraphRoute[] = [
  {
    method: 'GET',
    path: 'mailFolders/{folder}/messages',
    permission: 'Mail.Read',
    name: 'messages',
    run(call) {
      const folder = getFolder(call, call.names.folder);
      const messages = listContent(call.mailbox, folder);
      const { stored = call.mailbox.folderOf('inbox') } = folder;
      return listMessages(
        call,
        messages.map((message) => ({ folder: stored, message })),
      );
    },
  },
  {
    method: 'GET',
    path: 'messages',
    permission: 'Mail.Read',
    name: 'messages',
    run: (call) => listMessages(call, call.mailbox.listFolders().flatMap(listFound)),
  },
  {
    method: 'GET',
    path: 'messages/{message}',
    permission: 'Mail.Read',
    name: 'message',
    run: (call) => answerMessage(call, getMessage(call.mailbox, call.names.message ?? ''), 200),
  },
  {
    method: 'GET',
    path: 'messages/{message}/$value',
    permission: 'Mail.Read',
    name: 'value',
    run(call) {
      const found = getMessage(call.mailbox, call.names.message ?? '');
      strikeCorrupt(call, found, false);
      return { status: 200, bytes: { content: rebuildMessage(found.message), type: 'text/plain' } };
    },
  },
  {
    method: 'PATCH',
    path: 'messages/{message}',
    permission: 'Mail.ReadWrite',
    name: 'patch',
    run: changeMessage,
  },
  {
    method: 'POST',
    path: 'messages/{message}/move',
    permission: 'Mail.ReadWrite',
    name: 'move',
    run: moveOrCopy,
  },
  {
    method: 'POST',
    path: 'messages/{message}/copy',
    permission: 'Mail.ReadWrite',
    name: 'copy',
    run: moveOrCopy,
  },
  {
    method: 'DELETE',
    path: 'messages/{message}',
    permission: 'Mail.ReadWrite',
    name: 'delete',
    run: deleteMessage,
  },
  {
    method: 'POST',
    path: 'messages/{message}/permanentDelete',
    permission: 'Mail.ReadWrite',
    name: 'permanent-delete',
    run(call) {
      const { folder, message } = getMessage(call.mailbox, call.names.message ?? '');
      call.mailbox.expunge(folder, [message.uid]);
      return { status: 204 };
    },
  },
];

function listMessages(call: GraphCall, all: FoundMessage[]): GraphAnswer {
  const { query } = call.request;
  const select = readSelect(query, messageProperties, 'message');
  const expanded = readExpandedProperties(query);
  const { test, isAscending } = readMessageQuery(query);
  const top = readCount(query, '$top', call.prefer.pageSize ?? 10, 1000);
  const skip = readCount(query, '$skip', 0, 10_000_000);
  const sign = isAscending ? 1 : -1;
  const fitting = all
    .filter(({ message }) => test(message))
    .sort((a, b) => sign * (a.message.internalDate.getTime() - b.message.internalDate.getTime()));
  const value = fitting
    .slice(skip, skip + top)
    .map((found) => describeMessage(call, found, select, expanded));
  const link = skip + top < fitting.length ? { '@odata.nextLink': linkPage(call, skip + top) } : {};
  const count = query.get('$count')?.toLowerCase() === 'true' ? { '@odata.count': fitting.length } : {};
  return { status: 200, json: { '@odata.context': contextOf(call, 'messages'), ...count, value, ...link } };
}

function listFound(folder: MailFolder): FoundMessage[] {
  return folder.messages.map((message) => ({ folder, message }));
}

function moveOrCopy(call: GraphCall): GraphAnswer {
  const { mailbox, names, request } = call;
  const { folder, message } = getMessage(mailbox, names.message ?? '');
  const { destinationId } = readJson(request.body);
  if (typeof destinationId !== 'string')
    throw new GraphError(400, 'ErrorInvalidRequest', 'The destinationId is missing.');
  const target = getStoredFolder(call, destinationId);
  const isMove = request.segments.at(-1)?.toLowerCase() === 'move';
  const [uid] =
    isMove && target === folder
      ? [message.uid]
      : mailbox[isMove ? 'move' : 'copy'](folder, [message.uid], target);
  const made = target.messages.findLast((each) => each.uid === uid);
  if (!made) throw new GraphError(500, 'ErrorMoveCopyFailed', 'The move or copy operation failed.');
  return answerMessage(call, { folder: target, message: made }, 201);
}

/** To Deleted Items; from there it goes for good. */
function deleteMessage(call: GraphCall): GraphAnswer {
  const { mailbox, names } = call;
  const { folder, message } = getMessage(mailbox, names.message ?? '');
  const deletedItems = mailbox.folderOf('deleteditems');
  if (folder === deletedItems) {
    throw new GraphError(403, 'ErrorCannotDeleteObject', 'The object cannot be deleted.');
  }
  mailbox.move(folder, [message.uid], deletedItems);
  return { status: 204 };
}
