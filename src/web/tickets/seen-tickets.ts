import { hasUnreadNotifications } from '../../db/notifications.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import { findSeenArticle } from '../../db/ticket-views.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';

/**
 * Notes that the person has seen a ticket as far as the page shows it; the page does not wait for that. A page in the
 * background shows nothing.
 */
export function noteSeen(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  articles: readonly { readonly id: number }[],
): void {
  const isShown = (c.req.header('x-page-visible') ?? 'visible') === 'visible';
  // A page of earlier messages says nothing about the newest.
  if (!isShown || c.req.query('before') !== undefined) return;
  markSeen(web, c, ticket, articles.at(-1)?.id ?? 0).catch((error: unknown) =>
    web.log.warn('a ticket was not marked as seen', { ticketId: ticket.id, error }),
  );
}

async function markSeen(web: WebContext, c: WebRequest, ticket: Ticket, newest: number): Promise<void> {
  const userId = c.get('user').id;
  const isKnown = (await findSeenArticle(web.read, userId, ticket.id)) >= newest;
  if (isKnown && !(await hasUnreadNotifications(web.read, userId, ticket.id))) return;
  await web.desk.as(actorOf(c)).call('markSeen', { ticketId: ticket.id, articleId: newest });
}
