import type { ImapFlow, ListResponse } from 'imapflow';
import { RemoteError } from '../domain/failure.ts';
import { type FolderCounts, type FolderFacts, noNumbering } from '../domain/mail-reading.ts';
import type { Steps } from './imap-steps.ts';

export interface SelectedFolder {
  readonly path: string;
  /** A 32-bit number in digits; `noNumbering` where the server gave none. */
  readonly uidValidity: string;
  readonly uidNext: number;
  readonly exists: number;
}

export interface Folders {
  /** @param path as people type it; '' is the inbox. */
  selectFolder(path: string, options?: { readonly isReadOnly?: boolean }): Promise<SelectedFolder>;
  /** One command, however many there are. */
  listFolders(): Promise<FolderFacts[]>;
  /** A command for each. @returns undefined where the server does not tell */
  countFolder(path: string): Promise<FolderCounts | undefined>;
  /** Whether there is such a folder that messages can be in; one command, however many there are. */
  hasFolder(path: string): Promise<boolean>;
  /** By its use, or by the name that it has in some language; one command, however many there are. */
  findJunk(): Promise<string | undefined>;
  /** @returns the name as the server has it: some want a prefix before each */
  nameOnServer(path: string): string;
  /** Creates it with its parents unless it is there. */
  createFolder(path: string): Promise<void>;
}

export function createFolders(client: ImapFlow, steps: Steps): Folders {
  const countFolder: Folders['countFolder'] = async (path) => {
    const asked = steps.run('STATUS', () => client.status(path, { messages: true, unseen: true }));
    const status = await asked.catch((error: unknown) => {
      // A refusal is an answer; a line that is lost is none.
      if (error instanceof RemoteError && error.failure.origin === 'imap' && client.usable) return undefined;
      throw error;
    });
    if (status === undefined || status === false) return undefined;
    return { messages: readNumber(status.messages) ?? 0, unread: readNumber(status.unseen) ?? 0 };
  };
  const listFolders = () => listAll(client, steps);
  return {
    listFolders,
    findJunk: async () =>
      (await listFolders()).find(({ use, isSelectable }) => use === '\\Junk' && isSelectable)?.path,
    hasFolder: async (path) => (await countFolder(path)) !== undefined,
    countFolder,
    nameOnServer: (path) => nameOnServer(client, path),
    async selectFolder(path, { isReadOnly: readOnly = false } = {}) {
      const name = nameOf(path);
      passOverListing(client, name);
      const box = await steps.run('SELECT', () => client.mailboxOpen(name, { readOnly }));
      const exists = readNumber(box.exists);
      // RFC 3501 section 6.3.1 demands it. To take it for an empty folder would be to pass over what is in it.
      if (exists === undefined) throw noCount(name);
      return {
        path: box.path,
        uidValidity: String(box.uidValidity ?? noNumbering),
        uidNext: readNumber(box.uidNext) ?? 0,
        exists,
      };
    },
    async createFolder(path) {
      await steps.insist('CREATE', () => client.mailboxCreate(path));
    },
  };
}

/**
 * imapflow asks first what kind of folder it is, two round trips that say nothing which is needed here; not where it knows the
 * folder. No version has promised that it has such a list: then it asks.
 */
function passOverListing(client: ImapFlow, name: string): void {
  const { folders } = client as { readonly folders?: unknown };
  const path = nameOnServer(client, name);
  if (folders instanceof Map && !folders.has(path)) folders.set(path, {});
}

async function listAll(client: ImapFlow, steps: Steps): Promise<FolderFacts[]> {
  const found = await steps.run('LIST', () => client.list());
  return found.map((folder) => ({
    path: folder.path,
    name: folder.name,
    delimiter: folder.delimiter,
    use: folder.specialUse,
    isSelectable: isSelectable(folder),
  }));
}

/** What a server writes is no number at times, whatever imapflow's types say. */
export function readNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

function noCount(name: string): RemoteError {
  const text = `The server opened “${name}” and did not say how many messages are in it.`;
  return new RemoteError({ origin: 'imap', code: 'NO_EXISTS', command: 'SELECT', text });
}

/** As imapflow does it with each name that it is given. */
export function nameOnServer(client: ImapFlow, path: string): string {
  const name = nameOf(path);
  if (name.toUpperCase() === 'INBOX') return 'INBOX';
  const prefix = client.namespace?.prefix ?? '';
  return name.startsWith(prefix) ? name : prefix + name;
}

/** A name may begin or end with blanks; only one of blanks alone is none. */
function nameOf(path: string): string {
  return path.trim() === '' ? 'INBOX' : path;
}

function isSelectable({ flags }: Pick<ListResponse, 'flags'>): boolean {
  return !flags.has('\\Noselect') && !flags.has('\\NonExistent');
}
