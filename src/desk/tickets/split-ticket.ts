import { type Article, countMails } from '../../db/article-read.ts';
import type { Tx } from '../../db/care/open.ts';
import { listCustomersByEmail } from '../../db/customers.ts';
import { reserveIds } from '../../db/row-ids.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { insertTicketLinks } from '../../db/ticket-links.ts';
import { moveArticles } from '../../db/ticket-merges.ts';
import { insertTicketEvents, insertTickets, nextTicketNumber } from '../../db/tickets.ts';
import { stripPrefixes } from '../../domain/subject.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

/**
 * Opens a ticket of its own for one message, linked to the one it stood in; answers to it go there from now on.
 * @throws AppError invalid for a note, or the only message of a ticket
 */
export async function splitTicket(
  desk: Desk,
  {
    userId,
    article,
  }: {
    userId: number;
    article: Pick<Article, 'id' | 'ticketId' | 'kind' | 'direction' | 'fromAddress' | 'subject'>;
  },
): Promise<{ number: number }> {
  if (article.kind !== 'email') throw new AppError('invalid', 'Only mail can become a ticket of its own.');
  const { ticket, fresh } = await desk.write(async (tx) => {
    const ticket = await getTicketById(tx, article.ticketId);
    if ((await countMails(tx, ticket.id)) < 2) {
      throw new AppError('invalid', 'It is the only message of this ticket; there is nothing to split off.');
    }
    const fresh = await openFor(tx, desk.now(), ticket, article);
    await moveArticles(tx, ticket.id, fresh.id, [article.id]);
    const event = { userId, at: desk.now(), kind: 'split' };
    await insertTicketLinks(tx, [
      {
        ticketId: fresh.id,
        linkedTicketId: ticket.id,
        reason: `split off from #${ticket.number}`,
        createdAt: desk.now(),
      },
    ]);
    await insertTicketEvents(tx, [
      { ...event, ticketId: ticket.id, message: `a message was split off to #${fresh.number}` },
      { ...event, ticketId: fresh.id, message: `split off from #${ticket.number}` },
    ]);
    return { ticket, fresh };
  });
  for (const { id, groupId } of [ticket, fresh]) desk.publish({ kind: 'ticket', ticketId: id, groupId });
  return { number: fresh.number };
}

async function openFor(
  tx: Tx,
  now: Date,
  ticket: Ticket,
  article: Pick<Article, 'direction' | 'fromAddress' | 'subject'>,
): Promise<Ticket> {
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
