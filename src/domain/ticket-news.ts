import type { TicketFact } from './facts/ticket-facts.ts';

const joins = ['ticket.merged', 'ticket.unmerged'] as const;

/** What has to be known before one of these is changed: whatever else happens to a ticket does not stand in the way. */
export const newsBefore: Readonly<
  Record<'state' | 'owner' | 'group' | 'priority', readonly TicketFact['kind'][]>
> = {
  state: [
    ...(['ticket.state_changed', 'ticket.joined', 'ticket.answered', 'ticket.noted'] as const),
    ...(['ticket.split', 'ticket.bounced', ...joins] as const),
  ],
  owner: ['ticket.owner_changed', 'ticket.group_changed', ...joins],
  group: ['ticket.group_changed', ...joins],
  priority: ['ticket.priority_changed', ...joins],
};

export type ChangedPart = keyof typeof newsBefore;
