import type { Tx } from '../../db/care/open.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { deleteTicketLink } from '../../db/ticket-links.ts';
import { deleteMerge, findHead, findMerge, insertMerge, moveArticles } from '../../db/ticket-merges.ts';
import { insertTicketTags, listTicketTags } from '../../db/ticket-tags.ts';
import { insertTicketEvents, updateTicket } from '../../db/tickets.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import type { TicketPair } from './link-tickets.ts';
import { assertUnmerged } from './plan-change.ts';

/**
 * Moves everything of a ticket into another one and closes it. Answers to the old one arrive in the new one: by
 * Message-ID because those move too, by number because threading follows the merge.
 * @param pair.otherId where it goes to
 * @throws AppError invalid for a ticket and itself, conflict where one of them was merged already
 */
export async function mergeTickets(desk: Desk, pair: TicketPair): Promise<void> {
  const { userId, ticketId, otherId } = pair;
  if (ticketId === otherId) throw new AppError('invalid', 'A ticket cannot be merged into itself.');
  const both = await desk.write(async (tx) => {
    const [ticket, target] = [await getTicketById(tx, ticketId), await getTicketById(tx, otherId)];
    await assertUnmerged(tx, ticket);
    await assertUnmerged(tx, target);
    await moveAll(tx, desk.now(), ticket, target);
    const event = { userId, at: desk.now(), kind: 'merge' };
    await insertTicketEvents(tx, [
      { ...event, ticketId: ticket.id, message: `merged into #${target.number}` },
      { ...event, ticketId: target.id, message: `#${ticket.number} merged into this one` },
    ]);
    return [ticket, target];
  });
  publish(desk, both);
}

async function moveAll(tx: Tx, now: Date, ticket: Ticket, target: Ticket): Promise<void> {
  const articleIds = await moveArticles(tx, ticket.id, target.id);
  const mergedAt = now;
  const merge = { ticketId: ticket.id, intoTicketId: target.id, formerState: ticket.state, mergedAt };
  await insertMerge(tx, { ...merge, articleIds });
  // The merge says it better.
  await deleteTicketLink(tx, ticket.id, target.id);
  const tags = await listTicketTags(tx, ticket.id);
  await insertTicketTags(
    tx,
    tags.map((tag) => ({ ticketId: target.id, tag })),
  );
  await updateTicket(tx, ticket.id, { state: 'closed', updatedAt: now });
  const lastArticleAt = new Date(Math.max(ticket.lastArticleAt.getTime(), target.lastArticleAt.getTime()));
  await updateTicket(tx, target.id, {
    lastArticleAt,
    updatedAt: now,
    ownerId: target.ownerId ?? (ticket.groupId === target.groupId ? ticket.ownerId : null),
    // What was merged into a closed ticket and was not closed itself still wants an answer.
    ...(target.state === 'closed' && ticket.state !== 'closed' ? { state: 'open' } : {}),
  });
}

/** Takes the messages back that a merge has moved, and the state. Later messages stay. @throws AppError conflict */
export async function separateTicket(
  desk: Desk,
  { userId, ticketId }: { userId: number; ticketId: number },
): Promise<void> {
  const both = await desk.write(async (tx) => {
    const ticket = await getTicketById(tx, ticketId);
    const merge = await findMerge(tx, ticketId);
    if (merge === undefined) throw new AppError('conflict', 'This ticket is merged into no other one.');
    const head = await getTicketById(tx, await findHead(tx, ticketId));
    await moveArticles(tx, head.id, ticketId, merge.articleIds);
    await deleteMerge(tx, ticketId);
    await updateTicket(tx, ticketId, { state: merge.formerState, updatedAt: desk.now() });
    const event = { userId, at: desk.now(), kind: 'merge' };
    await insertTicketEvents(tx, [
      { ...event, ticketId, message: `merge into #${head.number} undone` },
      { ...event, ticketId: head.id, message: `merge of #${ticket.number} undone` },
    ]);
    return [ticket, head];
  });
  publish(desk, both);
}

function publish(desk: Desk, both: readonly Ticket[]): void {
  for (const { id, groupId } of both) desk.publish({ kind: 'ticket', ticketId: id, groupId });
}
