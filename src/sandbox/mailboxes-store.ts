import { AppError } from '../errors.ts';
import { findByUid, removeByUid } from './mailboxes-order.ts';

export interface StoredMessage {
  uid: number;
  raw: Buffer;
  flags: Set<string>;
  internalDate: Date;
}

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
  const folders = new Map<string, MailFolder>();
  const listeners = new Set<(change: MailboxChange) => void>();
  let nextUidValidity = 14;
  const emit = (change: MailboxChange) => {
    for (const listener of listeners) listener(change);
  };
  const createFolder = (path: string): MailFolder => {
    const existing = folders.get(keyOf(path));
    if (existing) return existing;
    const above = path.lastIndexOf('/');
    if (above > 0) createFolder(path.slice(0, above));
    const folder = { path, uidValidity: nextUidValidity++, uidNext: 1, messages: [], subscribed: true };
    folders.set(keyOf(path), folder);
    return folder;
  };
  const copy = (from: MailFolder, uids: number[], to: MailFolder) => {
    const made = findByUid(from.messages, uids).map(
      (message) => add(to, message.raw, message.flags, message.internalDate).uid,
    );
    if (made.length > 0) emit({ kind: 'added', folder: to });
    return made;
  };
  const expunge = (folder: MailFolder, uids: number[]) => {
    if (removeByUid(folder.messages, uids).length > 0) emit({ kind: 'removed', folder, uids });
  };
  for (const path of ['INBOX', ...(options.folders ?? exchangeFolders)]) createFolder(path);
  return {
    address,
    listFolders: () => [...folders.values()],
    findFolder: (path) => folders.get(keyOf(path)),
    createFolder,
    renameFolder: (folder, path) => renameTree(folders, folder, path),
    removeFolder(folder) {
      folders.delete(keyOf(folder.path));
      emit({ kind: 'invalidated', folder });
    },
    append(folder, raw, flags = [], internalDate = new Date()) {
      const message = add(folder, raw, flags, internalDate);
      emit({ kind: 'added', folder });
      return message;
    },
    copy,
    move(from, uids, to) {
      const made = copy(from, uids, to);
      expunge(from, uids);
      return made;
    },
    expunge,
    announceFlags: (folder, messages, by) => emit({ kind: 'flagged', folder, messages, by }),
    renewUidValidity(folder) {
      folder.uidValidity = Math.max(folder.uidValidity, nextUidValidity++) + 1;
      nextUidValidity = folder.uidValidity + 1;
      folder.messages.forEach((message, index) => {
        message.uid = index + 1;
      });
      folder.uidNext = folder.messages.length + 1;
      emit({ kind: 'invalidated', folder });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function add(folder: MailFolder, raw: Buffer, flags: Iterable<string>, internalDate: Date): StoredMessage {
  const message = { uid: folder.uidNext++, raw, flags: new Set(flags), internalDate };
  folder.messages.push(message);
  return message;
}

function renameTree(folders: Map<string, MailFolder>, folder: MailFolder, path: string): void {
  if (folders.has(keyOf(path))) throw new AppError('conflict', `There is a folder ${path} already.`);
  const old = folder.path;
  for (const each of [...folders.values()]) {
    if (each !== folder && !each.path.startsWith(`${old}/`)) continue;
    folders.delete(keyOf(each.path));
    each.path = path + each.path.slice(old.length);
    folders.set(keyOf(each.path), each);
  }
}

function keyOf(path: string): string {
  return path.toLowerCase();
}
