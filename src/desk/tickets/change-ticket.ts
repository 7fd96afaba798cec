import * as z from 'zod';
import { getTicketById } from '../../db/ticket-access.ts';
import { cleanTag, isLongTag, longestTag } from '../../domain/filters/filter.ts';
import { settableStates, type TicketState, ticketPriorities } from '../../domain/ticket.ts';
import type { ChangedPart } from '../../domain/ticket-news.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import type { Need } from '../rights.ts';
import { applyChange } from './apply-change.ts';
import { assertUnchanged, seenFact } from './assert-unchanged.ts';
import {
  type Plan,
  planAddedTags,
  planGiving,
  planMove,
  planPriority,
  planRemovedTag,
  planState,
} from './plan-change.ts';
import { keepUndo, noteChange, type UndoStep } from './undo-changes.ts';

/** The longest that a ticket can wait by itself. */
const longestWaitMilliseconds = 3 * 366 * 86_400_000;

const mayAnswer = ({ ticketId }: { readonly ticketId: number }): readonly Need[] => [
  { ticketId, level: 'answer' },
];

/**
 * Who may answer it: sets the state of a ticket. With `waiting` it opens again at `until`.
 * @returns `undo`: what `undoTicketChanges` takes it back by; undefined where nothing was changed
 */
export const changeTicketState = defineCommand({
  name: 'changeTicketState',
  input: z.strictObject({
    ticketId: id,
    state: z.enum(settableStates),
    until: z.date().optional(),
    seen: seenFact,
  }),
  needs: mayAnswer,
  async run(act, { ticketId, state, until, seen }): Promise<{ undo: string | undefined }> {
    checkUntil(state, until, act.now);
    const step = await change(act, ticketId, planState(state, until), { seen, about: 'state' });
    return { undo: keepUndo(act, step === undefined ? [] : [step]) };
  },
});

/** Who may answer it: gives a ticket to an active user who may answer in its group, or to nobody (null). */
export const changeTicketOwner = defineCommand({
  name: 'changeTicketOwner',
  input: z.strictObject({ ticketId: id, ownerId: id.nullable(), seen: seenFact }),
  needs: mayAnswer,
  async run(act, { ticketId, ownerId, seen }) {
    await change(act, ticketId, planGiving(act, ownerId), { seen, about: 'owner' });
  },
});

/** Who may answer it, and for another group full access: moves a ticket to an active group. An owner who may not answer there is taken off. */
export const changeTicketGroup = defineCommand({
  name: 'changeTicketGroup',
  input: z.strictObject({ ticketId: id, groupId: id, seen: seenFact }),
  needs: mayAnswer,
  async run(act, { ticketId, groupId, seen }) {
    await change(act, ticketId, planMove(act, groupId), { seen, about: 'group' });
  },
});

/** Who may answer it: sets the priority of a ticket. */
export const changeTicketPriority = defineCommand({
  name: 'changeTicketPriority',
  input: z.strictObject({ ticketId: id, priority: z.enum(ticketPriorities), seen: seenFact }),
  needs: mayAnswer,
  async run(act, { ticketId, priority, seen }) {
    await change(act, ticketId, planPriority(priority), { seen, about: 'priority' });
  },
});

/**
 * Who may answer it: gives a ticket tags; several are separated by commas. It undoes nothing that others have done, so it asks
 * for nothing that was seen.
 */
export const addTicketTags = defineCommand({
  name: 'addTicketTags',
  input: z.strictObject({ ticketId: id, tags: z.string() }),
  needs: mayAnswer,
  async run(act, { ticketId, tags }) {
    for (const plan of planAddedTags(readTags(tags))) await change(act, ticketId, plan);
  },
});

/** Who may answer it: takes a tag off a ticket. */
export const removeTicketTag = defineCommand({
  name: 'removeTicketTag',
  input: z.strictObject({ ticketId: id, tag: z.string() }),
  needs: mayAnswer,
  async run(act, { ticketId, tag }) {
    await change(act, ticketId, planRemovedTag(cleanTag(tag)));
  },
});

/** @throws AppError invalid */
export function readTags(typed: string): string[] {
  const words = typed.split(',');
  if (words.some(isLongTag)) throw new AppError('invalid', `A tag has at most ${longestTag} characters.`);
  const tags = [...new Set(words.map(cleanTag))].filter((tag) => tag !== '');
  if (tags.length === 0) throw new AppError('invalid', 'Write a tag first.');
  if (tags.length > 20) throw new AppError('invalid', 'At most 20 tags.');
  return tags;
}

/** @throws AppError invalid for a date that is past or far off, and for one of a ticket that is not to wait */
export function checkUntil(state: TicketState | undefined, until: Date | undefined, now: Date): void {
  if (until === undefined) return;
  if (state !== 'waiting') {
    throw refuseUntil('A date until which it waits goes with the state waiting only.');
  }
  const wait = until.getTime() - now.getTime();
  if (wait <= 0) throw refuseUntil('That date has passed; choose one to come.');
  if (wait > longestWaitMilliseconds) throw refuseUntil('A ticket can wait for three years at most.');
}

function refuseUntil(message: string): AppError {
  return new AppError('invalid', message, { fields: { until: message } });
}

interface Seen {
  readonly seen: number | undefined;
  readonly about: ChangedPart;
}

/**
 * @param looked what was seen before; left out where that makes no difference
 * @returns what it has made of the ticket, and what that was before; undefined where nothing was changed
 */
async function change(act: Act, ticketId: number, plan: Plan, looked?: Seen): Promise<UndoStep | undefined> {
  const ticket = await getTicketById(act.tx, ticketId);
  const planned = await plan(act.tx, ticket);
  if (planned === undefined) return undefined;
  if (looked !== undefined) await assertUnchanged(act, ticket, looked.seen, looked.about);
  const step = await noteChange(act.tx, ticket, planned);
  await applyChange(act, ticket, planned);
  return step;
}
