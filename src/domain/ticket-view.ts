import type { TicketState } from './ticket.ts';

/** The lists an agent works through. */
export interface TicketView {
  readonly name: string;
  readonly label: string;
  /** Newest first within all of these together. */
  readonly states: readonly TicketState[];
  readonly owner?: 'me' | 'nobody';
}

const unfinished: readonly TicketState[] = ['new', 'open', 'waiting'];

export const ticketViews = [
  { name: 'open', label: 'All open', states: ['new', 'open'] },
  { name: 'mine', label: 'Mine', states: unfinished, owner: 'me' },
  { name: 'unassigned', label: 'Unassigned', states: ['new', 'open'], owner: 'nobody' },
  { name: 'new', label: 'New', states: ['new'] },
  { name: 'waiting', label: 'Waiting', states: ['waiting'] },
  { name: 'closed', label: 'Closed', states: ['closed'] },
  { name: 'all', label: 'All', states: ['new', 'open', 'waiting', 'closed'] },
] as const satisfies readonly TicketView[];

export type TicketViewName = (typeof ticketViews)[number]['name'];

/** @returns the view of that name, the first one for any other name. */
export function chooseView(name: string | undefined): TicketView & { readonly name: TicketViewName } {
  return ticketViews.find((view) => view.name === name) ?? ticketViews[0];
}
