/** Who has which ticket open now. Kept in memory: it is true only as long as the pages' streams are connected. */
export interface Presence {
  /** @param onChange called when somebody comes or goes. @returns what to call when the page is left */
  enter(ticketId: number, userId: number, onChange: () => void): () => void;
  listUserIds(ticketId: number): number[];
}

interface Visit {
  readonly userId: number;
  readonly onChange: () => void;
}

export function createPresence(): Presence {
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
