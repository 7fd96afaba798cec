import type { DeskEvent } from '../domain/events.ts';

/** What a page is told, and the event that says who may hear of it. */
export interface PageEvent {
  readonly name: string;
  readonly event: DeskEvent;
}

/** What one page's stream has not sent yet, each only once. */
export interface PendingEvents {
  /** @returns whether it is anything to this page */
  add(event: DeskEvent): boolean;
  /** Whether lists of tickets have changed. */
  hasLists(): boolean;
  /** @param withLists whether it is their turn; otherwise they stay */
  take(withLists: boolean): PageEvent[];
  /**
   * @param groupIds whose tickets the user saw when that was last read. What happens to others is not kept until his rights
   * change; before anything is sent they are read anew all the same.
   */
  noteGroups(groupIds: ReadonlySet<number>): void;
}

/** @param ownTicketId of the ticket that the page shows */
export function createPendingEvents(ownTicketId: number | undefined): PendingEvents {
  const lists = new Map<string, PageEvent>();
  const others = new Map<string, PageEvent>();
  let seenGroups: ReadonlySet<number> | undefined;
  const put = (kept: Map<string, PageEvent>, name: string, event: DeskEvent) =>
    kept.set(`${name} ${audienceOf(event)}`, { name, event });
  return {
    add(event) {
      if (event.kind === 'access' || event.kind === 'group') seenGroups = undefined;
      if ('groupId' in event && seenGroups?.has(event.groupId) === false) return false;
      const isOwn = 'ticketId' in event && event.ticketId === ownTicketId;
      if (isOwn) put(others, `ticket-${event.ticketId}`, event);
      if (event.kind === 'shown') return isOwn;
      if (event.kind === 'ticket' || event.kind === 'seen') put(lists, 'tickets', event);
      else for (const name of namesOf(event)) put(others, name, event);
      return true;
    },
    hasLists: () => lists.size > 0,
    take(withLists) {
      const taken = [...others.values(), ...(withLists ? lists.values() : [])];
      others.clear();
      if (withLists) lists.clear();
      return taken;
    },
    noteGroups(groupIds) {
      seenGroups = groupIds;
    },
  };
}

function audienceOf(event: DeskEvent): string {
  if ('userId' in event) return `user ${event.userId}`;
  return 'groupId' in event ? `group ${event.groupId}` : event.kind;
}

function namesOf(event: Exclude<DeskEvent, { readonly kind: 'ticket' | 'shown' | 'seen' }>): string[] {
  switch (event.kind) {
    case 'outbox':
      return ['outbox'];
    case 'channel':
      return ['channels', `channel-${event.channelId}`];
    case 'channel_check':
      return [`check-${event.checkId}`];
    case 'access':
    case 'group':
      return ['resync'];
    case 'notification':
      return ['notifications'];
    case 'settings':
      return ['settings'];
    case 'health':
      return ['health'];
    case 'quarantine':
      return ['quarantine'];
  }
}
