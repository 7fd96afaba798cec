import { getGroup } from '../db/groups.ts';
import { getTicketById, type Ticket } from '../db/ticket-access.ts';
import { insertTicketEvents, updateTicket } from '../db/tickets.ts';
import { getUser } from '../db/users.ts';
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

/** @param input.ownerId null: nobody. @throws AppError not_found, invalid for a disabled user */
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
  await change(desk, input, (ticket) =>
    ticket.ownerId === ownerId ? undefined : { kind: 'owner', changes: { ownerId }, message },
  );
}

/** @throws AppError not_found */
export async function changeTicketGroup(desk: Desk, input: Change & { groupId: number }): Promise<void> {
  const group = await getGroup(desk.read, input.groupId);
  await change(desk, input, (ticket) =>
    ticket.groupId === group.id
      ? undefined
      : { kind: 'group', changes: { groupId: group.id }, message: `group ${group.name}` },
  );
}

type Planned = { kind: string; changes: Partial<Omit<Ticket, 'id' | 'number'>>; message: string } | undefined;

async function change(
  desk: Desk,
  { userId, ticketId }: Change,
  plan: (ticket: Ticket) => Planned,
): Promise<void> {
  const now = desk.now();
  const ticket = await desk.write(async (tx) => {
    const before = await getTicketById(tx, ticketId);
    const planned = plan(before);
    if (planned === undefined) return before;
    const { kind, changes, message } = planned;
    await updateTicket(tx, ticketId, { ...changes, updatedAt: now });
    await insertTicketEvents(tx, [{ ticketId, userId, at: now, kind, message }]);
    return before;
  });
  desk.publish({ kind: 'ticket', ticketId, groupId: ticket.groupId });
}
