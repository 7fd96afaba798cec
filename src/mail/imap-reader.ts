import { RemoteError } from '../domain/failure.ts';
import type {
  Listing,
  ListQuery,
  MailReader,
  MessageFacts,
  OpenedFolder,
  Place,
} from '../domain/mail-reading.ts';
import { connectImap, type ImapOptions, type MailConnection } from './imap.ts';
import type { SelectedFolder } from './imap-folders.ts';
import { searchFolders } from './imap-look.ts';

/** @throws RemoteError */
export async function openImapReader(options: ImapOptions): Promise<MailReader> {
  return readByImap(await connectImap(options));
}

/** A mailbox as IMAP has it: a place is a UID in digits, a cursor the highest UID below which nothing is missing. */
export function readByImap(connection: MailConnection): MailReader {
  let selected: SelectedFolder | undefined;
  const toUids = (places: readonly Place[]) => places.map(Number);
  const withPlace = <T extends { readonly uid: number }>({ uid, ...rest }: T) => ({
    place: String(uid),
    ...rest,
  });
  return {
    road: 'imap_smtp',
    deletesSingly: connection.has('UIDPLUS'),
    waitForChange: connection.has('IDLE') ? (signal) => connection.waitForChange(signal) : undefined,
    listFolders: () => connection.listFolders(),
    countFolder: (path) => connection.countFolder(path),
    hasFolder: (path) => connection.hasFolder(path),
    findJunk: () => connection.findJunk(),
    nameOnServer: (path) => connection.nameOnServer(path),
    async openFolder(path) {
      selected = await connection.selectFolder(path);
      return toFolder(selected);
    },
    hasNamed: (place) => hasNamed(connection, selected, Number(place)),
    list: (query) => list(connection, selected, query),
    search(query, tell) {
      selected = undefined;
      return searchFolders(connection, query, tell);
    },
    describeMessages: (places) => describe(connection, toUids(places)),
    fetchMessages: async (places) => (await connection.fetchMessages(toUids(places))).map(withPlace),
    fetchLarge: (place, limit, estimate) => connection.fetchLarge(Number(place), limit, estimate),
    fetchHeader: (place) => connection.fetchHeader(Number(place)),
    markRead: (places) => connection.markRead(toUids(places)),
    removeMessages: (places) => connection.removeMessages(toUids(places)),
    moveMessages: (places, to) => moveTo(connection, toUids(places), to),
    cut: () => connection.cut(),
    close: () => connection.close(),
  };
}

/** By UIDNEXT, which only grows as long as UIDVALIDITY stays (RFC 9051 section 2.3.1.1). */
async function hasNamed(
  connection: MailConnection,
  selected: SelectedFolder | undefined,
  uid: number,
): Promise<boolean> {
  const { uidNext = 0 } = selected ?? {};
  if (uidNext === 0 || uid < uidNext) return true;
  // A server that says too little there is found out by what it has.
  return (await connection.listUids({ from: uidNext })).length > 0;
}

async function describe(connection: MailConnection, uids: readonly number[]): Promise<MessageFacts[]> {
  const found = await connection.describeMessages(uids);
  return found.map(({ uid, size, internalDate }) => {
    return { place: String(uid), size, receivedAt: internalDate };
  });
}

function toFolder({ path, uidValidity, uidNext, exists }: SelectedFolder): OpenedFolder {
  return { path, numbering: uidValidity, messages: exists, mark: String(uidNext) };
}

async function list(
  connection: MailConnection,
  selected: SelectedFolder | undefined,
  { cursor, isComplete = false, onlyUnread = false, since }: ListQuery,
): Promise<Listing> {
  const before = Number(cursor);
  const from = isComplete || onlyUnread ? 1 : before + 1;
  const uids =
    since === undefined
      ? await connection.listUids({ from, onlyUnread })
      : await connection.searchSince(since, undefined, from);
  const { exists = 1, uidNext = 0 } = selected ?? {};
  const top = Math.max(uids.at(-1) ?? 0, before, exists === 0 ? uidNext - 1 : 0);
  return {
    places: uids.map(String),
    cursorAfter([first]) {
      // Where read mail is left alone, there is no UID below which all is done.
      if (onlyUnread) return '0';
      return String(Math.max(0, (first === undefined ? top + 1 : Number(first)) - 1));
    },
  };
}

async function moveTo(connection: MailConnection, uids: readonly number[], to: string): Promise<void> {
  try {
    await connection.moveMessages(uids, to);
  } catch (error) {
    if (!isFolderMissing(error)) throw error;
    await connection.createFolder(to);
    await connection.moveMessages(uids, to);
  }
}

function isFolderMissing(error: unknown): boolean {
  if (!(error instanceof RemoteError)) return false;
  const { code = '', text } = error.failure;
  return /TRYCREATE|NONEXISTENT|does(n't| not) exist/i.test(`${code} ${text}`);
}
