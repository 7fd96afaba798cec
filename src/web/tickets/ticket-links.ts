import { t } from '../../../views/words.ts';
import type { AccessLevel } from '../../domain/access.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { readPathId } from '../path-id.ts';
import { findNamedTicket, renderJoin, renderMerge } from './ticket-joins.tsx';
import { getTicket } from './ticket-page.tsx';

/** POST /tickets/:number/links: to the ticket `number` of the form; what names none is searched for. */
export function createLink(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other, typed } = await readPair(web, c, 'answer');
    if (other === undefined || other.id === ticket.id) return renderJoin(web, c, ticket, typed);
    await web.desk.as(actorOf(c)).call('linkTickets', { ticketId: ticket.id, otherId: other.id });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/removed-links */
export function removeLink(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other } = await readPair(web, c, 'answer');
    if (other !== undefined) {
      await web.desk.as(actorOf(c)).call('unlinkTickets', { ticketId: ticket.id, otherId: other.id });
    }
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/merge: everything of it moves to the ticket `number` of the form. Another customer's is asked about first. */
export function createTicketMerge(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other, typed, isConfirmed } = await readPair(web, c, 'full');
    if (other === undefined || other.id === ticket.id) return renderJoin(web, c, ticket, typed);
    if (other.customerId !== ticket.customerId && !isConfirmed) {
      const back = `/tickets/${ticket.number}`;
      return renderMerge(web, c, { numbers: [ticket.number, other.number], target: other.number, back });
    }
    await web.desk.as(actorOf(c)).call('mergeTickets', { ticketId: ticket.id, otherId: other.id });
    const notice = t('#{number} is merged into this ticket.', { number: ticket.number });
    return redirectTo(c, `/tickets/${other.number}`, { notice, merged: ticket.number });
  };
}

/** POST /tickets/:number/separation: undoes a merge. */
export function createSeparation(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    await web.desk.as(actorOf(c)).call('separateTicket', { ticketId: ticket.id });
    return redirectTo(c, `/tickets/${ticket.number}`, { notice: t('The merge is undone.') });
  };
}

/** POST /articles/:id/ticket: makes a message a ticket of its own. */
export function createSplit(web: WebContext) {
  return async (c: WebRequest) => {
    const articleId = readPathId(c);
    const fresh = await web.desk.as(actorOf(c)).call('splitTicket', { articleId });
    const notice = t('The message is a ticket of its own now, linked to #{from}.', { from: fresh.from });
    return redirectTo(c, `/tickets/${fresh.number}`, { notice });
  };
}

async function readPair(web: WebContext, c: WebRequest, level: AccessLevel) {
  const ticket = await getTicket(web, c, level);
  const form = await readFields(c);
  const typed = form.text('number').trim().slice(0, 200);
  const isConfirmed = form.text('confirmed') === 'on';
  return { ticket, typed, isConfirmed, other: await findNamedTicket(web, c, typed) };
}
