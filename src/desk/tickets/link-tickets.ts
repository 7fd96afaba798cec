import * as z from 'zod';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { deleteTicketLink, hasTicketLink, insertTicketLinks } from '../../db/ticket-links.ts';
import { insertTicketEvents } from '../../db/tickets.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import type { Need } from '../rights.ts';

/** Two tickets, by their ids. */
export const ticketPair = z.strictObject({ ticketId: id, otherId: id });
export type TicketPair = z.infer<typeof ticketPair>;

/** The link shows the other ticket's number to whoever sees the first one. */
const mayLink = ({ ticketId, otherId }: TicketPair): readonly Need[] => [
  { ticketId, level: 'answer' },
  { ticketId: otherId, level: 'read' },
];

/** Who may answer a ticket and see the other one: links them. @throws AppError invalid for a ticket and itself */
export const linkTickets = defineCommand({
  name: 'linkTickets',
  input: ticketPair,
  needs: mayLink,
  async run(act, pair) {
    const [ticket, other] = await loadPair(act, pair);
    if (await hasTicketLink(act.tx, ticket.id, other.id)) return;
    const [newer, older] = ticket.id > other.id ? [ticket, other] : [other, ticket];
    await insertTicketLinks(act.tx, [
      { ticketId: newer.id, linkedTicketId: older.id, reason: 'linked by hand', createdAt: act.now },
    ]);
    await note(act, ticket, other, 'linked to');
  },
});

/** Who may answer a ticket and see the other one: takes their link off. @throws AppError invalid for a ticket and itself */
export const unlinkTickets = defineCommand({
  name: 'unlinkTickets',
  input: ticketPair,
  needs: mayLink,
  async run(act, pair) {
    const [ticket, other] = await loadPair(act, pair);
    if (!(await deleteTicketLink(act.tx, ticket.id, other.id))) return;
    await note(act, ticket, other, 'link taken off:');
  },
});

async function loadPair({ tx }: Act, { ticketId, otherId }: TicketPair): Promise<[Ticket, Ticket]> {
  if (ticketId === otherId) throw new AppError('invalid', 'That is this ticket itself.');
  return [await getTicketById(tx, ticketId), await getTicketById(tx, otherId)];
}

async function note(act: Act, ticket: Ticket, other: Ticket, what: string): Promise<void> {
  const event = { userId: act.userId, at: act.now, kind: 'link' };
  await insertTicketEvents(act.tx, [
    { ...event, ticketId: ticket.id, message: `${what} #${other.number}` },
    { ...event, ticketId: other.id, message: `${what} #${ticket.number}` },
  ]);
  publishTickets(act, [ticket, other]);
}

/** Lets the pages that show these tickets read them again. */
export function publishTickets(act: Act, changed: readonly Pick<Ticket, 'id' | 'groupId'>[]): void {
  for (const { id: ticketId, groupId } of changed) {
    act.after(() => act.desk.publish({ kind: 'ticket', ticketId, groupId }));
  }
}
