import type { Viewer } from '../db/ticket-access.ts';
import { countTickets } from '../db/ticket-list.ts';
import { ticketViews } from '../domain/ticket-view.ts';
import type { WebContext } from './context.ts';

type Counts = ReadonlyMap<string, number>;

const freshMilliseconds = 1000;
const mostEntries = 500;

/**
 * @returns counts of every view. Kept for a second: while a large import runs, every open list asks for
 * them several times a second.
 */
export function createTicketCounts(web: WebContext, now: () => number = Date.now) {
  const kept = new Map<string, { until: number; counts: Promise<Counts> }>();
  return (viewer: Viewer, groupId: number | undefined): Promise<Counts> => {
    const key = `${viewer.userId}/${viewer.isAdmin}/${groupId ?? ''}`;
    const found = kept.get(key);
    if (found !== undefined && found.until > now()) return found.counts;
    if (kept.size >= mostEntries) kept.clear();
    const counts = countViews(web, viewer, groupId);
    kept.set(key, { until: now() + freshMilliseconds, counts });
    return counts;
  };
}

async function countViews(web: WebContext, viewer: Viewer, groupId: number | undefined): Promise<Counts> {
  const counts = new Map<string, number>();
  for (const view of ticketViews) {
    counts.set(view.name, await countTickets(web.read, viewer, view, groupId));
  }
  return counts;
}
