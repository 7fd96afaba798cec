import { News } from '../../../views/tickets/news.tsx';
import type { WebContext, WebRequest } from '../context.ts';
import { findNumber } from '../path-id.ts';
import { loadNews } from './news.ts';
import { getTicket } from './ticket-page.tsx';

/** GET /tickets/:number/news?since=: what stands above Send. */
export function showNews(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    return c.html(<News {...(await loadNews(web, c, ticket, findNumber(c.req.query('since')) ?? 0))} />);
  };
}
