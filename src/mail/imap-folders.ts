import type { ImapFlow } from 'imapflow';
import type { Steps } from './imap-steps.ts';

export interface SelectedFolder {
  readonly path: string;
  /** A 32-bit number in digits; '0' where the server gave none. */
  readonly uidValidity: string;
  readonly uidNext: number;
  readonly exists: number;
}

export interface FolderFacts {
  readonly path: string;
  readonly name: string;
  /** Between the names of a path. */
  readonly delimiter: string;
  /** Such as `\Sent`, where the server tells. */
  readonly use: string | undefined;
  readonly isSelectable: boolean;
  readonly messages: number;
  readonly unread: number;
}

export interface Folders {
  /** @param path as people type it; '' is the inbox. */
  selectFolder(path: string): Promise<SelectedFolder>;
  /** @param counts whether to ask how many messages each holds: a command for each of them */
  listFolders(counts?: boolean): Promise<FolderFacts[]>;
  /** Creates it with its parents unless it is there. */
  createFolder(path: string): Promise<void>;
}

export function createFolders(client: ImapFlow, steps: Steps): Folders {
  return {
    async selectFolder(path) {
      const name = path.trim() === '' ? 'INBOX' : path.trim();
      const box = await steps.run('SELECT', () => client.mailboxOpen(name));
      return {
        path: box.path,
        uidValidity: String(box.uidValidity ?? 0),
        uidNext: box.uidNext ?? 0,
        exists: box.exists,
      };
    },
    async listFolders(counts = true) {
      const options = counts ? { statusQuery: { messages: true, unseen: true } } : {};
      const found = await steps.run('LIST', () => client.list(options));
      return found.map((folder) => ({
        path: folder.path,
        name: folder.name,
        delimiter: folder.delimiter,
        use: folder.specialUse,
        isSelectable: !folder.flags.has('\\Noselect') && !folder.flags.has('\\NonExistent'),
        messages: folder.status?.messages ?? 0,
        unread: folder.status?.unseen ?? 0,
      }));
    },
    async createFolder(path) {
      await steps.insist('CREATE', () => client.mailboxCreate(path));
    },
  };
}
