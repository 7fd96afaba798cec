import { AppError } from '../errors.ts';
import { findByUid, removeByUid, type StoredMessage } from './mailboxes-order.ts';

export interface MailFolder {
  /** '/' between the levels, decoded ("Anfragen/Technik & Größe"). */
  path: string;
  uidValidity: number;
  uidNext: number;
  /** In the order of their UIDs. */
  messages: StoredMessage[];
  subscribed: boolean;
}

export type MailboxChange =
  | { kind: 'added'; folder: MailFolder }
  | { kind: 'removed'; folder: MailFolder; uids: number[] }
  | { kind: 'flagged'; folder: MailFolder; messages: StoredMessage[]; by: unknown }
  /** UIDVALIDITY is new, or the folder is gone: what a session knows of it is worthless. */
  | { kind: 'invalidated'; folder: MailFolder };

export interface MailboxOptions {
  /** Replaces Exchange's English folders, e.g. 'Gesendete Elemente'. INBOX is always there. */
  folders?: string[];
}

export interface Mailbox {
  readonly address: string;
  /** Where sent mail lands, whatever the folder is called. */
  readonly sentItems: MailFolder;
  listFolders(): MailFolder[];
  /** Names are compared without regard to case, as Exchange does. */
  findFolder(path: string): MailFolder | undefined;
  /** Makes the folder and the levels above it; gives the existing one where there is one. */
  createFolder(path: string): MailFolder;
  renameFolder(folder: MailFolder, path: string): void;
  removeFolder(folder: MailFolder): void;
  append(folder: MailFolder, raw: Buffer, flags?: Iterable<string>, internalDate?: Date): StoredMessage;
  /** `uids` ascending. @returns for each message its UID in `to`, in the same order. */
  copy(from: MailFolder, uids: number[], to: MailFolder): number[];
  /** `uids` ascending. @returns for each message its UID in `to`, in the same order. */
  move(from: MailFolder, uids: number[], to: MailFolder): number[];
  /** `uids` ascending. */
  expunge(folder: MailFolder, uids: number[]): void;
  /** Says that `flags` of these messages were changed; `by` is handed to the listeners. */
  announceFlags(folder: MailFolder, messages: StoredMessage[], by?: unknown): void;
  /** All UIDs of the folder are given out anew, as after a mailbox was restored or moved to another server. */
  renewUidValidity(folder: MailFolder): void;
  /** @returns what ends the listening. */
  onChange(listener: (change: MailboxChange) => void): () => void;
}

const exchangeFolders = [
  'Archive',
  'Conversation History',
  'Deleted Items',
  'Drafts',
  'Junk Email',
  'Outbox',
  'Sent Items',
];

export function createMailbox(address: string, options: MailboxOptions = {}): Mailbox {
  const mailbox = new MemoryMailbox(address);
  for (const path of ['INBOX', ...(options.folders ?? exchangeFolders)]) mailbox.createFolder(path);
  return mailbox;
}

class MemoryMailbox implements Mailbox {
  readonly address: string;
  readonly #folders = new Map<string, MailFolder>();
  readonly #listeners = new Set<(change: MailboxChange) => void>();
  #nextUidValidity = 14;
  #sentItems: MailFolder | undefined;

  constructor(address: string) {
    this.address = address;
  }

  get sentItems(): MailFolder {
    this.#sentItems ??= this.createFolder('Sent Items');
    return this.#sentItems;
  }

  listFolders(): MailFolder[] {
    return [...this.#folders.values()];
  }

  findFolder(path: string): MailFolder | undefined {
    return this.#folders.get(keyOf(path));
  }

  createFolder(path: string): MailFolder {
    const existing = this.findFolder(path);
    if (existing) return existing;
    const above = path.lastIndexOf('/');
    if (above > 0) this.createFolder(path.slice(0, above));
    const uidValidity = this.#nextUidValidity++;
    const folder = { path, uidValidity, uidNext: 1, messages: [], subscribed: true };
    this.#folders.set(keyOf(path), folder);
    if (path === 'Sent Items') this.#sentItems = folder;
    return folder;
  }

  renameFolder(folder: MailFolder, path: string): void {
    if (this.findFolder(path)) throw new AppError('conflict', `There is a folder ${path} already.`);
    const old = folder.path;
    for (const each of this.listFolders()) {
      if (each !== folder && !each.path.startsWith(`${old}/`)) continue;
      this.#folders.delete(keyOf(each.path));
      each.path = path + each.path.slice(old.length);
      this.#folders.set(keyOf(each.path), each);
    }
  }

  removeFolder(folder: MailFolder): void {
    this.#folders.delete(keyOf(folder.path));
    this.#emit({ kind: 'invalidated', folder });
  }

  append(
    folder: MailFolder,
    raw: Buffer,
    flags: Iterable<string> = [],
    internalDate = new Date(),
  ): StoredMessage {
    const message = add(folder, raw, flags, internalDate);
    this.#emit({ kind: 'added', folder });
    return message;
  }

  copy(from: MailFolder, uids: number[], to: MailFolder): number[] {
    const made = findByUid(from.messages, uids).map(
      (message) => add(to, message.raw, message.flags, message.internalDate).uid,
    );
    if (made.length > 0) this.#emit({ kind: 'added', folder: to });
    return made;
  }

  move(from: MailFolder, uids: number[], to: MailFolder): number[] {
    const made = this.copy(from, uids, to);
    this.expunge(from, uids);
    return made;
  }

  expunge(folder: MailFolder, uids: number[]): void {
    if (removeByUid(folder.messages, uids).length > 0) this.#emit({ kind: 'removed', folder, uids });
  }

  announceFlags(folder: MailFolder, messages: StoredMessage[], by?: unknown): void {
    this.#emit({ kind: 'flagged', folder, messages, by });
  }

  renewUidValidity(folder: MailFolder): void {
    folder.uidValidity = this.#nextUidValidity++;
    folder.messages = folder.messages.map((message, index) => ({ ...message, uid: index + 1 }));
    folder.uidNext = folder.messages.length + 1;
    this.#emit({ kind: 'invalidated', folder });
  }

  onChange(listener: (change: MailboxChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #emit(change: MailboxChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function add(folder: MailFolder, raw: Buffer, flags: Iterable<string>, internalDate: Date): StoredMessage {
  const message = { uid: folder.uidNext++, raw, flags: new Set(flags), internalDate };
  folder.messages.push(message);
  return message;
}

function keyOf(path: string): string {
  return path.toLowerCase();
}
