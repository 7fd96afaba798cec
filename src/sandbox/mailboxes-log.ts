import type { StoredMessage } from './mailboxes-order.ts';

/** What happened to a message in a folder, in the order of `at`. Graph's delta is read from this. */
export interface FolderEvent {
  /** Counts every change of the mailbox. */
  at: number;
  /** `read`: only \Seen changed. */
  kind: 'added' | 'changed' | 'read' | 'removed';
  number: number;
  place: number;
}

export interface FolderLog {
  events: FolderEvent[];
  /** Numbers of the messages that once lay here and were taken away. */
  left: Set<number>;
}

/** What has become of a message since some moment. */
export interface RecentEvent extends FolderEvent {
  /** Whether it was taken away in between. */
  wasRemoved: boolean;
}

/** @returns the last event of each message since `at`, in their order; one that is not only `read` says so. */
export function listEventsSince({ events }: FolderLog, at: number): RecentEvent[] {
  const latest = new Map<number, RecentEvent>();
  for (let index = findStart(events, at); index < events.length; index++) {
    const event = events[index];
    if (!event) continue;
    const before = latest.get(event.number);
    const isWhole = event.kind === 'read' && before && before.kind !== 'read' && before.kind !== 'removed';
    latest.delete(event.number);
    const wasRemoved = event.kind === 'removed' || before?.wasRemoved === true;
    latest.set(event.number, { ...event, wasRemoved, kind: isWhole ? before.kind : event.kind });
  }
  return [...latest.values()];
}

/** The flags that Graph shows, as bits, so that a change of \Seen alone is seen. */
export function markFlags(flags: ReadonlySet<string>): number {
  const shown = ['\\Seen', '\\Flagged', '\\Answered', '\\Draft'];
  return shown.reduce((bits, flag, index) => (flags.has(flag) ? bits | (1 << index) : bits), 0);
}

/** @returns undefined where nothing that Graph shows has changed */
export function compareFlags(message: StoredMessage): 'changed' | 'read' | undefined {
  const differing = markFlags(message.flags) ^ message.flagBits;
  if (differing === 0) return undefined;
  return differing === 1 ? 'read' : 'changed';
}

function findStart(events: readonly FolderEvent[], at: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.at ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
