import type { Tx } from '../../db/care/open.ts';
import { findKnownUser } from '../../db/group-access.ts';
import { getGroup } from '../../db/groups.ts';
import { findAccess, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { findMerge } from '../../db/ticket-merges.ts';
import { listTicketTags } from '../../db/ticket-tags.ts';
import { findWait } from '../../db/ticket-waits.ts';
import { getUser, type User } from '../../db/users.ts';
import { allows } from '../../domain/access.ts';
import type { Unplaced } from '../../domain/facts/fact.ts';
import type { Named } from '../../domain/facts/shape.ts';
import type { TicketFact } from '../../domain/facts/ticket-facts.ts';
import { mostTags } from '../../domain/filters/filter.ts';
import type { SettableState, TicketPriority } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import type { Act } from '../command.ts';
import { findNamed } from '../refuse-fields.ts';

/** What a change does with a ticket, and the fact that it happened. */
export interface PlannedChange {
  readonly changes: Partial<Omit<Ticket, 'id' | 'number'>>;
  readonly fact: Unplaced<TicketFact>;
  /** When a waiting ticket opens again; undefined leaves that alone, null takes the date off. */
  readonly until?: Date | null;
  readonly addedTag?: string;
  readonly removedTag?: string;
}

/** @returns undefined where nothing would change */
export type Plan = (tx: Tx, ticket: Ticket) => Promise<PlannedChange | undefined>;

/** @param until with `waiting`: opens again then */
export function planState(state: SettableState, until?: Date): Plan {
  return async (tx, ticket) => {
    const known = await findWait(tx, ticket.id);
    const isSameDate = known?.getTime() === until?.getTime();
    if (ticket.state === state && (state !== 'waiting' || isSameDate)) return undefined;
    await assertUnmerged(tx, ticket);
    const date = until === undefined ? {} : { until: until.toISOString() };
    return {
      changes: { state },
      fact: { kind: 'ticket.state_changed', data: { from: ticket.state, to: state, ...date } },
      ...(state === 'waiting' ? { until: until ?? null } : {}),
    };
  };
}

/**
 * @param ownerId null: nobody
 * @throws AppError not_found, the same for who is not there and who is not known to whoever asks; else as `planOwner`
 */
async function planKnownOwner({ tx, viewer }: Act, ownerId: number | null): Promise<Plan> {
  if (ownerId === null) return planOwner(undefined);
  const owner = await findKnownUser(tx, viewer, ownerId);
  if (owner !== undefined) return planOwner(owner);
  throw new AppError('not_found', 'There is no such user, or you share no group with him.');
}

/** @param owner undefined: nobody. The plan throws invalid for a user who may not answer in the ticket's group */
export function planOwner(owner: User | undefined): Plan {
  if (owner !== undefined && !owner.isActive) {
    throw refuseOwner(`${owner.name} is disabled and cannot own tickets.`);
  }
  const ownerId = owner?.id ?? null;
  return async (tx, ticket) => {
    if (ticket.ownerId === ownerId) return undefined;
    if (owner !== undefined && !(await canAnswer(tx, owner, ticket.groupId))) {
      throw refuseOwner(`${owner.name} may not answer tickets of this group.`);
    }
    const data = { from: await nameOwner(tx, ticket), to: owner === undefined ? null : nameOf(owner) };
    return { changes: { ownerId }, fact: { kind: 'ticket.owner_changed', data } };
  };
}

function refuseOwner(message: string): AppError {
  return new AppError('invalid', message, { fields: { ownerId: message } });
}

/**
 * Full access to a ticket moves it, and whoever does that sees where it goes: the names of other groups are not for him. Where it is
 * already, nothing is to be done, and nothing asked. The plan throws not_found, forbidden, else as `planGroup`
 */
export function planMove({ need }: Pick<Act, 'need'>, groupId: number): Plan {
  return async (tx, ticket) => {
    if (ticket.groupId === groupId) return undefined;
    await need({ ticketId: ticket.id, level: 'full' });
    await need({ groupId, level: 'read' });
    return planGroup(await findNamed('groupId', getGroup(tx, groupId)))(tx, ticket);
  };
}

/** Whose it is already is not asked about: whoever sends all of a ticket back need not know him. Else as `planKnownOwner` */
export function planGiving(act: Act, ownerId: number | null): Plan {
  return async (tx, ticket) => {
    if (ticket.ownerId === ownerId) return undefined;
    return (await findNamed('ownerId', planKnownOwner(act, ownerId)))(tx, ticket);
  };
}

/** An owner who may not answer in the new group is taken off. @throws AppError invalid for an inactive group */
export function planGroup(group: {
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
}): Plan {
  if (!group.isActive) {
    const message = `The group ${group.name} is not active.`;
    throw new AppError('invalid', message, { fields: { groupId: message } });
  }
  return async (tx, ticket) => {
    if (ticket.groupId === group.id) return undefined;
    const owner = ticket.ownerId === null ? undefined : await getUser(tx, ticket.ownerId);
    const keepsOwner = owner === undefined || (await canAnswer(tx, owner, group.id));
    const from = nameOf(await getGroup(tx, ticket.groupId));
    const ownerTakenOff = keepsOwner ? {} : { ownerTakenOff: nameOf(owner) };
    return {
      changes: { groupId: group.id, ...(keepsOwner ? {} : { ownerId: null }) },
      fact: { kind: 'ticket.group_changed', data: { from, to: nameOf(group), ...ownerTakenOff } },
    };
  };
}

export function planPriority(priority: TicketPriority): Plan {
  return async (_tx, { priority: from }) =>
    from === priority
      ? undefined
      : { changes: { priority }, fact: { kind: 'ticket.priority_changed', data: { from, to: priority } } };
}

/** @param tags clean already. The first plan throws invalid where the ticket has no room for all of them */
export function planAddedTags(tags: readonly string[]): Plan[] {
  return tags.map((tag) => async (tx, ticket) => {
    const there = await listTicketTags(tx, ticket.id);
    const all = new Set([...there, ...tags]);
    if (all.size > mostTags && all.size > there.length) {
      const message = `A ticket has at most ${mostTags} tags; with these it would have ${all.size}.`;
      throw new AppError('invalid', message, { fields: { addTags: message } });
    }
    if (there.includes(tag)) return undefined;
    return { changes: {}, fact: { kind: 'ticket.tag_added', data: { tag } }, addedTag: tag };
  });
}

/** @param tag clean already */
export function planRemovedTag(tag: string): Plan {
  return async (tx, ticket) => {
    if (!(await listTicketTags(tx, ticket.id)).includes(tag)) return undefined;
    return { changes: {}, fact: { kind: 'ticket.tag_removed', data: { tag } }, removedTag: tag };
  };
}

/** @throws AppError conflict: its messages stand in another ticket, so there is nothing to work on */
export async function assertUnmerged(tx: Tx, ticket: Pick<Ticket, 'id' | 'number'>): Promise<void> {
  if ((await findMerge(tx, ticket.id)) === undefined) return;
  throw new AppError('conflict', `#${ticket.number} was merged into another ticket; undo that first.`);
}

/** @returns the ticket's owner as he is called now */
export async function nameOwner(tx: Tx, { ownerId }: Pick<Ticket, 'ownerId'>): Promise<Named | null> {
  return ownerId === null ? null : nameOf(await getUser(tx, ownerId));
}

function nameOf({ id, name }: { readonly id: number; readonly name: string }): Named {
  return { id, name };
}

/** Whether a user may answer in a group, and so own its tickets. */
export async function canAnswer(tx: Tx, user: User, groupId: number): Promise<boolean> {
  return allows(await findAccess(tx, viewerOf(user), groupId), 'answer');
}
