import type { Desk } from './desk.ts';
import { chooseNotifications, readAllNotifications } from './telling/read-notifications.ts';
import { addTicketTags, changeTicketPriority, removeTicketTag } from './tickets/change-ticket.ts';
import { changeTickets } from './tickets/change-tickets.ts';
import { linkTickets, type TicketPair, unlinkTickets } from './tickets/link-tickets.ts';
import { markSeen } from './tickets/mark-seen.ts';
import { mergeTickets, separateTicket } from './tickets/merge-tickets.ts';
import { splitTicket } from './tickets/split-ticket.ts';

/** What keeps agents out of each other's way, and tickets in order. */
export function teamworkCommands(desk: Desk) {
  return {
    changeTickets: (input: Parameters<typeof changeTickets>[1]) => changeTickets(desk, input),
    changeTicketPriority: (input: Parameters<typeof changeTicketPriority>[1]) =>
      changeTicketPriority(desk, input),
    addTicketTags: (input: Parameters<typeof addTicketTags>[1]) => addTicketTags(desk, input),
    removeTicketTag: (input: Parameters<typeof removeTicketTag>[1]) => removeTicketTag(desk, input),
    markSeen: (input: Parameters<typeof markSeen>[1]) => markSeen(desk, input),
    linkTickets: (input: TicketPair) => linkTickets(desk, input),
    unlinkTickets: (input: TicketPair) => unlinkTickets(desk, input),
    mergeTickets: (input: TicketPair) => mergeTickets(desk, input),
    separateTicket: (input: Parameters<typeof separateTicket>[1]) => separateTicket(desk, input),
    splitTicket: (input: Parameters<typeof splitTicket>[1]) => splitTicket(desk, input),
    readAllNotifications: (input: { userId: number }) => readAllNotifications(desk, input),
    chooseNotifications: (input: Parameters<typeof chooseNotifications>[1]) =>
      chooseNotifications(desk, input),
  };
}
