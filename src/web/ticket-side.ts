import type { TicketSideProps } from '../../views/tickets/side.tsx';
import { listActiveGroups } from '../db/groups.ts';
import { type Ticket, viewerOf } from '../db/ticket-access.ts';
import { listAgents, loadTicketSide } from '../db/ticket-page.ts';
import type { WebContext, WebRequest } from './context.ts';

export async function loadSideProps(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
): Promise<TicketSideProps> {
  const user = c.get('user');
  const side = await loadTicketSide(web.read, viewerOf(user), ticket);
  return {
    ticketId: ticket.id,
    number: ticket.number,
    state: ticket.state,
    groupId: ticket.groupId,
    ownerId: ticket.ownerId,
    userId: user.id,
    createdAt: ticket.createdAt,
    groups: await listActiveGroups(web.read),
    agents: await listAgents(web.read),
    customer: side.customer,
    others: side.others,
    links: side.links,
    events: side.events,
    csrf: c.get('csrf'),
  };
}
