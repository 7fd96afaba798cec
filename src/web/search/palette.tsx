import { nameCustomer } from '../../../views/customer-name.ts';
import { PaletteResults } from '../../../views/search/palette.tsx';
import { findVisibleTicket, type Viewer, viewerOf } from '../../db/ticket-access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { findNumber } from '../path-id.ts';
import { loadSavedViews } from './saved-views.tsx';

const fewestCharacters = 2;
const mostTickets = 6;
const mostCustomers = 4;

/** GET /palette?q=: pages, saved searches, tickets and customers that fit what is typed. */
export function showPalette(web: WebContext) {
  return async (c: WebRequest) => {
    const words = (c.req.query('q') ?? '').trim().slice(0, 200);
    const user = c.get('user');
    const viewer = viewerOf(user);
    const hasWords = words.length >= fewestCharacters;
    const [views, tickets, customers] = await Promise.all([
      loadSavedViews(web, c),
      hasWords ? findTickets(web, viewer, words) : [],
      hasWords
        ? web.reads.listCustomers(viewer, { words, limit: mostCustomers }).then(({ rows }) => rows)
        : [],
    ]);
    return c.html(
      <PaletteResults
        words={words}
        isAdmin={user.role === 'admin'}
        views={views}
        tickets={tickets}
        customers={customers}
      />,
    );
  };
}

async function findTickets(web: WebContext, viewer: Viewer, words: string) {
  const number = findNumber(words.replace(/^#/, ''));
  const exact = number === undefined ? undefined : await findVisibleTicket(web.read, viewer, number);
  const found = await web.reads.searchTickets(viewer, { input: words, limit: mostTickets });
  const hits = found.kind === 'unclear' ? [] : found.hits;
  return [
    ...(exact === undefined ? [] : [{ number: exact.number, subject: exact.subject, customer: '' }]),
    ...hits
      .filter((hit) => hit.number !== exact?.number)
      .map((hit) => ({
        number: hit.number,
        subject: hit.subject.map(({ text }) => text).join(''),
        customer: nameCustomer(hit.customerName, hit.customerEmail),
      })),
  ];
}
