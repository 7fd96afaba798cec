import { getVisibleTicket, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { readNumber, readPathId } from '../path-id.ts';
import { getTicket } from './ticket-page.tsx';

/** POST /tickets/:number/links */
export function createLink(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other } = await getPair(web, c);
    await web.desk.as(actorOf(c)).call('linkTickets', { ticketId: ticket.id, otherId: other.id });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/removed-links */
export function removeLink(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other } = await getPair(web, c);
    await web.desk.as(actorOf(c)).call('unlinkTickets', { ticketId: ticket.id, otherId: other.id });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/merge: everything of it moves to the ticket `number` of the form. */
export function createTicketMerge(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other } = await getPair(web, c);
    await web.desk.as(actorOf(c)).call('mergeTickets', { ticketId: ticket.id, otherId: other.id });
    const notice = `#${ticket.number} is merged into this ticket; its own page can undo that.`;
    return redirectTo(c, `/tickets/${other.number}`, { notice });
  };
}

/** POST /tickets/:number/separation: undoes a merge. */
export function createSeparation(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    await web.desk.as(actorOf(c)).call('separateTicket', { ticketId: ticket.id });
    return redirectTo(c, `/tickets/${ticket.number}`, { notice: 'The merge is undone.' });
  };
}

/** POST /articles/:id/ticket: makes a message a ticket of its own. */
export function createSplit(web: WebContext) {
  return async (c: WebRequest) => {
    const articleId = readPathId(c);
    const fresh = await web.desk.as(actorOf(c)).call('splitTicket', { articleId });
    const notice = `The message is a ticket of its own now, linked to #${fresh.from}.`;
    return redirectTo(c, `/tickets/${fresh.number}`, { notice });
  };
}

async function getPair(web: WebContext, c: WebRequest): Promise<{ ticket: Ticket; other: Ticket }> {
  const ticket = await getTicket(web, c);
  const typed = (await readFields(c)).text('number').trim().replace(/^#/, '');
  return { ticket, other: await getVisibleTicket(web.read, viewerOf(c.get('user')), readNumber(typed)) };
}
