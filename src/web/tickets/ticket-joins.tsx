import { JoinPage } from '../../../views/tickets/join-page.tsx';
import { MergePage } from '../../../views/tickets/merge-page.tsx';
import { t } from '../../../views/words.ts';
import { findAccess, findVisibleTicket, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { listJoinable } from '../../db/ticket-join.ts';
import { allows } from '../../domain/access.ts';
import { AppError, toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { findNumber } from '../path-id.ts';
import { readTicked } from './ticket-bulk.ts';
import { getTicket } from './ticket-page.tsx';

const mostFound = 12;
const mostMerged = 50;

/** GET /tickets/:number/join?q=: finds the other ticket by words. */
export function showJoin(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    return renderJoin(web, c, ticket, (c.req.query('q') ?? '').trim().slice(0, 200));
  };
}

/** @param typed what was given for the other ticket; where that is one number, it names none that the person may see */
export async function renderJoin(web: WebContext, c: WebRequest, ticket: Ticket, typed: string) {
  const viewer = viewerOf(c.get('user'));
  const isNumber = findNumber(typed.replace(/^#/, '')) !== undefined;
  const result =
    typed === '' ? undefined : await web.reads.searchTickets(viewer, { input: typed, limit: mostFound });
  const numbers = result?.kind === 'found' ? result.hits.map(({ number }) => number) : [];
  const found = await listJoinable(web.read, viewer, numbers);
  const others = found.filter(({ number }) => number !== ticket.number);
  const isOwn = found.length > 0 && others.length === 0;
  const missing = isNumber
    ? t('There is no ticket {typed}, or it is not for you.', { typed })
    : t('No other ticket fits “{typed}”.', { typed });
  const error =
    result?.kind === 'unclear'
      ? result.message
      : isOwn
        ? t('That is this ticket itself.')
        : typed !== '' && others.length === 0
          ? missing
          : undefined;
  return renderPage(
    c,
    {
      title: t('Link or merge #{number}', { number: ticket.number }),
      active: 'tickets',
      status: error === undefined || c.req.method === 'GET' ? 200 : 422,
    },
    <JoinPage
      csrf={c.get('csrf')}
      number={ticket.number}
      subject={ticket.subject}
      typed={typed}
      error={error}
      found={others}
      canMerge={allows(await findAccess(web.read, viewer, ticket.groupId), 'full')}
    />,
  );
}

/** POST /ticket-merges/new: what is ticked in the list, before it is merged. */
export function showMerge(web: WebContext) {
  return async (c: WebRequest) => {
    const { numbers, back } = await readTicked(web, c);
    if (numbers.length < 2 || numbers.length > mostMerged) {
      const notice = t('Nothing was merged: tick two to {mostMerged} tickets.', { mostMerged });
      return redirectTo(c, back, { notice, isRefusal: true });
    }
    return renderMerge(web, c, { numbers, target: Math.min(...numbers), back });
  };
}

/** POST /ticket-merges: all `ticket` of the form go into its `target`. Different customers take `confirmed`. */
export function createTicketMerges(web: WebContext) {
  return async (c: WebRequest) => {
    const { numbers, back, text } = await readTicked(web, c);
    const target = findNumber(text('target')) ?? 0;
    const choice = { numbers: numbers.slice(0, mostMerged), target, back };
    const tickets = await listJoinable(web.read, viewerOf(c.get('user')), choice.numbers);
    const into = tickets.find(({ number }) => number === target);
    if (into === undefined)
      return renderMerge(web, c, choice, t('Choose the ticket that everything goes into.'));
    const areDifferent = new Set(tickets.map(({ customerId }) => customerId)).size > 1;
    if (areDifferent && text('confirmed') !== 'on') {
      return renderMerge(
        web,
        c,
        choice,
        t('They are of different customers; say that you want it all the same.'),
      );
    }
    const [first, ...more] = tickets.flatMap(({ id }) => (id === into.id ? [] : id));
    if (first === undefined) return renderMerge(web, c, choice);
    try {
      await web.desk.as(actorOf(c)).call('mergeTickets', { ticketId: first, more, otherId: into.id });
    } catch (error) {
      const { code, message, unseen } = toAppError(error);
      if (unseen !== undefined || code === 'internal' || code === 'unavailable') throw error;
      return renderMerge(web, c, choice, message);
    }
    const notice = t(
      '{count, plural, one {One ticket is merged into this one; its page can undo that.} other {# tickets are merged into this one; the page of each can undo that.}}',
      { count: tickets.length - 1 },
    );
    return redirectTo(c, `/tickets/${target}`, { notice });
  };
}

interface MergeChoice {
  readonly numbers: readonly number[];
  readonly target: number;
  readonly back: string;
}

/** Asks first. @throws AppError not_found where the person may see none of them */
export async function renderMerge(web: WebContext, c: WebRequest, choice: MergeChoice, error?: string) {
  const tickets = await listJoinable(web.read, viewerOf(c.get('user')), choice.numbers);
  if (tickets.length < 2) throw new AppError('not_found', 'There is no such ticket, or it is not for you.');
  const { target, back } = choice;
  return renderPage(
    c,
    { title: t('Merge tickets'), active: 'tickets', status: error === undefined ? 200 : 422 },
    <MergePage {...{ csrf: c.get('csrf'), tickets, target, back, error }} />,
  );
}

/** @returns the ticket that was named; undefined where nothing or nothing that the person may see was */
export function findNamedTicket(web: WebContext, c: WebRequest, typed: string): Promise<Ticket | undefined> {
  const number = findNumber(typed.replace(/^#/, ''));
  return number === undefined
    ? Promise.resolve(undefined)
    : findVisibleTicket(web.read, viewerOf(c.get('user')), number);
}
