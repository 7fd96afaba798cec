import { getGroup } from '../../db/groups.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import { getUser } from '../../db/users.ts';
import { cleanTag } from '../../domain/filters/filter.ts';
import type { SettableState, TicketPriority } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { applyChange, publishChanges } from './apply-change.ts';
import { type Plan, planGroup, planOwner, planPriority, planState, planTag } from './plan-change.ts';

interface Change {
  /** Who changes it. */
  readonly userId: number;
  readonly ticketId: number;
}

/** The longest that a ticket can wait by itself. */
const longestWaitMilliseconds = 3 * 366 * 86_400_000;

/** @param input.until with `waiting`: it opens again then. @throws AppError not_found, invalid for a date that has passed */
export async function changeTicketState(
  desk: Desk,
  input: Change & { state: SettableState; until?: Date | undefined },
): Promise<void> {
  if (input.until !== undefined) checkUntil(input.until, desk.now());
  await change(desk, input, planState(input.state, input.until));
}

/**
 * @param input.ownerId null: nobody
 * @throws AppError not_found, invalid for a user who is disabled or may not answer in the ticket's group
 */
export async function changeTicketOwner(
  desk: Desk,
  input: Change & { ownerId: number | null },
): Promise<void> {
  const { ownerId } = input;
  await change(desk, input, planOwner(ownerId === null ? undefined : await getUser(desk.read, ownerId)));
}

/** An owner who may not answer in the new group is taken off. @throws AppError not_found, invalid for an inactive group */
export async function changeTicketGroup(desk: Desk, input: Change & { groupId: number }): Promise<void> {
  await change(desk, input, planGroup(await getGroup(desk.read, input.groupId)));
}

export async function changeTicketPriority(
  desk: Desk,
  input: Change & { priority: TicketPriority },
): Promise<void> {
  await change(desk, input, planPriority(input.priority));
}

/** @param input.tags several are separated by commas. @throws AppError invalid when there is none */
export async function addTicketTags(desk: Desk, input: Change & { tags: string }): Promise<void> {
  for (const tag of readTags(input.tags)) await change(desk, input, planTag(tag, 'add'));
}

export async function removeTicketTag(desk: Desk, input: Change & { tag: string }): Promise<void> {
  await change(desk, input, planTag(cleanTag(input.tag), 'remove'));
}

/** @throws AppError invalid */
export function readTags(typed: string): string[] {
  const tags = [...new Set(typed.slice(0, 2000).split(',').map(cleanTag))].filter((tag) => tag !== '');
  if (tags.length === 0) throw new AppError('invalid', 'Write a tag first.');
  return tags.slice(0, 20);
}

function checkUntil(until: Date, now: Date): void {
  const wait = until.getTime() - now.getTime();
  if (Number.isNaN(wait) || wait <= 0) {
    throw new AppError('invalid', 'That date has passed; choose one to come.');
  }
  if (wait > longestWaitMilliseconds)
    throw new AppError('invalid', 'A ticket can wait for three years at most.');
}

async function change(desk: Desk, { userId, ticketId }: Change, plan: Plan): Promise<void> {
  const applied = await desk.write(async (tx) => {
    const ticket = await getTicketById(tx, ticketId);
    const planned = await plan(tx, ticket);
    return planned === undefined ? [] : [await applyChange(tx, desk.now(), { ticket, userId }, planned)];
  });
  publishChanges(desk, applied);
}
