import type { Viewer } from '../../db/ticket-access.ts';
import { countTickets } from '../../db/ticket-list.ts';
import { listUnread } from '../../db/ticket-views.ts';
import type { DeskEvent } from '../../domain/events.ts';
import { type TicketView, ticketViews } from '../../domain/ticket-view.ts';
import type { WebContext } from '../context.ts';

export interface TicketCounts {
  readonly counts: ReadonlyMap<string, number>;
  /** How many of them the viewer has not seen; of closed ones none. */
  readonly unread: ReadonlyMap<string, number>;
  /** Tickets have changed since: ask again in a second. */
  readonly isStale: boolean;
}

interface Entry {
  readonly madeAt: number;
  readonly changes: number;
  readonly counts: Promise<Omit<TicketCounts, 'isStale'>>;
}

const shortestMilliseconds = 1000;
const mostEntries = 500;
const countedEvents: readonly DeskEvent['kind'][] = ['ticket', 'settings', 'access', 'seen'];

/**
 * @returns counts of every view, made anew when tickets have changed, but once a second at most: with 100,000 tickets
 * it takes 26 ms, and while a large import runs every open list asks several times a second.
 */
export function createTicketCounts(web: WebContext, now: () => number = Date.now) {
  const kept = new Map<string, Entry>();
  let changes = 0;
  web.desk.subscribe((event) => {
    if (countedEvents.includes(event.kind)) changes += 1;
    // Whoever sees other groups now counts them at once.
    if (event.kind === 'access') kept.clear();
  });
  return async (viewer: Viewer, groupId: number | undefined): Promise<TicketCounts> => {
    const key = `${viewer.userId}/${viewer.isAdmin}/${groupId ?? ''}`;
    let entry = kept.get(key);
    if (entry === undefined || (entry.changes !== changes && now() - entry.madeAt >= shortestMilliseconds)) {
      if (kept.size >= mostEntries) kept.clear();
      entry = { madeAt: now(), changes, counts: countViews(web, viewer, groupId) };
      kept.set(key, entry);
    }
    return { ...(await entry.counts), isStale: entry.changes !== changes };
  };
}

async function countViews(
  web: WebContext,
  viewer: Viewer,
  groupId: number | undefined,
): Promise<Omit<TicketCounts, 'isStale'>> {
  const counts = new Map<string, number>();
  for (const view of ticketViews) {
    counts.set(view.name, await countTickets(web.read, viewer, view, groupId));
  }
  const unseen = await listUnread(web.read, viewer, groupId);
  const unread = ticketViews.map((view: TicketView) => {
    const ofView = unseen.filter(({ state, ownerId }) => {
      const isOwned =
        view.owner === 'me' ? ownerId === viewer.userId : view.owner !== 'nobody' || ownerId === null;
      return isOwned && view.states.includes(state);
    });
    return [view.name, ofView.length] as const;
  });
  return { counts, unread: new Map(unread) };
}
