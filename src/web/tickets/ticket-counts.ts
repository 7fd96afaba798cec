import { countTicketsByOwner } from '../../db/kept-counts.ts';
import type { Viewer } from '../../db/ticket-access.ts';
import { listUnread } from '../../db/ticket-views.ts';
import type { DeskEvent } from '../../domain/events.ts';
import type { TicketState } from '../../domain/ticket.ts';
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
 * @returns counts of every view, made anew when tickets have changed, but once a second at most: while a large import
 * runs every open list asks several times a second.
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
  const all = await countTicketsByOwner(web.read, viewer, groupId);
  const unseen = await listUnread(web.read, viewer, groupId);
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
