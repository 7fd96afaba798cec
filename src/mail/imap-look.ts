import { isInbox, isSameFolder } from '../domain/channel.ts';
import { RemoteError } from '../domain/failure.ts';
import type { FolderFacts } from '../domain/mail-reading.ts';
import {
  choosePlainWords,
  type FoundPlace,
  isPlainAscii,
  type MailSearch,
  mostFound,
  type SearchedFolders,
} from '../domain/mail-search.ts';
import { wordTable } from '../domain/word-table.ts';
import type { MailConnection } from './imap.ts';
import type { SearchKeys } from './imap-search.ts';

/** More folders than these are not asked, however quick the server is. */
const mostFolders = 80;
/** The newest of one folder. */
const mostOfFolder = 5;

/**
 * Asks the folders of a mailbox one after another, the likely ones first. Nothing is marked, and another folder is open afterwards.
 * @param tell told of each message at once, so that what is found counts when the line breaks. @throws RemoteError
 */
export async function searchFolders(
  connection: MailConnection,
  query: MailSearch,
  tell: (found: FoundPlace) => void,
): Promise<SearchedFolders> {
  const keys = listKeys(query);
  const folders = chooseFolders(await connection.listFolders(), query.fetched);
  let [asked, told] = [0, 0];
  let refusal: RemoteError | undefined;
  if (keys.length === 0) return { asked: 0, left: folders.length };
  for (const folder of folders.slice(0, mostFolders)) {
    if (query.signal.aborted || told >= mostFound) break;
    // All mail is in it once more (RFC 6154 section 2).
    if (folder.use === '\\All' && told > 0) continue;
    try {
      for (const found of await searchFolder(connection, folder, keys)) {
        tell(found);
        told++;
      }
      asked++;
    } catch (error) {
      // A folder that somebody may not open hides nothing of the others.
      if (!(error instanceof RemoteError) || error.failure.origin !== 'imap') throw error;
      refusal = error;
    }
  }
  if (asked === 0 && refusal !== undefined) throw refusal;
  return { asked, left: told >= mostFound ? 0 : folders.length - asked };
}

async function searchFolder(
  connection: MailConnection,
  { path, use }: FolderFacts,
  keys: readonly SearchKeys[],
): Promise<FoundPlace[]> {
  const opened = await connection.selectFolder(path, { isReadOnly: true });
  if (opened.exists === 0) return [];
  const uids = (await connection.searchAny(keys)).slice(-mostOfFolder);
  const found: FoundPlace[] = [];
  for (const { uid, internalDate } of await connection.describeMessages(uids)) {
    const header = await connection.fetchHeader(uid);
    if (header === undefined) continue;
    const place = String(uid);
    const where = { folder: opened.path, numbering: opened.uidValidity, place, use };
    found.push({ ...where, receivedAt: internalDate, isExact: false, header });
  }
  return found;
}

/** @returns nothing where no server can be asked for it */
function listKeys({ messageIds, sender, subject, since }: MailSearch): SearchKeys[] {
  const ids = new Map(messageIds.filter(isPlainAscii).map((id) => [id.toLowerCase(), id]));
  const keys: SearchKeys[] = [...ids.values()].map((id) => ({ header: { 'Message-ID': id } }));
  if (sender !== undefined && isPlainAscii(sender)) keys.push({ from: sender, since });
  // Without a word in ASCII the server has to know UTF-8; one that does not says so.
  const words = subject === undefined ? '' : choosePlainWords(subject) || subject;
  if (words !== '') keys.push({ subject: words, since });
  return keys;
}

const ranks = wordTable({
  '\\Inbox': 1,
  '\\Junk': 2,
  '\\Trash': 3,
  '\\Archive': 4,
  '\\Sent': 6,
  '\\All': 7,
});

/** What is being written is no mail that somebody waits for. */
function chooseFolders(folders: readonly FolderFacts[], fetched: readonly string[]): FolderFacts[] {
  const rank = ({ path, use }: FolderFacts) => {
    if (fetched.some((name) => isSameFolder(name, path))) return 0;
    return isInbox(path) ? 1 : (ranks[use ?? ''] ?? 5);
  };
  const asked = folders.filter(({ isSelectable, use }) => isSelectable && use !== '\\Drafts');
  return asked.sort((left, right) => rank(left) - rank(right));
}
