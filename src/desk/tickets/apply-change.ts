import type { Tx } from '../../db/care/open.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import { deleteTicketTag, insertTicketTags } from '../../db/ticket-tags.ts';
import { putWait } from '../../db/ticket-waits.ts';
import { insertTicketEvents, updateTicket } from '../../db/tickets.ts';
import type { Desk } from '../desk.ts';
import { notifyPeople } from '../telling/notify-people.ts';
import type { PlannedChange } from './plan-change.ts';

/** What the pages have to hear after the commit. */
export interface AppliedChange {
  readonly ticketId: number;
  /** Those who see it no more hear of it as well as those who see it now. */
  readonly groupIds: readonly number[];
  /** Who was told of it. */
  readonly notified: readonly number[];
}

/** Carries out a planned change with its line in the history. @param userId null: the program itself */
export async function applyChange(
  tx: Tx,
  now: Date,
  { ticket, userId }: { ticket: Ticket; userId: number | null },
  planned: PlannedChange,
): Promise<AppliedChange> {
  const { kind, changes, message, until, addedTag, removedTag } = planned;
  const ticketId = ticket.id;
  await updateTicket(tx, ticketId, { ...changes, updatedAt: now });
  if (until !== undefined) await putWait(tx, ticketId, until ?? undefined);
  if (addedTag !== undefined) await insertTicketTags(tx, [{ ticketId, tag: addedTag }]);
  if (removedTag !== undefined) await deleteTicketTag(tx, ticketId, removedTag);
  await insertTicketEvents(tx, [{ ticketId, userId, at: now, kind, message }]);
  const { ownerId } = changes;
  const isGiven = ownerId !== undefined && ownerId !== null && ownerId !== userId;
  const told = isGiven
    ? [{ userId: ownerId, ticketId, kind: 'assigned', actorId: userId, at: now } as const]
    : [];
  return {
    ticketId,
    groupIds: [...new Set([ticket.groupId, changes.groupId ?? ticket.groupId])],
    notified: await notifyPeople(tx, told),
  };
}

export function publishChanges(desk: Desk, applied: readonly AppliedChange[]): void {
  for (const { ticketId, groupIds, notified } of applied) {
    for (const groupId of groupIds) desk.publish({ kind: 'ticket', ticketId, groupId });
    for (const userId of notified) desk.publish({ kind: 'notification', userId });
  }
}
