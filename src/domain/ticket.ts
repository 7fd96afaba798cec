/** new: nobody has answered yet. waiting: for the customer. */
export type TicketState = 'new' | 'open' | 'waiting' | 'closed';

export const ticketStates: readonly TicketState[] = ['new', 'open', 'waiting', 'closed'];

/** What an agent can put a ticket into by hand; `new` is only ever a beginning. */
export const settableStates = ['open', 'waiting', 'closed'] as const;
export type SettableState = (typeof settableStates)[number];

export function isSettableState(value: string): value is SettableState {
  return (settableStates as readonly string[]).includes(value);
}
