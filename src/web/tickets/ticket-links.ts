import { getVisibleArticle } from '../../db/article-read.ts';
import { getTicketById, getVisibleTicket, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import type { AccessLevel } from '../../domain/access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { getTicket, readNumber } from './ticket-page.tsx';

/** POST /tickets/:number/links */
export function createLink(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other } = await getPair(web, c, 'answer', 'read');
    await web.desk.call('linkTickets', { userId: c.get('user').id, ticketId: ticket.id, otherId: other.id });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/removed-links */
export function removeLink(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other } = await getPair(web, c, 'answer', 'read');
    await web.desk.call('unlinkTickets', {
      userId: c.get('user').id,
      ticketId: ticket.id,
      otherId: other.id,
    });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/merge: everything of it moves to the ticket `number` of the form. */
export function createTicketMerge(web: WebContext) {
  return async (c: WebRequest) => {
    const { ticket, other } = await getPair(web, c, 'full', 'full');
    await web.desk.call('mergeTickets', { userId: c.get('user').id, ticketId: ticket.id, otherId: other.id });
    const notice = `#${ticket.number} is merged into this ticket; its own page can undo that.`;
    return redirectTo(c, `/tickets/${other.number}`, { notice });
  };
}

/** POST /tickets/:number/separation: undoes a merge. */
export function createSeparation(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'full');
    await web.desk.call('separateTicket', { userId: c.get('user').id, ticketId: ticket.id });
    return redirectTo(c, `/tickets/${ticket.number}`, { notice: 'The merge is undone.' });
  };
}

/** POST /articles/:id/ticket: makes a message a ticket of its own. */
export function createSplit(web: WebContext) {
  return async (c: WebRequest) => {
    const viewer = viewerOf(c.get('user'));
    const article = await getVisibleArticle(web.read, viewer, readNumber(c.req.param('id')));
    const { number } = await getTicketById(web.read, article.ticketId);
    await getVisibleTicket(web.read, viewer, number, 'answer');
    const { id, ticketId, kind, direction, fromAddress, subject } = article;
    const fresh = await web.desk.call('splitTicket', {
      userId: c.get('user').id,
      article: { id, ticketId, kind, direction, fromAddress, subject },
    });
    const notice = `The message is a ticket of its own now, linked to #${number}.`;
    return redirectTo(c, `/tickets/${fresh.number}`, { notice });
  };
}

async function getPair(
  web: WebContext,
  c: WebRequest,
  level: AccessLevel,
  otherLevel: AccessLevel,
): Promise<{ ticket: Ticket; other: Ticket }> {
  const ticket = await getTicket(web, c, level);
  const typed = (await readFields(c)).text('number').trim().replace(/^#/, '');
  const other = await getVisibleTicket(web.read, viewerOf(c.get('user')), readNumber(typed), otherLevel);
  return { ticket, other };
}
