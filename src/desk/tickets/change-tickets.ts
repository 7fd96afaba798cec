import * as z from 'zod';
import { getVisibleTicket, type Ticket } from '../../db/ticket-access.ts';
import { findNewestArticle, putTicketView } from '../../db/ticket-views.ts';
import type { AccessLevel } from '../../domain/access.ts';
import type { BulkAction, BulkResult } from '../../domain/bulk-action.ts';
import { settableStates, ticketPriorities } from '../../domain/ticket.ts';
import { AppError, toAppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { applyChange } from './apply-change.ts';
import { assertUnchanged, seenFact } from './assert-unchanged.ts';
import { checkUntil, readTags } from './change-ticket.ts';
import { type Plan, planAddedTags, planGiving, planMove, planPriority, planState } from './plan-change.ts';
import { keepUndo, noteChange, type UndoStep } from './undo-changes.ts';

const mostTickets = 200;

const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('state'), state: z.enum(settableStates), until: z.date().optional() }),
  z.strictObject({ kind: z.literal('owner'), ownerId: id.nullable() }),
  z.strictObject({ kind: z.literal('group'), groupId: id }),
  z.strictObject({ kind: z.literal('priority'), priority: z.enum(ticketPriorities) }),
  z.strictObject({ kind: z.literal('tag'), tags: z.string() }),
  z.strictObject({ kind: z.literal('seen') }),
]);

/**
 * Whoever is signed in: does one thing with many tickets, in one transaction. Each ticket is asked for with the user's
 * own rights, and those that cannot be changed are named with the reason.
 * @throws AppError invalid when there is nothing to do, or what is asked fits no ticket at all
 */
export const changeTickets = defineCommand({
  name: 'changeTickets',
  input: z.strictObject({ numbers: z.array(id), action, seen: seenFact }),
  needs: 'user',
  async run(act, input): Promise<BulkResult> {
    const userId = act.person();
    const numbers = [...new Set(input.numbers)];
    if (numbers.length === 0) throw new AppError('invalid', 'Tick some tickets first.');
    if (numbers.length > mostTickets) {
      throw new AppError('invalid', `At most ${mostTickets} tickets can be changed at once.`);
    }
    const plans = await makePlans(act, input.action);
    const refused: { number: number; reason: string }[] = [];
    const steps: UndoStep[] = [];
    let changed = 0;
    for (const number of numbers) {
      try {
        const ticket = await getVisibleTicket(act.tx, act.viewer, number, levels[input.action.kind]);
        const { kind } = input.action;
        if (kind !== 'tag' && kind !== 'seen') await assertUnchanged(act, ticket, input.seen, kind);
        if (await applyAll(act, ticket, plans, steps)) changed += 1;
      } catch (error) {
        const { code, message } = toAppError(error);
        // Nothing was written for this one: a plan refuses before it is applied.
        if (code === 'internal' || code === 'unavailable') throw error;
        refused.push({ number, reason: message });
      }
    }
    if (plans === 'seen') act.after(() => act.desk.publish({ kind: 'seen', userId }));
    const undo = keepUndo(act, steps);
    return { changed, unchanged: numbers.length - changed - refused.length, refused, undo };
  },
});

const levels: Readonly<Record<BulkAction['kind'], AccessLevel>> = {
  state: 'answer',
  owner: 'answer',
  // What is moved to another group takes more (`planMove`).
  group: 'answer',
  priority: 'answer',
  tag: 'answer',
  seen: 'read',
};

async function makePlans(act: Act, asked: BulkAction): Promise<readonly Plan[] | 'seen'> {
  switch (asked.kind) {
    case 'state':
      checkUntil(asked.state, asked.until, act.now);
      return [planState(asked.state, asked.until)];
    case 'owner':
      return [planGiving(act, asked.ownerId)];
    case 'group':
      return [planMove(act, asked.groupId)];
    case 'priority':
      return [planPriority(asked.priority)];
    case 'tag':
      return planAddedTags(readTags(asked.tags));
    case 'seen':
      return 'seen';
  }
}

/** @returns whether anything was to be done */
async function applyAll(
  act: Act,
  ticket: Ticket,
  plans: readonly Plan[] | 'seen',
  steps: UndoStep[],
): Promise<boolean> {
  const { tx, now } = act;
  if (plans === 'seen') {
    const articleId = await findNewestArticle(tx, ticket.id);
    await putTicketView(tx, { userId: act.person(), ticketId: ticket.id, articleId, seenAt: now });
    return true;
  }
  let isChanged = false;
  for (const plan of plans) {
    const planned = await plan(tx, ticket);
    if (planned === undefined) continue;
    steps.push(await noteChange(tx, ticket, planned));
    await applyChange(act, ticket, planned);
    isChanged = true;
  }
  return isChanged;
}
