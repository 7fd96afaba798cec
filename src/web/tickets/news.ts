import type { NewsProps } from '../../../views/tickets/news.tsx';
import { listArticleNews } from '../../db/article-news.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { listWriting } from './presence.ts';

/** @param since the newest article that was there when the form was opened */
export async function loadNews(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  since: number,
): Promise<NewsProps> {
  const userId = c.get('user').id;
  const [items, writing] = await Promise.all([
    listArticleNews(web.read, { ticketId: ticket.id, seen: since, userId }),
    listWriting(web, userId, ticket),
  ]);
  return {
    ticketId: ticket.id,
    number: ticket.number,
    since,
    items,
    writing,
  };
}
