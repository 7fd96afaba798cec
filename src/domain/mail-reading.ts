import type { Road } from './mail-road.ts';
import type { FoundPlace, MailSearch, SearchedFolders } from './mail-search.ts';

/** Names a message within its folder, in the words of its road: a UID in digits, or Graph's immutable id. */
export type Place = string;

/** How far a folder has been read, in the words of its road: the highest UID, or a delta link. '' is the beginning. */
export type Cursor = string;

/** Of a server that tells none: a real one is never zero (RFC 9051 section 2.3.1.1). */
export const noNumbering = '0';

export interface OpenedFolder {
  readonly path: string;
  /** Places of another numbering name nothing any more. IMAP: UIDVALIDITY in digits, `noNumbering` where the server gave none. */
  readonly numbering: string;
  readonly messages: number;
  /** Another one as soon as mail has come in since; always the same where the road does not tell. */
  readonly mark: string;
}

export interface FolderFacts {
  readonly path: string;
  readonly name: string;
  /** Between the names of a path. */
  readonly delimiter: string;
  /** Such as `\Sent`, where the server tells. */
  readonly use: string | undefined;
  readonly isSelectable: boolean;
}

export interface FolderCounts {
  readonly messages: number;
  readonly unread: number;
}

export interface ListQuery {
  readonly cursor: Cursor;
  /** Lists also what lies before the cursor. */
  readonly isComplete?: boolean | undefined;
  readonly onlyUnread?: boolean | undefined;
  /** Lists what came then or later; up to a day more, because IMAP searches by days of the server's own zone. */
  readonly since?: Date | undefined;
}

/** Messages beside each other that are in a folder and that its server cannot list. */
export interface UnlistedMail {
  readonly count: number;
  /** When those before and behind were received; undefined where there are none, or that is not told. */
  readonly after: Date | undefined;
  readonly before: Date | undefined;
}

export interface Listing {
  /** Oldest first. */
  readonly places: readonly Place[];
  /** They are asked for again with each complete list. */
  readonly unlisted?: readonly UnlistedMail[];
  /** @param missing those of `places` that have no receipt. @returns from where to list the next time */
  cursorAfter(missing: readonly Place[]): Cursor;
}

export interface MessageFacts {
  readonly place: Place;
  /** In bytes; only an estimate: Exchange's can be three times off either way. */
  readonly size: number;
  /** When the server received it. */
  readonly receivedAt: Date | undefined;
}

/** One of several that were asked for together. */
export interface FetchedMessage {
  readonly place: Place;
  /** Undefined where it is so much larger than its server had said that only by itself it can be had (`fetchLarge`). */
  readonly raw: Buffer | undefined;
}

/** A message beyond the size limit comes as its header alone. */
export type LargeMessage =
  | { readonly kind: 'whole'; readonly raw: Buffer }
  | { readonly kind: 'oversized'; readonly header: Buffer }
  /** The server tries and gives up; `text` is what it said. It may be had later. */
  | { readonly kind: 'not_given_out'; readonly header: Buffer; readonly text: string }
  | { readonly kind: 'nothing' };

/**
 * A mailbox that is open for reading. Every method fails with a RemoteError only. Paths are as people type them, '' is the
 * inbox; places and counts are those of the folder that was opened last.
 */
export interface MailReader extends Folders, Fetching, Settling {
  readonly road: Road;
  /** Whether a message that is to be deleted goes by itself; else it is only marked. */
  readonly deletesSingly: boolean;
  /**
   * Waits for the opened folder to change, for as long as it takes; nothing else may run meanwhile. Undefined where the
   * road has to be asked now and then.
   * @returns true when mail came or went, false when `signal` ended the wait
   */
  readonly waitForChange: ((signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Ends at once: what is under way fails. */
  cut(): void;
  /** Says goodbye; never fails. */
  close(): Promise<void>;
}

interface Folders {
  openFolder(path: string): Promise<OpenedFolder>;
  /**
   * Whether the opened folder can have named a message so: one that was made anew begins again, under the same numbering at
   * times. Undefined where no place is ever given twice.
   */
  readonly hasNamed: ((place: Place) => Promise<boolean>) | undefined;
  /** Few requests, however many there are. */
  listFolders(): Promise<FolderFacts[]>;
  /** @returns undefined where the server does not tell */
  countFolder(path: string): Promise<FolderCounts | undefined>;
  /** Whether there is such a folder that messages can be in. */
  hasFolder(path: string): Promise<boolean>;
  /** @returns where the server puts what it takes for spam; undefined where it does not tell */
  findJunk(): Promise<string | undefined>;
  /** @returns the name as the server has it: some want a prefix before each */
  nameOnServer(path: string): string;
  /**
   * Looks for a message in all folders; no folder is open afterwards.
   * @param tell told of each message as soon as it is found
   */
  search(query: MailSearch, tell: (found: FoundPlace) => void): Promise<SearchedFolders>;
}

interface Fetching {
  list(query: ListQuery): Promise<Listing>;
  /** @param places at most a few hundred. @returns what is there of them; the rest has vanished. */
  describeMessages(places: readonly Place[]): Promise<MessageFacts[]>;
  /** What the server leaves out or gives no body for is left out. */
  fetchMessages(places: readonly Place[]): Promise<FetchedMessage[]>;
  /**
   * So that no more than `limit` bytes are ever held; counted bytes decide, not what the server said.
   * @param estimate the server's own, so that little is set aside for a message that is hardly large
   */
  fetchLarge(place: Place, limit: number, estimate: number): Promise<LargeMessage>;
  fetchHeader(place: Place): Promise<Buffer | undefined>;
}

/** What is done on the server to messages that are stored. Places that have vanished are no failure. */
interface Settling {
  markRead(places: readonly Place[]): Promise<void>;
  removeMessages(places: readonly Place[]): Promise<void>;
  /** @param to the path of a folder, which is made where it is missing */
  moveMessages(places: readonly Place[], to: string): Promise<void>;
}
