import * as z from 'zod';
import { type Article, countMails, getArticle } from '../../db/article-read.ts';
import { listCustomersByEmail } from '../../db/customers.ts';
import { reserveIds } from '../../db/row-ids.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { insertTicketLinks } from '../../db/ticket-links.ts';
import { moveArticles } from '../../db/ticket-merges.ts';
import { insertTickets, nextTicketNumber } from '../../db/tickets.ts';
import { joinsOf } from '../../domain/matters.ts';
import { stripPrefixes } from '../../domain/subject.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { refer } from './link-tickets.ts';

/**
 * Who may answer its ticket: opens a ticket of its own for one message, linked to the one it stood in; answers to it go
 * there from now on.
 * @throws AppError invalid for a note, or the only message of a ticket
 */
export const splitTicket = defineCommand({
  name: 'splitTicket',
  input: z.strictObject({ articleId: id }),
  about: async ({ articleId }, db) => joinsOf((await getArticle(db, articleId)).ticketId),
  needs: ({ articleId }) => [{ articleId, level: 'answer' }],
  async run(act, { articleId }) {
    const { tx, now } = act;
    const article = await getArticle(tx, articleId);
    if (article.kind !== 'email') throw new AppError('invalid', 'Only mail can become a ticket of its own.');
    const ticket = await getTicketById(tx, article.ticketId);
    if ((await countMails(tx, ticket.id)) < 2) {
      throw new AppError('invalid', 'It is the only message of this ticket; there is nothing to split off.');
    }
    const fresh = await openFor(act, ticket, article);
    await moveArticles(tx, ticket.id, fresh.id, [article.id]);
    const reason = { code: 'split', of: { id: ticket.id, number: ticket.number } } as const;
    await insertTicketLinks(tx, [{ ticketId: fresh.id, linkedTicketId: ticket.id, reason, createdAt: now }]);
    noteSplit(act, articleId, ticket, fresh);
    return { number: fresh.number, from: ticket.number };
  },
});

function noteSplit(act: Act, articleId: number, ticket: Ticket, fresh: Ticket): void {
  const opened = { number: fresh.number, state: fresh.state, by: 'split' } as const;
  const split = { kind: 'ticket.split', articleId } as const;
  act.record({ ticketId: fresh.id, kind: 'ticket.opened', data: opened });
  act.record({ ...split, ticketId: ticket.id, data: { direction: 'to', other: refer(fresh) } });
  act.record({ ...split, ticketId: fresh.id, data: { direction: 'from', other: refer(ticket) } });
}

async function openFor({ tx, now }: Act, ticket: Ticket, article: Article): Promise<Ticket> {
  const sender = article.direction === 'in' ? [article.fromAddress.toLowerCase()] : [];
  const [customer] = await listCustomersByEmail(tx, sender);
  const fresh: Ticket = {
    ...ticket,
    id: (await reserveIds(tx))('tickets'),
    number: await nextTicketNumber(tx),
    subject: stripPrefixes(article.subject) || ticket.subject,
    customerId: customer?.id ?? ticket.customerId,
    state: 'open',
    createdAt: now,
    updatedAt: now,
    lastArticleAt: now,
  };
  await insertTickets(tx, [fresh]);
  return fresh;
}
