/** What somebody types in a ticket. */
export type WritingKind = 'reply' | 'note';

interface Writer {
  readonly userId: number;
  readonly kind: WritingKind;
}

/** Who has which ticket open now, and who is typing in it. Kept in memory: it is true only as long as the pages are there. */
export interface Presence {
  /** @param onChange called when somebody comes, goes or types. @returns what to call when the page is left */
  enter(ticketId: number, userId: number, onChange: () => void): () => void;
  listUserIds(ticketId: number): number[];
  /** Holds for half a minute, or until the user puts it down. */
  noteWriting(ticketId: number, writer: Writer): void;
  putDown(ticketId: number, userId: number): void;
  listWriters(ticketId: number): Writer[];
}

interface Visit {
  readonly userId: number;
  readonly onChange: () => void;
}

interface Writing {
  readonly kind: WritingKind;
  readonly end: NodeJS.Timeout;
}

const writingMilliseconds = 30_000;

/** @param longest milliseconds after which somebody who types no more is not said to be writing */
export function createPresence(longest = writingMilliseconds): Presence {
  const visits = new Map<number, Set<Visit>>();
  const tell = (ticketId: number) => {
    for (const visit of visits.get(ticketId) ?? []) visit.onChange();
  };
  return {
    enter(ticketId, userId, onChange) {
      const visit = { userId, onChange };
      const here = visits.get(ticketId) ?? new Set();
      visits.set(ticketId, here.add(visit));
      // The one who enters too: his page was made before, and another may have come in between.
      if (here.size > 1) tell(ticketId);
      return () => {
        here.delete(visit);
        if (here.size === 0) visits.delete(ticketId);
        tell(ticketId);
      };
    },
    listUserIds: (ticketId) => [...new Set([...(visits.get(ticketId) ?? [])].map(({ userId }) => userId))],
    ...followWriting(longest, tell),
  };
}

function followWriting(
  longest: number,
  tell: (ticketId: number) => void,
): Pick<Presence, 'noteWriting' | 'putDown' | 'listWriters'> {
  const writings = new Map<number, Map<number, Writing>>();
  const putDown = (ticketId: number, userId: number) => {
    const here = writings.get(ticketId);
    const writing = here?.get(userId);
    if (here === undefined || writing === undefined) return;
    clearTimeout(writing.end);
    here.delete(userId);
    if (here.size === 0) writings.delete(ticketId);
    tell(ticketId);
  };
  return {
    putDown,
    noteWriting(ticketId, { userId, kind }) {
      const here = writings.get(ticketId) ?? new Map<number, Writing>();
      const former = here.get(userId);
      clearTimeout(former?.end);
      const end = setTimeout(() => putDown(ticketId, userId), longest).unref();
      writings.set(ticketId, here.set(userId, { kind, end }));
      if (former?.kind !== kind) tell(ticketId);
    },
    listWriters: (ticketId) =>
      [...(writings.get(ticketId) ?? [])].map(([userId, { kind }]) => ({ userId, kind })),
  };
}
