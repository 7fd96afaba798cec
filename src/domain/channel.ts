import type { Diagnosis } from './diagnosis/diagnosis.ts';
export type ChannelState =
  | 'new'
  | 'watching'
  | 'fetching'
  | 'waiting'
  | 'reauthenticate'
  | 'failing'
  | 'paused';

export type ArchiveState = 'new' | 'open' | 'waiting' | 'closed';
export const archiveStates: readonly ArchiveState[] = ['new', 'open', 'waiting', 'closed'];

/** What a state is called on pages, and how loudly it is shown. */
export const channelStates: Record<
  ChannelState,
  { readonly label: string; readonly tone: 'good' | 'busy' | 'quiet' | 'bad' }
> = {
  new: { label: 'Not started', tone: 'quiet' },
  watching: { label: 'Watching', tone: 'good' },
  fetching: { label: 'Fetching', tone: 'busy' },
  waiting: { label: 'Waiting', tone: 'busy' },
  reauthenticate: { label: 'Needs re-authentication', tone: 'bad' },
  failing: { label: 'Failing', tone: 'bad' },
  paused: { label: 'Disabled', tone: 'quiet' },
};

/** @param folder as a channel names the one that it fetches; '' is the inbox */
export function isInbox(folder: string): boolean {
  return folder === '' || folder.toUpperCase() === 'INBOX';
}

/** @param chosen as a channel names it @param path as the server does */
export function isSameFolder(chosen: string, path: string): boolean {
  return isInbox(chosen) ? isInbox(path) : chosen.toLowerCase() === path.toLowerCase();
}

/** A folder of a mailbox, as the wizard shows it. */
export interface FolderChoice {
  readonly path: string;
  readonly name: string;
  /** How deep it is nested; 0 at the top. */
  readonly depth: number;
  readonly isSelectable: boolean;
  /** Undefined while they are not known. */
  readonly counts: { readonly messages: number; readonly unread: number } | undefined;
}

/** What a start would do, counted in the mailbox. */
export interface ImportPreview {
  readonly folder: string;
  readonly messages: number;
  /** Bytes, as the server estimates them. */
  readonly size: number;
  /** Of these, the ones that become archived tickets. */
  readonly archived: number;
  /** Of these, the ones that become new tickets or follow-ups. */
  readonly fresh: number;
  /** Of these, the ones whose senders may get an automatic answer, where the group gives any. */
  readonly answerable: number;
  readonly oldest: Date | undefined;
  /** Messages received in the last 7, 30 and 365 days, and before. */
  readonly ages: readonly { readonly label: string; readonly messages: number; readonly size: number }[];
  /** Of these, the ones imported before, which only are settled again. */
  readonly known: number;
  /** Unread mail in an inbox that is not fetched. */
  readonly unreadInInbox: number;
  /** What is wrong with this machine's clock; undefined where nothing is known of it. */
  readonly clock: Diagnosis | undefined;
}
