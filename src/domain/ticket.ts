/** new: nobody has answered yet. waiting: for the customer. */
export type TicketState = 'new' | 'open' | 'waiting' | 'closed';

export const ticketStates = ['new', 'open', 'waiting', 'closed'] as const satisfies readonly TicketState[];

/** What an agent can put a ticket into by hand; `new` is only ever a beginning. */
export const settableStates = ['open', 'waiting', 'closed'] as const;
export type SettableState = (typeof settableStates)[number];

export function isSettableState(value: string): value is SettableState {
  return (settableStates as readonly string[]).includes(value);
}

export const ticketPriorities = ['low', 'normal', 'high'] as const;
export type TicketPriority = (typeof ticketPriorities)[number];

export function isTicketPriority(value: string): value is TicketPriority {
  return (ticketPriorities as readonly string[]).includes(value);
}
