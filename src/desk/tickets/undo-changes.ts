import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Tx } from '../../db/care/open.ts';
import { getGroup } from '../../db/groups.ts';
import { getVisibleTicketById, type Ticket } from '../../db/ticket-access.ts';
import { findWait } from '../../db/ticket-waits.ts';
import { getUser } from '../../db/users.ts';
import { AppError, toAppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import type { TicketMarks, UndoStep } from '../memory.ts';
import { applyChange } from './apply-change.ts';
import {
  assertUnmerged,
  canAnswer,
  type PlannedChange,
  planAddedTags,
  planGroup,
  planOwner,
  planPriority,
  planRemovedTag,
} from './plan-change.ts';

export type { UndoStep } from '../memory.ts';

const keptMilliseconds = 15 * 60_000;
const mostKept = 500;

/** @returns what the change will have made of the ticket, and what it is before */
export async function noteChange(tx: Tx, ticket: Ticket, planned: PlannedChange): Promise<UndoStep> {
  const { changes, addedTag, removedTag } = planned;
  const wait = (await findWait(tx, ticket.id))?.getTime() ?? null;
  const before = { ...marksOf(ticket), until: wait };
  const isAdded = addedTag !== undefined;
  const tag = addedTag ?? removedTag;
  const state = changes.state ?? ticket.state;
  const until =
    planned.until === undefined ? (state === 'waiting' ? wait : null) : (planned.until?.getTime() ?? null);
  return {
    ticketId: ticket.id,
    before,
    after: { ...marksOf({ ...ticket, ...changes }), until },
    tag: tag === undefined ? undefined : { name: tag, isAdded },
  };
}

/** @returns what `undoTicketChanges` takes the steps back by; undefined where there are none */
export function keepUndo({ desk, after, userId, now }: Act, steps: readonly UndoStep[]): string | undefined {
  if (steps.length === 0 || userId === null) return undefined;
  const token = randomUUID();
  const { ticketUndos } = desk.memory;
  after(() => {
    for (const [key, { until }] of ticketUndos) {
      if (until < now.getTime() || ticketUndos.size >= mostKept) ticketUndos.delete(key);
    }
    ticketUndos.set(token, { userId, until: now.getTime() + keptMilliseconds, steps });
  });
  return token;
}

/**
 * Whoever has changed many tickets at once: makes them what they were, where they still are what that change made of them
 * and he may still do it.
 * @returns how many it was done with, and how many not. @throws AppError not_found when it is too late
 */
export const undoTicketChanges = defineCommand({
  name: 'undoTicketChanges',
  input: z.strictObject({ undo: z.string() }),
  needs: 'user',
  async run(act, { undo }) {
    const userId = act.person();
    const { ticketUndos } = act.desk.memory;
    const kept = ticketUndos.get(undo);
    if (kept === undefined || kept.userId !== userId || kept.until < act.now.getTime()) {
      throw new AppError('not_found', 'This cannot be taken back any more.');
    }
    const left = new Set<number>();
    const taken = new Set<number>();
    for (const step of kept.steps.toReversed()) {
      const isTaken = await takeBack(act, step);
      (isTaken ? taken : left).add(step.ticketId);
    }
    act.after(() => ticketUndos.delete(undo));
    return { changed: taken.size, left: left.size };
  },
});

async function takeBack(act: Act, step: UndoStep): Promise<boolean> {
  try {
    const needed = step.before.groupId === step.after.groupId ? 'answer' : 'full';
    const ticket = await getVisibleTicketById(act.tx, act.viewer, step.ticketId, needed);
    // As for whoever moves it there by hand.
    if (needed === 'full') await act.need({ groupId: step.before.groupId, level: 'read' });
    const planned = await planBack(act.tx, ticket, step);
    if (planned === undefined) return false;
    await applyChange(act, ticket, planned);
    return true;
  } catch (error) {
    const { code } = toAppError(error);
    // Nothing was written for this one: a plan refuses before it is applied.
    if (code === 'internal' || code === 'unavailable') throw error;
    return false;
  }
}

/** @returns undefined where somebody has changed it since */
async function planBack(tx: Tx, ticket: Ticket, step: UndoStep): Promise<PlannedChange | undefined> {
  const { before, after, tag } = step;
  if (tag?.isAdded === true) return planRemovedTag(tag.name)(tx, ticket);
  if (tag !== undefined) return planAddedTags([tag.name])[0]?.(tx, ticket);
  const now = marksOf(ticket);
  if (before.groupId !== after.groupId) {
    if (now.groupId !== after.groupId) return undefined;
    const planned = await planGroup(await getGroup(tx, before.groupId))(tx, ticket);
    if (planned === undefined || now.ownerId !== after.ownerId || !(await mayOwn(tx, before))) return planned;
    return { ...planned, changes: { ...planned.changes, ownerId: before.ownerId } };
  }
  if (before.ownerId !== after.ownerId) {
    if (now.ownerId !== after.ownerId) return undefined;
    return planOwner(before.ownerId === null ? undefined : await getUser(tx, before.ownerId))(tx, ticket);
  }
  if (before.priority !== after.priority) {
    return now.priority === after.priority ? planPriority(before.priority)(tx, ticket) : undefined;
  }
  const wait = (await findWait(tx, ticket.id))?.getTime() ?? null;
  if (now.state !== after.state || wait !== after.until) return undefined;
  await assertUnmerged(tx, ticket);
  const until = before.until === null ? null : new Date(before.until);
  const data = { from: now.state, to: before.state } as const;
  return { changes: { state: before.state }, fact: { kind: 'ticket.state_changed', data }, until };
}

/** Whether its owner of then can be that again: he may have been disabled, or lost his rights there. */
async function mayOwn(tx: Tx, { ownerId, groupId }: TicketMarks): Promise<boolean> {
  if (ownerId === null) return true;
  const owner = await getUser(tx, ownerId);
  return owner.isActive && canAnswer(tx, owner, groupId);
}

function marksOf({ state, ownerId, groupId, priority }: Ticket): Omit<TicketMarks, 'until'> {
  return { state, ownerId, groupId, priority };
}
