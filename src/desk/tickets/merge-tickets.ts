import * as z from 'zod';
import { moveDrafts } from '../../db/drafts.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { copyFollowers } from '../../db/ticket-followers.ts';
import { deleteTicketLink } from '../../db/ticket-links.ts';
import { deleteMerge, findHead, findMerge, insertMerge, moveArticles } from '../../db/ticket-merges.ts';
import { insertTicketTags, listTicketTags } from '../../db/ticket-tags.ts';
import { findWait, putWait } from '../../db/ticket-waits.ts';
import { updateTicket } from '../../db/tickets.ts';
import { ticketOf } from '../../domain/matters.ts';
import type { TicketState } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { refer, ticketPair } from './link-tickets.ts';
import { assertUnmerged, nameOwner } from './plan-change.ts';

const mostMerged = 50;

const merging = z.strictObject({
  ...ticketPair.shape,
  /** Further tickets that go into the same one: all of them, or none. */
  more: z.array(id).max(mostMerged).readonly().optional(),
});
const listIds = ({ ticketId, more = [] }: z.output<typeof merging>) => [...new Set([ticketId, ...more])];

/**
 * Full access to the groups of all: moves everything of a ticket into the other one and closes it. Answers to the old
 * one arrive in the new one: by Message-ID because those move too, by number because threading follows the merge.
 * @throws AppError invalid for a ticket and itself, conflict where one of them was merged already
 */
export const mergeTickets = defineCommand({
  name: 'mergeTickets',
  input: merging,
  about: (input) => [...listIds(input), input.otherId].map(ticketOf),
  needs: (input) =>
    [...listIds(input), input.otherId].map((ticketId) => ({ ticketId, level: 'full' }) as const),
  async run(act, input) {
    for (const ticketId of listIds(input)) await mergeOne(act, ticketId, input.otherId);
  },
});

async function mergeOne(act: Act, ticketId: number, otherId: number): Promise<void> {
  const { tx } = act;
  if (ticketId === otherId) throw new AppError('invalid', 'A ticket cannot be merged into itself.');
  const ticket = await getTicketById(tx, ticketId);
  // As the one before has left it.
  const target = await getTicketById(tx, otherId);
  await assertUnmerged(tx, ticket);
  await assertUnmerged(tx, target);
  await moveAll(act, ticket, target);
  act.record({ ticketId, kind: 'ticket.merged', data: { direction: 'into', other: refer(target) } });
  act.record({
    ticketId: otherId,
    kind: 'ticket.merged',
    data: { direction: 'from', other: refer(ticket) },
  });
}

/**
 * Full access to the groups of both: takes the messages back that a merge has moved, the state, and the day that it waited for.
 * Later messages stay.
 * @throws AppError conflict where the ticket is not merged
 */
export const separateTicket = defineCommand({
  name: 'separateTicket',
  input: z.strictObject({ ticketId: id }),
  about: ({ ticketId }) => ticketOf(ticketId),
  needs: ({ ticketId }) => [{ ticketId, level: 'full' }],
  async run(act, { ticketId }) {
    const { tx, now } = act;
    const ticket = await getTicketById(tx, ticketId);
    const merge = await findMerge(tx, ticketId);
    if (merge === undefined) throw new AppError('conflict', 'This ticket is merged into no other one.');
    const head = await getTicketById(tx, await findHead(tx, ticketId));
    // Its messages are taken out of there.
    await act.need({ ticketId: head.id, level: 'full' });
    await moveArticles(tx, head.id, ticketId, merge.articleIds);
    await moveDrafts(tx, head.id, ticketId, merge.articleIds);
    await deleteMerge(tx, ticketId);
    await updateTicket(tx, ticketId, { state: merge.formerState, updatedAt: now });
    // Where its day has come meanwhile it opens at the next look (desk/tickets/open-waiting).
    if (merge.formerUntil !== null) await putWait(tx, ticketId, merge.formerUntil);
    noteState(act, ticket, merge.formerState);
    act.record({ ticketId, kind: 'ticket.unmerged', data: { direction: 'into', other: refer(head) } });
    act.record({
      ticketId: head.id,
      kind: 'ticket.unmerged',
      data: { direction: 'from', other: refer(ticket) },
    });
  },
});

async function moveAll(act: Act, ticket: Ticket, target: Ticket): Promise<void> {
  const { tx, now } = act;
  const articleIds = await moveArticles(tx, ticket.id, target.id);
  const formerUntil = (await findWait(tx, ticket.id)) ?? null;
  const merge = { ticketId: ticket.id, intoTicketId: target.id, formerState: ticket.state, mergedAt: now };
  await insertMerge(tx, { ...merge, articleIds, formerUntil });
  // The merge says it better.
  await deleteTicketLink(tx, ticket.id, target.id);
  await copyFollowers(tx, ticket.id, target.id);
  await moveDrafts(tx, ticket.id, target.id);
  const tags = await listTicketTags(tx, ticket.id);
  await insertTicketTags(
    tx,
    tags.map((tag) => ({ ticketId: target.id, tag })),
  );
  await updateTicket(tx, ticket.id, { state: 'closed', updatedAt: now });
  noteState(act, ticket, 'closed');
  const lastArticleAt = new Date(Math.max(ticket.lastArticleAt.getTime(), target.lastArticleAt.getTime()));
  const ownerId = target.ownerId ?? (ticket.groupId === target.groupId ? ticket.ownerId : null);
  const state = stateAfter(ticket.state, target.state);
  await updateTicket(tx, target.id, { lastArticleAt, updatedAt: now, ownerId, state });
  noteState(act, target, state);
  if (ownerId === target.ownerId) return;
  const data = { from: null, to: await nameOwner(tx, { ownerId }) };
  act.record({ ticketId: target.id, kind: 'ticket.owner_changed', data });
}

/** What still wants an answer would be overlooked in a ticket that is closed, or waits. */
function stateAfter(moved: TicketState, into: TicketState): TicketState {
  const isClosed = into === 'closed' && moved !== 'closed';
  const isWaiting = into === 'waiting' && (moved === 'new' || moved === 'open');
  return isClosed || isWaiting ? 'open' : into;
}

function noteState(act: Act, { id: ticketId, state: from }: Ticket, to: TicketState): void {
  if (from === to) return;
  act.record({ ticketId, kind: 'ticket.state_changed', data: { from, to, because: 'merged' } });
}
