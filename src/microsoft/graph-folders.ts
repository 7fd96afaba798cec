import { hash } from 'node:crypto';
import { RemoteError } from '../domain/failure.ts';
import { joinPath, splitPath } from '../domain/graph-path.ts';
import type { FolderCounts, FolderFacts } from '../domain/mail-reading.ts';
import { graphNumbering } from '../domain/mail-road.ts';
import { wordTable } from '../domain/word-table.ts';
import { type GraphClient, nameItem } from './graph-client.ts';
import type { GraphCommand } from './graph-failure.ts';
import { appendRows, describeEndless, listRows } from './graph-rows.ts';

/** A folder as Graph has it. */
export interface GraphFolder {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly counts: FolderCounts;
}

export interface GraphFolders {
  /** @throws RemoteError NONEXISTENT */
  get(path: string): Promise<GraphFolder>;
  find(path: string): Promise<GraphFolder | undefined>;
  /** Finds it, or makes it with its parents. */
  make(path: string): Promise<GraphFolder>;
  list(): Promise<FolderFacts[]>;
  /** @param name locale-free, such as `deleteditems`. @returns its id; undefined where the mailbox has none */
  findWellKnown(name: string): Promise<string | undefined>;
  /** @returns what folders are used for, such as `\\Junk`, by their ids */
  listUses(): Promise<ReadonlyMap<string, string>>;
  /** @returns the path of the folder for spam, whatever the mailbox calls it */
  findJunk(): Promise<string | undefined>;
}

const selected = 'id,displayName,childFolderCount,totalItemCount,unreadItemCount';
/** v1.0 has no wellKnownName, so the names are asked for one by one, and their ids compared. */
const uses = wordTable({
  sentitems: '\\Sent',
  drafts: '\\Drafts',
  deleteditems: '\\Trash',
  junkemail: '\\Junk',
  archive: '\\Archive',
});
/** Deeper and larger than anybody's tree: one whose folders are always new would have no end. */
const deepest = 30;
const mostFolders = 20_000;

export function createGraphFolders(client: GraphClient): GraphFolders {
  const wellKnown = new Map<string, string | undefined>();
  const findWellKnown = async (name: string) => {
    if (!wellKnown.has(name)) {
      const found = await ignoreMissing(askFolder(client, name, '', 'FOLDER'));
      wellKnown.set(name, found?.id);
    }
    return wellKnown.get(name);
  };
  const find = (path: string) => findFolder(client, path);
  const listUses = async () => {
    const ids = new Map<string, string>();
    for (const name of Object.keys(uses)) {
      const id = await findWellKnown(name);
      if (id !== undefined) ids.set(id, uses[name] ?? '');
    }
    return ids;
  };
  return {
    find,
    findWellKnown,
    listUses,
    async get(path) {
      const found = await find(path);
      if (found !== undefined) return found;
      const text = `${client.mailbox} has no folder “${path}”.`;
      throw new RemoteError({ origin: 'graph', code: 'NONEXISTENT', command: 'FOLDER', text });
    },
    findJunk: async () => (await ignoreMissing(askFolder(client, 'junkemail', '', 'FOLDER')))?.path,
    make: (path) => makeFolder(client, path),
    async list() {
      const ids = await listUses();
      const inbox = await askFolder(client, 'inbox', '', 'FOLDER');
      return walk(client, { inbox: inbox.id, ids, seen: new Set() });
    },
  };
}

/** @returns the numbering of its places (domain/mail-reading) */
export function numberFolder(id: string): string {
  return graphNumbering(hash('sha256', id, 'hex').slice(0, 16));
}

/** '' and INBOX are the inbox, whatever the mailbox calls it; other names are as people see them. */
async function findFolder(client: GraphClient, path: string): Promise<GraphFolder | undefined> {
  const [first = 'INBOX', ...rest] = splitPath(path);
  let found: GraphFolder | undefined = isInbox(first)
    ? await askFolder(client, 'inbox', '', 'FOLDER')
    : (await listChildren(client, undefined)).find(isCalled(first));
  for (const name of rest) {
    if (found === undefined) return undefined;
    found = (await listChildren(client, found)).find(isCalled(name));
  }
  return found;
}

async function makeFolder(client: GraphClient, path: string): Promise<GraphFolder> {
  const names = splitPath(path);
  let parent: GraphFolder | undefined;
  for (const [index] of names.entries()) {
    const upTo = joinPath(names.slice(0, index + 1));
    parent = (await findFolder(client, upTo)) ?? (await createChild(client, parent, names[index] ?? ''));
  }
  return parent ?? askFolder(client, 'inbox', '', 'FOLDER');
}

async function createChild(
  client: GraphClient,
  parent: GraphFolder | undefined,
  name: string,
): Promise<GraphFolder> {
  try {
    const { json } = await client.ask({
      method: 'POST',
      command: 'SETTLE',
      json: { displayName: name },
      path: parent === undefined ? 'mailFolders' : `mailFolders/${parent.id}/childFolders`,
    });
    return readFolder(json, parent?.path ?? '', 'SETTLE');
  } catch (error) {
    // Somebody else has made it meanwhile.
    const isThere = error instanceof RemoteError && error.failure.code === 'ErrorFolderExists';
    const found = isThere ? (await listChildren(client, parent)).find(isCalled(name)) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

async function askFolder(
  client: GraphClient,
  name: string,
  above: string,
  command: GraphCommand,
): Promise<GraphFolder> {
  const { json } = await client.ask({ path: `mailFolders/${name}?$select=${selected}`, command });
  const found = readFolder(json, above, command);
  return name === 'inbox' ? { ...found, path: 'INBOX' } : found;
}

async function listChildren(client: GraphClient, parent: GraphFolder | undefined): Promise<GraphFolder[]> {
  return (await listRowsBelow(client, parent)).map((row) => readFolder(row, parent?.path ?? '', 'FOLDER'));
}

/** Search folders hold no messages of their own. */
async function listRowsBelow(client: GraphClient, parent: GraphFolder | undefined) {
  const place = parent === undefined ? 'mailFolders' : `mailFolders/${parent.id}/childFolders`;
  const path = `${place}?$select=${selected}&$top=100&includeHiddenFolders=true`;
  const rows = await listRows(client, { path, command: 'FOLDER' });
  return rows.filter((row) => row['@odata.type'] !== '#microsoft.graph.mailSearchFolder');
}

interface Known {
  readonly inbox: string;
  /** What folders are used for, by their ids. */
  readonly ids: ReadonlyMap<string, string>;
  /** A folder that stands below itself would be walked again on each level. */
  readonly seen: Set<string>;
}

async function walk(
  client: GraphClient,
  known: Known,
  parent?: GraphFolder,
  depth = 0,
): Promise<FolderFacts[]> {
  const found: FolderFacts[] = [];
  for (const row of await listRowsBelow(client, parent)) {
    const read = readFolder(row, parent?.path ?? '', 'FOLDER');
    if (known.seen.has(read.id)) continue;
    known.seen.add(read.id);
    if (known.seen.size > mostFolders) throw describeEndless('FOLDER');
    const folder = read.id === known.inbox ? { ...read, path: 'INBOX' } : read;
    const { path, name } = folder;
    const isTop = parent === undefined;
    found.push({
      path,
      name: isTop ? path : name,
      delimiter: '/',
      use: known.ids.get(read.id),
      isSelectable: true,
    });
    const hasChildren = Number(row.childFolderCount ?? 0) > 0 && depth < deepest;
    if (hasChildren) appendRows(found, await walk(client, known, folder, depth + 1));
  }
  return found;
}

function readFolder(row: Record<string, unknown>, above: string, command: GraphCommand): GraphFolder {
  const name = typeof row.displayName === 'string' ? row.displayName : '';
  const path = joinPath([...(above === '' ? [] : splitPath(above)), name]);
  const counts = { messages: readCount(row.totalItemCount), unread: readCount(row.unreadItemCount) };
  return { id: nameItem(row.id, command), path, name, counts };
}

function readCount(value: unknown): number {
  return Number.isSafeInteger(value) ? Math.max(0, Number(value)) : 0;
}

function isInbox(name: string): boolean {
  return name.toUpperCase() === 'INBOX';
}

/** Exchange lets no two folders beside each other differ by case alone. */
function isCalled(wanted: string): (folder: GraphFolder) => boolean {
  const plain = (name: string) => name.normalize('NFC').toLowerCase();
  return ({ name }) => plain(name) === plain(wanted);
}

export async function ignoreMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (error instanceof RemoteError && isMissing(error)) return undefined;
    throw error;
  });
}

/** The one item is not there (any more); a folder that every mailbox has is hidden from who may not see it. */
export function isMissing({ failure }: RemoteError): boolean {
  const { code, text } = failure;
  return (code === 'ErrorItemNotFound' || code === 'ErrorFolderNotFound') && !/default folder/i.test(text);
}
