import { Presence } from '../../../views/tickets/presence.tsx';
import { findVisibleTicket, viewerOf } from '../../db/ticket-access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { findNumber } from '../path-id.ts';
import { listPresent } from './presence.ts';
import { getTicket } from './ticket-page.tsx';

/** GET /tickets/:number/presence: who else has the ticket open. */
export function showPresence(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const names = await listPresent(web, c.get('user').id, ticket);
    return c.html(<Presence ticketId={ticket.id} number={ticket.number} names={names} />);
  };
}

interface Stay {
  readonly ticketId: number;
  /** What the page listens for. */
  readonly eventName: string;
  leave(): void;
}

/** Notes that the page of ?ticket= is open, as long as its stream is. @returns undefined for other pages */
export async function enterTicket(
  web: WebContext,
  c: WebRequest,
  onChange: () => void,
): Promise<Stay | undefined> {
  const number = findNumber(c.req.query('ticket')) ?? 0;
  if (number === 0) return undefined;
  const user = c.get('user');
  const ticket = await findVisibleTicket(web.read, viewerOf(user), number);
  if (ticket === undefined) return undefined;
  return {
    ticketId: ticket.id,
    eventName: `presence-${ticket.id}`,
    leave: web.presence.enter(ticket.id, user.id, onChange),
  };
}
