import { listUsersOfGroup } from '../../db/group-access.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import type { WebContext } from '../context.ts';

/** Who has which ticket open now. Kept in memory: it is true only as long as the pages' streams are connected. */
interface Presence {
  /** @param onChange called when somebody comes or goes. @returns what to call when the page is left */
  enter(ticketId: number, userId: number, onChange: () => void): () => void;
  listUserIds(ticketId: number): number[];
}

interface Visit {
  readonly userId: number;
  readonly onChange: () => void;
}

const known = new WeakMap<WebContext, Presence>();

export function presenceOf(web: WebContext): Presence {
  const presence = known.get(web) ?? createPresence();
  known.set(web, presence);
  return presence;
}

/** @returns the names of the others who have the ticket open; only of people who may see it */
export async function listCompany(
  web: WebContext,
  userId: number,
  { id, groupId }: Pick<Ticket, 'id' | 'groupId'>,
): Promise<string[]> {
  const ids = presenceOf(web)
    .listUserIds(id)
    .filter((each) => each !== userId);
  if (ids.length === 0) return [];
  const readers = await listUsersOfGroup(web.read, groupId, 'read');
  return readers.filter((reader) => ids.includes(reader.id)).map(({ name }) => name);
}

function createPresence(): Presence {
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
  };
}
