import type { GraphAnswer, GraphCall, GraphRoute } from './graph-context.ts';
import { GraphError, itemNotFound } from './graph-errors.ts';
import { decodeFolderId, encodeFolderId, specialFolders } from './graph-ids.ts';
import { readJson } from './graph-input.ts';
import { contextOf, linkPage, readCount, readSelect } from './graph-query.ts';
import type { Mailbox, MailFolder } from './mailboxes.ts';
import { type FolderRole, nameRole } from './mailboxes-names.ts';

/** A folder as Graph has it; `stored` is where its messages lie. */
export interface GraphFolder {
  number: number;
  displayName: string;
  parent: number | undefined;
  kind: 'root' | 'stored' | 'hidden' | 'search';
  stored: MailFolder | undefined;
}

/** Names that are the same in every language, with the folders of Exchange that IMAP does not show left out. */
const wellKnown = new Set<string>([
  'inbox',
  'archive',
  'conversationhistory',
  'deleteditems',
  'drafts',
  'junkemail',
  'outbox',
  'sentitems',
]);
const folderProperties: ReadonlySet<string> = new Set([
  ...['id', 'displayName', 'parentFolderId', 'childFolderCount', 'unreadItemCount', 'totalItemCount'],
  ...['sizeInBytes', 'isHidden'],
]);

export const folderRoutes: GraphRoute[] = [
  {
    method: 'GET',
    path: 'mailFolders',
    permission: 'Mail.Read',
    name: 'folders',
    run: (call) => listFolders(call, specialFolders.root),
  },
  {
    method: 'GET',
    path: 'mailFolders/{folder}/childFolders',
    permission: 'Mail.Read',
    name: 'folders',
    run: (call) => listFolders(call, getFolder(call, call.names.folder).number),
  },
  {
    method: 'GET',
    path: 'mailFolders/{folder}',
    permission: 'Mail.Read',
    name: 'folder',
    run: (call) => answerFolder(call, getFolder(call, call.names.folder), 200),
  },
  {
    method: 'POST',
    path: 'mailFolders',
    permission: 'Mail.ReadWrite',
    name: 'create-folder',
    run: (call) => createFolder(call, ''),
  },
  {
    method: 'POST',
    path: 'mailFolders/{folder}/childFolders',
    permission: 'Mail.ReadWrite',
    name: 'create-folder',
    run(call) {
      const { kind, stored } = getFolder(call, call.names.folder);
      if (kind !== 'root' && !stored) throw itemNotFound();
      return createFolder(call, stored ? `${stored.path}/` : '');
    },
  },
  {
    method: 'PATCH',
    path: 'mailFolders/{folder}',
    permission: 'Mail.ReadWrite',
    name: 'rename-folder',
    run: renameFolder,
  },
  {
    method: 'DELETE',
    path: 'mailFolders/{folder}',
    permission: 'Mail.ReadWrite',
    name: 'delete-folder',
    run: deleteFolder,
  },
];

/** @param name a well-known name or an id @throws GraphError 404 or 400 */
export function getFolder(call: Pick<GraphCall, 'mailbox' | 'context'>, name = ''): GraphFolder {
  const number = resolveFolder(call.mailbox, name);
  const found = listAll(call.mailbox, call.context.language).find((each) => each.number === number);
  if (!found) throw itemNotFound();
  return found;
}

function resolveFolder(mailbox: Mailbox, name: string): number {
  const role = name.toLowerCase();
  if (role === 'msgfolderroot') return specialFolders.root;
  return wellKnown.has(role) ? mailbox.folderOf(role as FolderRole).number : decodeFolderId(mailbox, name);
}

/** @throws GraphError 400 where the folder holds no messages of its own */
export function getStoredFolder(call: Pick<GraphCall, 'mailbox' | 'context'>, name = ''): MailFolder {
  const { stored } = getFolder(call, name);
  if (!stored)
    throw new GraphError(400, 'ErrorInvalidRequest', 'The folder does not hold messages of its own.');
  return stored;
}

function describeFolder(call: GraphCall, folder: GraphFolder): Record<string, unknown> {
  const { mailbox, context } = call;
  const messages = listContent(mailbox, folder);
  const children = listAll(mailbox, context.language).filter(({ parent }) => parent === folder.number);
  return {
    ...(folder.kind === 'search' ? { '@odata.type': '#microsoft.graph.mailSearchFolder' } : {}),
    id: encodeFolderId(mailbox, folder.number),
    displayName: folder.displayName,
    parentFolderId: encodeFolderId(mailbox, folder.parent ?? specialFolders.root - 1),
    childFolderCount: children.filter(({ kind }) => kind !== 'hidden').length,
    unreadItemCount: messages.filter(({ flags }) => !flags.has('\\Seen')).length,
    totalItemCount: messages.length,
    sizeInBytes: messages.reduce((sum, { raw }) => sum + raw.length, 0),
    isHidden: folder.kind === 'hidden',
  };
}

/** What lies in a folder; a search folder shows the inbox's unread mail. */
export function listContent(mailbox: Mailbox, { kind, stored }: GraphFolder) {
  if (kind === 'search')
    return mailbox.folderOf('inbox').messages.filter(({ flags }) => !flags.has('\\Seen'));
  return stored?.messages ?? [];
}

function listAll(mailbox: Mailbox, language: GraphCall['context']['language']): GraphFolder[] {
  const stored = mailbox.listFolders().map((folder): GraphFolder => {
    const above = folder.path.lastIndexOf('/');
    const parent = above < 0 ? undefined : mailbox.findFolder(folder.path.slice(0, above));
    const name = folder.role === 'inbox' ? nameRole('inbox', language) : folder.path.slice(above + 1);
    return {
      number: folder.number,
      displayName: folder.title ?? name,
      kind: 'stored',
      stored: folder,
      parent: parent?.number ?? specialFolders.root,
    };
  });
  const special = { parent: specialFolders.root, stored: undefined };
  return [
    {
      ...special,
      number: specialFolders.root,
      parent: undefined,
      kind: 'root',
      displayName: 'Top of Information Store',
    },
    ...stored,
    { ...special, number: specialFolders.search, kind: 'search', displayName: 'Unread Mail' },
    {
      ...special,
      number: specialFolders.hidden,
      kind: 'hidden',
      displayName: 'Conversation Action Settings',
    },
  ];
}

function listFolders(call: GraphCall, parent: number): GraphAnswer {
  const { mailbox, context, request } = call;
  const withHidden = request.query.get('includeHiddenFolders')?.toLowerCase() === 'true';
  const select = readSelect(request.query, folderProperties, 'mailFolder');
  const top = readCount(request.query, '$top', 10, 1000);
  const skip = readCount(request.query, '$skip', 0, 1_000_000);
  const all = listAll(mailbox, context.language).filter(
    (each) => each.parent === parent && (withHidden || each.kind !== 'hidden'),
  );
  const value = all.slice(skip, skip + top).map((each) => choose(describeFolder(call, each), select));
  const link = skip + top < all.length ? { '@odata.nextLink': linkPage(call, skip + top) } : {};
  return { status: 200, json: { '@odata.context': contextOf(call, 'mailFolders'), value, ...link } };
}

function createFolder(call: GraphCall, above: string): GraphAnswer {
  const { displayName } = readJson(call.request.body);
  if (typeof displayName !== 'string' || displayName.trim() === '' || displayName.length > 255) {
    throw new GraphError(400, 'ErrorInvalidRequest', 'The folder needs a displayName.');
  }
  const path = `${above}${displayName.replaceAll('/', '_')}`;
  if (call.mailbox.findFolder(path)) {
    throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
  }
  const made = call.mailbox.createFolder(path);
  if (displayName.includes('/')) made.title = displayName;
  return answerFolder(call, getFolder(call, encodeFolderId(call.mailbox, made.number)), 201);
}

function renameFolder(call: GraphCall): GraphAnswer {
  const folder = getFolder(call, call.names.folder);
  const { displayName } = readJson(call.request.body);
  if (!folder.stored || folder.stored.role || typeof displayName !== 'string' || displayName === '') {
    throw new GraphError(400, 'ErrorInvalidRequest', 'The folder cannot be renamed.');
  }
  const { stored } = folder;
  const above = stored.path.slice(0, stored.path.lastIndexOf('/') + 1);
  const path = `${above}${displayName.replaceAll('/', '_')}`;
  if (call.mailbox.findFolder(path)) {
    throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
  }
  call.mailbox.renameFolder(stored, path);
  stored.title = displayName.includes('/') ? displayName : undefined;
  return answerFolder(call, getFolder(call, call.names.folder), 200);
}

function deleteFolder(call: GraphCall): GraphAnswer {
  const { stored } = getFolder(call, call.names.folder);
  if (!stored || stored.role) {
    throw new GraphError(403, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.');
  }
  call.mailbox.removeFolder(stored);
  return { status: 204 };
}

function answerFolder(call: GraphCall, folder: GraphFolder, status: number): GraphAnswer {
  const select = readSelect(call.request.query, folderProperties, 'mailFolder');
  const row = choose(describeFolder(call, folder), select);
  return { status, json: { '@odata.context': `${contextOf(call, 'mailFolders')}/$entity`, ...row } };
}

function choose(
  row: Record<string, unknown>,
  select: readonly string[] | undefined,
): Record<string, unknown> {
  if (!select) return row;
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => name.startsWith('@') || name === 'id' || select.includes(name)),
  );
}
