import type { TicketRecord } from '../../db/tickets.ts';
import type { BatchTicket } from './batch.ts';
import type { Opening } from './opening.ts';

/** Changes a ticket that a message joins, for what the batch stores and for what it decides next. */
export function changeTicket(
  { rows }: Pick<Opening, 'rows'>,
  ticket: BatchTicket,
  changes: Partial<TicketRecord>,
): void {
  Object.assign(ticket, changes);
  // A ticket of this very batch is yet to be inserted.
  if (ticket.record !== undefined) Object.assign(ticket.record, changes);
  else rows.ticketChanges.set(ticket.id, { ...rows.ticketChanges.get(ticket.id), ...changes });
}
