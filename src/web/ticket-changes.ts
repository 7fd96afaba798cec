import { findAccess, viewerOf } from '../db/ticket-access.ts';
import { isSettableState } from '../domain/ticket.ts';
import { AppError } from '../errors.ts';
import type { WebContext, WebRequest } from './context.ts';
import { redirectTo } from './notice.ts';
import { getTicket } from './ticket-page.tsx';

/** POST /tickets/:number/state */
export function setTicketState(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    const state = await readField(c, 'state');
    if (!isSettableState(state)) {
      throw new AppError('invalid', `"${state}" is no state; expected open, waiting or closed.`);
    }
    await web.desk.call('changeTicketState', { userId: c.get('user').id, ticketId: ticket.id, state });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/owner; an empty owner is nobody. */
export function setTicketOwner(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    const ownerId = readId(await readField(c, 'owner'));
    await web.desk.call('changeTicketOwner', { userId: c.get('user').id, ticketId: ticket.id, ownerId });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/group */
export function setTicketGroup(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'full');
    const groupId = readId(await readField(c, 'group'));
    if (groupId === null) throw new AppError('invalid', 'Choose a group.');
    // Whoever moves a ticket sees where it goes; the names of other groups are not for him.
    if ((await findAccess(web.read, viewerOf(c.get('user')), groupId)) === 'none') {
      throw new AppError('not_found', 'There is no such group, or it is not for you.');
    }
    await web.desk.call('changeTicketGroup', { userId: c.get('user').id, ticketId: ticket.id, groupId });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

async function readField(c: WebRequest, name: string): Promise<string> {
  const value = (await c.req.parseBody())[name];
  return typeof value === 'string' ? value : '';
}

function readId(value: string): number | null {
  if (value === '') return null;
  if (!/^\d{1,15}$/.test(value)) throw new AppError('invalid', `"${value.slice(0, 40)}" is no identifier.`);
  return Number(value);
}
