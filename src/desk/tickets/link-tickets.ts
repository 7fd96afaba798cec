import type { Tx } from '../../db/care/open.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { deleteTicketLink, hasTicketLink, insertTicketLinks } from '../../db/ticket-links.ts';
import { insertTicketEvents } from '../../db/tickets.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

export interface TicketPair {
  readonly userId: number;
  readonly ticketId: number;
  /** Who may see which ticket is checked where the request comes in. */
  readonly otherId: number;
}

/** @throws AppError invalid for a ticket and itself */
export async function linkTickets(desk: Desk, pair: TicketPair): Promise<void> {
  await changePair(desk, pair, async (tx, ticket, other) => {
    if (await hasTicketLink(tx, ticket.id, other.id)) return undefined;
    const [newer, older] = ticket.id > other.id ? [ticket, other] : [other, ticket];
    await insertTicketLinks(tx, [
      { ticketId: newer.id, linkedTicketId: older.id, reason: 'linked by hand', createdAt: desk.now() },
    ]);
    return 'linked to';
  });
}

export async function unlinkTickets(desk: Desk, pair: TicketPair): Promise<void> {
  await changePair(desk, pair, async (tx, ticket, other) =>
    (await deleteTicketLink(tx, ticket.id, other.id)) ? 'link taken off:' : undefined,
  );
}

async function changePair(
  desk: Desk,
  { userId, ticketId, otherId }: TicketPair,
  change: (tx: Tx, ticket: Ticket, other: Ticket) => Promise<string | undefined>,
): Promise<void> {
  if (ticketId === otherId) throw new AppError('invalid', 'That is this ticket itself.');
  const both = await desk.write(async (tx) => {
    const [ticket, other] = [await getTicketById(tx, ticketId), await getTicketById(tx, otherId)];
    const what = await change(tx, ticket, other);
    const event = { userId, at: desk.now(), kind: 'link' };
    if (what !== undefined) {
      await insertTicketEvents(tx, [
        { ...event, ticketId: ticket.id, message: `${what} #${other.number}` },
        { ...event, ticketId: other.id, message: `${what} #${ticket.number}` },
      ]);
    }
    return [ticket, other];
  });
  for (const { id, groupId } of both) desk.publish({ kind: 'ticket', ticketId: id, groupId });
}
