import { PrintPage } from '../../../views/tickets/print-page.tsx';
import { listArticleIds, loadShownConversation } from '../../db/article-list.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';
import { findNumber } from '../path-id.ts';
import { describeArticles } from './ticket-conversation.ts';
import { getTicket } from './ticket-page.tsx';
import { prepareRenderings } from './wanted-renderings.ts';

/** A browser lays out so many at once without keeping anybody waiting. */
const mostOfPart = 200;

/** GET /tickets/:number/print?part= @returns all messages of a ticket, open and in order, for paper; very many in parts */
export function printTicket(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const ids = await listArticleIds(web.read, ticket.id);
    const parts = Math.max(1, Math.ceil(ids.length / mostOfPart));
    const part = Math.min(Math.max(1, findNumber(c.req.query('part')) ?? 1), parts);
    const [start, end] = [(part - 1) * mostOfPart, part * mostOfPart];
    const load = () => loadShownConversation(web.read, ticket.id, ids[end], ids.slice(start, end).length);
    const stored = await load();
    const missing = stored.articles.filter(({ rendering }) => rendering?.version == null);
    // What is not ready is printed as its text: a sheet of paper cannot follow.
    const isReady = await prepareRenderings(
      web,
      c,
      missing.map(({ id }) => id),
      'frame',
    );
    const found = isReady ? await load() : stored;
    const props = {
      number: ticket.number,
      subject: ticket.subject,
      articles: describeArticles(found, ticket.subject, c.get('user').id),
      first: start + 1,
      total: ids.length,
      part,
      parts,
      printedAt: new Date(),
      printedBy: c.get('user').name,
    };
    const title = `#${ticket.number} ${ticket.subject}`;
    return renderPage(c, { title, active: 'tickets' }, <PrintPage {...props} />);
  };
}
