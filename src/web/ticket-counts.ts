import { countTicketsByOwner } from '../db/kept-counts.ts';
import type { Viewer } from '../db/ticket-access.ts';
import { listUnread } from '../db/ticket-views.ts';
import type { DeskEvent } from '../domain/events.ts';
import type { TicketState } from '../domain/ticket.ts';
import { type TicketView, ticketViews } from '../domain/ticket-view.ts';
import type { WebContext } from './context.ts';

interface TicketCounts {
  readonly counts: ReadonlyMap<string, number>;
  /** How many of them the viewer has not seen; of closed ones none. */
  readonly unread: ReadonlyMap<string, number>;
  /** Tickets have changed since: ask again after so many seconds. */
  readonly staleSeconds: number | undefined;
}

interface Entry {
  readonly madeAt: number;
  /** Milliseconds that counting took. */
  took: number;
  readonly changes: number;
  readonly counts: Promise<Omit<TicketCounts, 'staleSeconds'>>;
}

const shortestMilliseconds = 1000;
/** So many times what counting took, over all who look at lists: counting takes a tenth of the thread at most. */
const restFactor = 10;
const mostEntries = 500;
const countedEvents: readonly DeskEvent['kind'][] = ['ticket', 'settings', 'access', 'seen'];

/**
 * @returns counts of every view, made anew when tickets have changed, but once a second at most: while a large import
 * runs every open list asks several times a second. Where counting takes long, or many look at lists, it is done less often.
 */
export function createTicketCounts(web: WebContext, now: () => number = Date.now) {
  const kept = new Map<string, Entry>();
  let changes = 0;
  web.desk.subscribe((event) => {
    if (countedEvents.includes(event.kind)) changes += 1;
    // Whoever sees other groups now counts them at once.
    if (event.kind === 'access') kept.clear();
  });
  const restOf = ({ took, madeAt }: Entry) =>
    Math.max(shortestMilliseconds, took * kept.size * restFactor) - (now() - madeAt);
  return async (viewer: Viewer, groupId: number | undefined): Promise<TicketCounts> => {
    const key = `${viewer.userId}/${viewer.isAdmin}/${groupId ?? ''}`;
    let entry = kept.get(key);
    if (entry === undefined || (entry.changes !== changes && restOf(entry) <= 0)) {
      if (kept.size >= mostEntries) kept.clear();
      const made: Entry = {
        madeAt: now(),
        took: 0,
        changes,
        counts: countViews(web, viewer, groupId, (took) => {
          made.took = took;
        }),
      };
      entry = made;
      kept.set(key, entry);
      // What could not be counted is counted anew by whoever asks next.
      made.counts.catch(() => kept.get(key) === made && kept.delete(key));
    }
    const counts = await entry.counts;
    const isStale = entry.changes !== changes;
    return { ...counts, staleSeconds: isStale ? Math.max(1, Math.ceil(restOf(entry) / 1000)) : undefined };
  };
}

async function countViews(
  web: WebContext,
  viewer: Viewer,
  groupId: number | undefined,
  noteTime: (milliseconds: number) => void,
): Promise<Omit<TicketCounts, 'staleSeconds'>> {
  const all = await countTicketsByOwner(web.read, viewer, groupId);
  const began = performance.now();
  // It runs at once, and nothing else of this thread meanwhile.
  const unseen = await listUnread(web.read, viewer, groupId);
  noteTime(performance.now() - began);
  const counts = ticketViews.map((view: TicketView) => {
    const ofView = all.filter((row) => isInView(view, row, viewer));
    return [view.name, ofView.reduce((sum, { count }) => sum + count, 0)] as const;
  });
  const unread = ticketViews.map(
    (view: TicketView) => [view.name, unseen.filter((row) => isInView(view, row, viewer)).length] as const,
  );
  return { counts: new Map(counts), unread: new Map(unread) };
}

function isInView(
  view: TicketView,
  { state, ownerId }: { readonly state: TicketState; readonly ownerId: number | null },
  viewer: Viewer,
): boolean {
  const isOwned =
    view.owner === 'me' ? ownerId === viewer.userId : view.owner !== 'nobody' || ownerId === null;
  return isOwned && view.states.includes(state);
}
