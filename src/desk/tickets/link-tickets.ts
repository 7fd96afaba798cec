import * as z from 'zod';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { deleteTicketLink, hasTicketLink, insertTicketLinks } from '../../db/ticket-links.ts';
import type { Unplaced } from '../../domain/facts/fact.ts';
import type { TicketRef } from '../../domain/facts/shape.ts';
import type { TicketFact } from '../../domain/facts/ticket-facts.ts';
import { joinsOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import type { Need } from '../rights.ts';

/** Two tickets, by their ids. */
export const ticketPair = z.strictObject({ ticketId: id, otherId: id });
type TicketPair = z.infer<typeof ticketPair>;

/** The link shows the other ticket's number to whoever sees the first one. */
const mayLink = ({ ticketId, otherId }: TicketPair): readonly Need[] => [
  { ticketId, level: 'answer' },
  { ticketId: otherId, level: 'read' },
];

/** Who may answer a ticket and see the other one: links them. @throws AppError invalid for a ticket and itself */
export const linkTickets = defineCommand({
  name: 'linkTickets',
  input: ticketPair,
  about: ({ ticketId, otherId }) => [joinsOf(ticketId), joinsOf(otherId)],
  needs: mayLink,
  async run(act, pair) {
    const [ticket, other] = await loadPair(act, pair);
    if (await hasTicketLink(act.tx, ticket.id, other.id)) return;
    const [newer, older] = ticket.id > other.id ? [ticket, other] : [other, ticket];
    await insertTicketLinks(act.tx, [
      { ticketId: newer.id, linkedTicketId: older.id, reason: { code: 'by_hand' }, createdAt: act.now },
    ]);
    noteBoth(act, [ticket, other], (each) => ({
      kind: 'ticket.linked',
      data: { other: each, because: { code: 'by_hand' } },
    }));
  },
});

/** Who may answer a ticket and see the other one: takes their link off. @throws AppError invalid for a ticket and itself */
export const unlinkTickets = defineCommand({
  name: 'unlinkTickets',
  input: ticketPair,
  about: ({ ticketId, otherId }) => [joinsOf(ticketId), joinsOf(otherId)],
  needs: mayLink,
  async run(act, pair) {
    const [ticket, other] = await loadPair(act, pair);
    if (!(await deleteTicketLink(act.tx, ticket.id, other.id))) return;
    noteBoth(act, [ticket, other], (each) => ({ kind: 'ticket.unlinked', data: { other: each } }));
  },
});

async function loadPair({ tx }: Act, { ticketId, otherId }: TicketPair): Promise<[Ticket, Ticket]> {
  if (ticketId === otherId) throw new AppError('invalid', 'That is this ticket itself.');
  return [await getTicketById(tx, ticketId), await getTicketById(tx, otherId)];
}

/** Each of the two learns of it, with the other one's number. */
function noteBoth(
  act: Act,
  [ticket, other]: readonly [Ticket, Ticket],
  describe: (other: TicketRef) => Unplaced<TicketFact>,
): void {
  act.record({ ticketId: ticket.id, ...describe(refer(other)) });
  act.record({ ticketId: other.id, ...describe(refer(ticket)) });
}

/** @returns a ticket as facts about other tickets name it */
export function refer({ id: ticketId, number }: Pick<Ticket, 'id' | 'number'>): TicketRef {
  return { id: ticketId, number };
}
