import { AppError } from '../errors.ts';
import { compareFlags, type FolderEvent, type FolderLog, markFlags } from './mailboxes-log.ts';
import { type FolderRole, findRole, listUsualFolders, nameRole } from './mailboxes-names.ts';
import { findByUid, type MessageExtras, removeByUid, type StoredMessage } from './mailboxes-order.ts';

export interface MailFolder {
  /** '/' between the levels, decoded ("Anfragen/Technik & Größe"). */
  path: string;
  uidValidity: number;
  uidNext: number;
  /** In the order of their UIDs. */
  messages: StoredMessage[];
  subscribed: boolean;
  /** Stays when the folder is renamed. */
  number: number;
  role: FolderRole | undefined;
  /** What Graph calls it, where that cannot be a part of an IMAP path: a name with '/'. */
  title: string | undefined;
  log: FolderLog;
}

/** Where a message lies. */
export interface FoundMessage {
  folder: MailFolder;
  message: StoredMessage;
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
  /** The mailbox that had the address before: no number is given out again. */
  after?: Pick<Mailbox, 'nextNumbers'>;
}

export interface Mailbox {
  address: string;
  /** It goes on to tell the mailbox from others when it is renamed. */
  readonly firstAddress: string;
  /** Where sent mail lands, whatever the folder is called. */
  readonly sentItems: MailFolder;
  /** Counts every change. */
  readonly changes: number;
  /** What the next folder, and the next folder or message, will get. */
  readonly nextNumbers: { readonly uidValidity: number; readonly number: number };
  listFolders(): MailFolder[];
  /** Names are compared without regard to case, as Exchange does. */
  findFolder(path: string): MailFolder | undefined;
  /** Makes the folder and the levels above it; gives the existing one where there is one. */
  createFolder(path: string): MailFolder;
  /** @returns the folder of that role, made when there is none */
  folderOf(role: FolderRole): MailFolder;
  /** @param number the one that stays with a message */
  findMessage(number: number): FoundMessage | undefined;
  renameFolder(folder: MailFolder, path: string): void;
  removeFolder(folder: MailFolder): void;
  append(
    folder: MailFolder,
    raw: Buffer,
    flags?: Iterable<string>,
    internalDate?: Date,
    extras?: MessageExtras,
  ): StoredMessage;
  /** Puts other bytes under the same id; IMAP sees another message. */
  rewrite(found: FoundMessage, raw: Buffer): StoredMessage;
  /** Says that what only Graph shows of the message was changed. */
  announceChange(found: FoundMessage): void;
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

export function createMailbox(address: string, options: MailboxOptions = {}): Mailbox {
  const mailbox = new MemoryMailbox(address, options.after?.nextNumbers);
  for (const path of ['INBOX', ...(options.folders ?? listUsualFolders('en'))]) mailbox.createFolder(path);
  return mailbox;
}

class MemoryMailbox implements Mailbox {
  address: string;
  readonly firstAddress: string;
  readonly #folders = new Map<string, MailFolder>();
  readonly #messages = new Map<number, FoundMessage>();
  readonly #listeners = new Set<(change: MailboxChange) => void>();
  #nextUidValidity: number;
  #nextNumber: number;
  #changes = 0;

  constructor(address: string, { uidValidity = 14, number = 1 }: Partial<Mailbox['nextNumbers']> = {}) {
    this.address = address;
    this.firstAddress = address;
    this.#nextUidValidity = uidValidity;
    this.#nextNumber = number;
  }

  get nextNumbers(): Mailbox['nextNumbers'] {
    return { uidValidity: this.#nextUidValidity, number: this.#nextNumber };
  }

  get sentItems(): MailFolder {
    return this.folderOf('sentitems');
  }

  get changes(): number {
    return this.#changes;
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
    const role = findRole(path);
    const isTaken = this.listFolders().some((each) => each.role === role);
    const folder: MailFolder = {
      path,
      uidValidity: this.#nextUidValidity++,
      uidNext: 1,
      messages: [],
      subscribed: true,
      number: this.#nextNumber++,
      role: isTaken ? undefined : role,
      title: undefined,
      log: { events: [], left: new Set() },
    };
    this.#folders.set(keyOf(path), folder);
    return folder;
  }

  folderOf(role: FolderRole): MailFolder {
    const found = this.listFolders().find((each) => each.role === role);
    return found ?? this.createFolder(role === 'inbox' ? 'INBOX' : nameRole(role, 'en'));
  }

  findMessage(number: number): FoundMessage | undefined {
    return this.#messages.get(number);
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
    for (const { number } of folder.messages) this.#messages.delete(number);
    this.#emit({ kind: 'invalidated', folder });
  }

  append(
    folder: MailFolder,
    raw: Buffer,
    flags: Iterable<string> = [],
    internalDate = new Date(),
    extras?: MessageExtras,
  ): StoredMessage {
    const message = this.#add(folder, { raw, flags, internalDate, extras });
    this.#emit({ kind: 'added', folder });
    return message;
  }

  copy(from: MailFolder, uids: number[], to: MailFolder): number[] {
    const made = findByUid(from.messages, uids).map((message) => this.#add(to, message).uid);
    if (made.length > 0) this.#emit({ kind: 'added', folder: to });
    return made;
  }

  move(from: MailFolder, uids: number[], to: MailFolder): number[] {
    const made = findByUid(from.messages, uids).map((message) => this.#add(to, message, message.number).uid);
    if (made.length > 0) this.#emit({ kind: 'added', folder: to });
    this.expunge(from, uids);
    return made;
  }

  rewrite({ folder, message }: FoundMessage, raw: Buffer): StoredMessage {
    removeByUid(folder.messages, [message.uid]);
    this.#emit({ kind: 'removed', folder, uids: [message.uid] });
    const { number, place } = message;
    const rewritten = this.#add(folder, { ...message, raw }, number, place);
    this.#emit({ kind: 'added', folder });
    return rewritten;
  }

  expunge(folder: MailFolder, uids: number[]): void {
    const gone = findByUid(folder.messages, uids);
    if (removeByUid(folder.messages, uids).length === 0) return;
    for (const message of gone) {
      const found = this.#messages.get(message.number);
      // It has been moved, and lies somewhere by now; perhaps here again.
      const isMoved = found !== undefined && found.message !== message;
      if (!isMoved) this.#messages.delete(message.number);
      if (isMoved && found.folder === folder) continue;
      folder.log.left.add(message.number);
      this.#note(folder, message, 'removed');
    }
    this.#emit({ kind: 'removed', folder, uids });
  }

  announceFlags(folder: MailFolder, messages: StoredMessage[], by?: unknown): void {
    for (const message of messages) {
      const kind = compareFlags(message);
      if (kind) this.#note(folder, message, kind);
    }
    this.#emit({ kind: 'flagged', folder, messages, by });
  }

  announceChange({ folder, message }: FoundMessage): void {
    this.#note(folder, message, 'changed');
    this.#emit({ kind: 'flagged', folder, messages: [message], by: undefined });
  }

  renewUidValidity(folder: MailFolder): void {
    folder.uidValidity = this.#nextUidValidity++;
    folder.messages = folder.messages.map((message, index) => ({ ...message, uid: index + 1 }));
    for (const message of folder.messages) this.#messages.set(message.number, { folder, message });
    folder.uidNext = folder.messages.length + 1;
    this.#emit({ kind: 'invalidated', folder });
  }

  onChange(listener: (change: MailboxChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #add(
    folder: MailFolder,
    content: Pick<StoredMessage, 'raw' | 'internalDate'> & {
      flags: Iterable<string>;
      extras?: MessageExtras | undefined;
    },
    number = this.#nextNumber++,
    place = this.#nextNumber++,
  ): StoredMessage {
    const { raw, internalDate, extras } = content;
    const flags = new Set(content.flags);
    const message: StoredMessage = {
      uid: folder.uidNext++,
      raw,
      flags,
      internalDate,
      number,
      place,
      changedAt: 0,
      flagBits: markFlags(flags),
      ...(extras ? { extras: { ...extras } } : {}),
    };
    folder.messages.push(message);
    this.#messages.set(number, { folder, message });
    this.#note(folder, message, 'added');
    return message;
  }

  #note(folder: MailFolder, message: StoredMessage, kind: FolderEvent['kind']): void {
    const at = ++this.#changes;
    message.changedAt = at;
    message.flagBits = markFlags(message.flags);
    folder.log.events.push({ at, kind, number: message.number, place: message.place });
  }

  #emit(change: MailboxChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function keyOf(path: string): string {
  return path.toLowerCase();
}
