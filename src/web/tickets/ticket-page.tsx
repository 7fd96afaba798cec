import { Conversation } from '../../../views/tickets/conversation.tsx';
import { TicketPage } from '../../../views/tickets/show.tsx';
import { TicketSide } from '../../../views/tickets/side.tsx';
import { findAccess, getVisibleTicket, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { findNewestArticle } from '../../db/ticket-views.ts';
import { type Access, type AccessLevel, allows } from '../../domain/access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { loadHeadCounts, renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import { type ComposerDraft, loadComposer } from './composer.ts';
import { listPresent } from './presence.ts';
import { noteSeen } from './seen-tickets.ts';
import { loadConversationProps } from './ticket-conversation.ts';
import { loadSideProps } from './ticket-side.ts';

/** GET /tickets/:number?answer=&before= */
export function showTicket(web: WebContext) {
  return async (c: WebRequest) => renderTicket(web, c, await getTicket(web, c));
}

/** GET /tickets/:number/conversation: the part of the page that follows events. */
export function showConversation(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const props = await loadConversationProps(web, c, ticket, await findOwnAccess(web, c, ticket));
    noteSeen(web, c, ticket, props.articles);
    return c.html(<Conversation {...props} />);
  };
}

/** GET /tickets/:number/side */
export function showTicketSide(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    return c.html(<TicketSide {...(await loadSideProps(web, c, ticket, findOwnAccess(web, c, ticket)))} />);
  };
}

/** The whole page; with a draft, as it was typed and with what is wrong with it. */
export async function renderTicket(web: WebContext, c: WebRequest, ticket: Ticket, draft?: ComposerDraft) {
  const asked = findOwnAccess(web, c, ticket);
  // Before the conversation: what comes in between is news.
  const newest = findNewestArticle(web.read, ticket.id);
  // All at once: with a server between program and file, each one after another would cost a way there and back.
  const [access, conversation, side, presence, filled] = await Promise.all([
    asked,
    Promise.all([asked, newest]).then(([own]) => loadConversationProps(web, c, ticket, own)),
    loadSideProps(web, c, ticket, asked),
    listPresent(web, c.get('user').id, ticket),
    loadComposer(web, c, ticket, newest, draft),
    loadHeadCounts(c),
  ]);
  noteSeen(web, c, ticket, conversation.articles);
  // Whoever may only read gets no forms.
  const composer = allows(access, 'answer') ? filled : undefined;
  const props = { subject: ticket.subject, conversation, side, presence, composer };
  const title = `#${ticket.number} ${ticket.subject}`;
  const status = draft === undefined ? 200 : 422;
  return renderPage(
    c,
    { title, active: 'tickets', isWide: true, status, ticketNumber: ticket.number },
    <TicketPage {...props} />,
  );
}

function findOwnAccess(web: WebContext, c: WebRequest, { groupId }: Ticket): Promise<Access> {
  return findAccess(web.read, viewerOf(c.get('user')), groupId);
}

/** @param level what is about to be done with it. @throws AppError not_found, forbidden */
export async function getTicket(
  web: WebContext,
  c: WebRequest,
  level: AccessLevel = 'read',
): Promise<Ticket> {
  return getVisibleTicket(web.read, viewerOf(c.get('user')), readPathId(c, 'number'), level);
}
