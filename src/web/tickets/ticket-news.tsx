import { News } from '../../../views/tickets/news.tsx';
import { viewerOf } from '../../db/ticket-access.ts';
import { findMergedInto } from '../../db/ticket-merges.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { findNumber } from '../path-id.ts';
import { loadNews } from './news.ts';
import { getTicket } from './ticket-page.tsx';

/** GET /tickets/:number/news?since=: what stands above Send. */
export function showNews(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    const [news, mergedInto] = await Promise.all([
      loadNews(web, c, ticket, findNumber(c.req.query('since')) ?? 0),
      // A page that is made after the merge has no composer.
      findMergedInto(web.read, viewerOf(c.get('user')), ticket.id),
    ]);
    return c.html(<News {...news} mergedInto={mergedInto?.number} />);
  };
}
