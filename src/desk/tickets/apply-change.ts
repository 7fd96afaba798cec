import type { Ticket } from '../../db/ticket-access.ts';
import { deleteTicketTag, insertTicketTags } from '../../db/ticket-tags.ts';
import { putWait } from '../../db/ticket-waits.ts';
import { updateTicket } from '../../db/tickets.ts';
import type { Act } from '../command.ts';
import type { PlannedChange } from './plan-change.ts';

/** Carries out a planned change and records it. */
export async function applyChange(act: Act, ticket: Ticket, planned: PlannedChange): Promise<void> {
  const { tx, now } = act;
  const { changes, fact, until, addedTag, removedTag } = planned;
  const ticketId = ticket.id;
  // Whoever changes the state has looked.
  const seen = changes.state === undefined ? {} : { undeliveredAt: null };
  await updateTicket(tx, ticketId, { ...changes, ...seen, updatedAt: now });
  if (until !== undefined) await putWait(tx, ticketId, until ?? undefined);
  if (addedTag !== undefined) await insertTicketTags(tx, [{ ticketId, tag: addedTag }]);
  if (removedTag !== undefined) await deleteTicketTag(tx, ticketId, removedTag);
  act.record({ ticketId, ...fact });
}
