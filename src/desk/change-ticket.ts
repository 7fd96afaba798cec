import { getGroup } from '../db/groups.ts';
import type { Tx } from '../db/open.ts';
import { findAccess, getTicketById, type Ticket, viewerOf } from '../db/ticket-access.ts';
import { insertTicketEvents, updateTicket } from '../db/tickets.ts';
import { getUser, type User } from '../db/users.ts';
import { allows } from '../domain/access.ts';
import type { SettableState } from '../domain/ticket.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';

interface Change {
  /** Who changes it. */
  readonly userId: number;
  readonly ticketId: number;
}

/** @throws AppError not_found */
export async function changeTicketState(desk: Desk, input: Change & { state: SettableState }): Promise<void> {
  const { state } = input;
  await change(desk, input, (ticket) =>
    ticket.state === state
      ? undefined
      : { kind: 'state', changes: { state }, message: `state ${ticket.state} → ${state}` },
  );
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
  const owner = ownerId === null ? undefined : await getUser(desk.read, ownerId);
  if (owner !== undefined && !owner.isActive) {
    throw new AppError('invalid', `${owner.name} is disabled and cannot own tickets.`);
  }
  const message = owner === undefined ? 'owner taken off' : `owner ${owner.name}`;
  await change(desk, input, async (ticket, tx) => {
    if (ticket.ownerId === ownerId) return undefined;
    if (owner !== undefined && !(await canAnswer(tx, owner, ticket.groupId))) {
      throw new AppError('invalid', `${owner.name} may not answer tickets of this group.`);
    }
    return { kind: 'owner', changes: { ownerId }, message };
  });
}

/** An owner who may not answer in the new group is taken off. @throws AppError not_found, invalid for an inactive group */
export async function changeTicketGroup(desk: Desk, input: Change & { groupId: number }): Promise<void> {
  const group = await getGroup(desk.read, input.groupId);
  if (!group.isActive) throw new AppError('invalid', `The group ${group.name} is not active.`);
  await change(desk, input, async (ticket, tx) => {
    if (ticket.groupId === group.id) return undefined;
    const owner = ticket.ownerId === null ? undefined : await getUser(tx, ticket.ownerId);
    const keepsOwner = owner === undefined || (await canAnswer(tx, owner, group.id));
    return {
      kind: 'group',
      changes: { groupId: group.id, ...(keepsOwner ? {} : { ownerId: null }) },
      message: `group ${group.name}${keepsOwner ? '' : `, owner ${owner.name} taken off`}`,
    };
  });
}

async function canAnswer(tx: Tx, user: User, groupId: number): Promise<boolean> {
  return allows(await findAccess(tx, viewerOf(user), groupId), 'answer');
}

interface Planned {
  readonly kind: string;
  readonly changes: Partial<Omit<Ticket, 'id' | 'number'>>;
  readonly message: string;
}

async function change(
  desk: Desk,
  { userId, ticketId }: Change,
  plan: (ticket: Ticket, tx: Tx) => Planned | undefined | Promise<Planned | undefined>,
): Promise<void> {
  const now = desk.now();
  const groupIds = await desk.write(async (tx) => {
    const before = await getTicketById(tx, ticketId);
    const planned = await plan(before, tx);
    if (planned === undefined) return [before.groupId];
    const { kind, changes, message } = planned;
    await updateTicket(tx, ticketId, { ...changes, updatedAt: now });
    await insertTicketEvents(tx, [{ ticketId, userId, at: now, kind, message }]);
    return [...new Set([before.groupId, changes.groupId ?? before.groupId])];
  });
  // Those who see it no more hear of it as well as those who see it now.
  for (const groupId of groupIds) desk.publish({ kind: 'ticket', ticketId, groupId });
}
