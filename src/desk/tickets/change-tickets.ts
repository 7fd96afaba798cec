import type { Tx } from '../../db/care/open.ts';
import { getGroup } from '../../db/groups.ts';
import { findAccess, getVisibleTicket, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { findNewestArticle, putTicketView } from '../../db/ticket-views.ts';
import { getUser, type User } from '../../db/users.ts';
import type { AccessLevel } from '../../domain/access.ts';
import type { BulkAction, BulkResult } from '../../domain/bulk-action.ts';
import { AppError, toAppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { type AppliedChange, applyChange, publishChanges } from './apply-change.ts';
import { readTags } from './change-ticket.ts';
import { type Plan, planGroup, planOwner, planState, planTag } from './plan-change.ts';

const mostTickets = 200;

/**
 * Does one thing with many tickets, in one transaction; each is asked for with the user's own rights, and those that
 * cannot be changed are named with the reason.
 * @throws AppError invalid when there is nothing to do, or what is asked fits no ticket at all
 */
export async function changeTickets(
  desk: Desk,
  input: { userId: number; numbers: readonly number[]; action: BulkAction },
): Promise<BulkResult> {
  const numbers = [...new Set(input.numbers)];
  if (numbers.length === 0) throw new AppError('invalid', 'Tick some tickets first.');
  if (numbers.length > mostTickets) {
    throw new AppError('invalid', `At most ${mostTickets} tickets can be changed at once.`);
  }
  const plans = await makePlans(desk, input.userId, input.action);
  const result = await desk.write(async (tx) => {
    const user = await getUser(tx, input.userId);
    const applied: AppliedChange[] = [];
    const refused: { number: number; reason: string }[] = [];
    for (const number of numbers) {
      try {
        const ticket = await getVisibleTicket(tx, viewerOf(user), number, levels[input.action.kind]);
        const changes = await applyAll(tx, desk.now(), { ticket, user }, plans);
        if (changes !== undefined) applied.push(changes);
      } catch (error) {
        const { code, message } = toAppError(error);
        // Nothing was written for this one: a plan refuses before it is applied.
        if (code === 'internal' || code === 'unavailable') throw error;
        refused.push({ number, reason: message });
      }
    }
    return { applied, refused };
  });
  publishChanges(desk, result.applied);
  if (input.action.kind === 'seen') desk.publish({ kind: 'seen', userId: input.userId });
  const changed = result.applied.length;
  return { changed, unchanged: numbers.length - changed - result.refused.length, refused: result.refused };
}

const levels: Readonly<Record<BulkAction['kind'], AccessLevel>> = {
  state: 'answer',
  owner: 'answer',
  group: 'full',
  tag: 'answer',
  seen: 'read',
};

async function makePlans(desk: Desk, userId: number, action: BulkAction): Promise<readonly Plan[] | 'seen'> {
  switch (action.kind) {
    case 'state':
      return [planState(action.state)];
    case 'owner':
      return [planOwner(action.ownerId === null ? undefined : await getUser(desk.read, action.ownerId))];
    case 'group': {
      const viewer = viewerOf(await getUser(desk.read, userId));
      // Whoever moves tickets sees where they go; the names of other groups are not for him.
      if ((await findAccess(desk.read, viewer, action.groupId)) === 'none') {
        throw new AppError('not_found', 'There is no such group, or it is not for you.');
      }
      return [planGroup(await getGroup(desk.read, action.groupId))];
    }
    case 'tag':
      return readTags(action.tags).map((tag) => planTag(tag, 'add'));
    case 'seen':
      return 'seen';
  }
}

async function applyAll(
  tx: Tx,
  now: Date,
  { ticket, user }: { ticket: Ticket; user: User },
  plans: readonly Plan[] | 'seen',
): Promise<AppliedChange | undefined> {
  if (plans === 'seen') {
    const articleId = await findNewestArticle(tx, ticket.id);
    await putTicketView(tx, { userId: user.id, ticketId: ticket.id, articleId, seenAt: now });
    return { ticketId: ticket.id, groupIds: [], notified: [] };
  }
  let applied: AppliedChange | undefined;
  for (const plan of plans) {
    const planned = await plan(tx, ticket);
    if (planned !== undefined) applied = await applyChange(tx, now, { ticket, userId: user.id }, planned);
  }
  return applied;
}
