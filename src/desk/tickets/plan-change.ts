import type { Tx } from '../../db/care/open.ts';
import { findAccess, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { findMerge } from '../../db/ticket-merges.ts';
import { listTicketTags } from '../../db/ticket-tags.ts';
import { findWait } from '../../db/ticket-waits.ts';
import { getUser, type User } from '../../db/users.ts';
import { allows } from '../../domain/access.ts';
import type { SettableState, TicketPriority } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';

/** What a change does with a ticket, and what the history says of it. */
export interface PlannedChange {
  readonly kind: string;
  readonly changes: Partial<Omit<Ticket, 'id' | 'number'>>;
  readonly message: string;
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
    const date =
      until === undefined ? '' : ` until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    return {
      kind: 'state',
      changes: { state },
      message: `state ${ticket.state} → ${state}${date}`,
      ...(state === 'waiting' ? { until: until ?? null } : {}),
    };
  };
}

/** @param owner undefined: nobody. The plan throws invalid for a user who may not answer in the ticket's group */
export function planOwner(owner: User | undefined): Plan {
  if (owner !== undefined && !owner.isActive) {
    throw new AppError('invalid', `${owner.name} is disabled and cannot own tickets.`);
  }
  const ownerId = owner?.id ?? null;
  return async (tx, ticket) => {
    if (ticket.ownerId === ownerId) return undefined;
    if (owner !== undefined && !(await canAnswer(tx, owner, ticket.groupId))) {
      throw new AppError('invalid', `${owner.name} may not answer tickets of this group.`);
    }
    const message = owner === undefined ? 'owner taken off' : `owner ${owner.name}`;
    return { kind: 'owner', changes: { ownerId }, message };
  };
}

/** An owner who may not answer in the new group is taken off. @throws AppError invalid for an inactive group */
export function planGroup(group: {
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
}): Plan {
  if (!group.isActive) throw new AppError('invalid', `The group ${group.name} is not active.`);
  return async (tx, ticket) => {
    if (ticket.groupId === group.id) return undefined;
    const owner = ticket.ownerId === null ? undefined : await getUser(tx, ticket.ownerId);
    const keepsOwner = owner === undefined || (await canAnswer(tx, owner, group.id));
    return {
      kind: 'group',
      changes: { groupId: group.id, ...(keepsOwner ? {} : { ownerId: null }) },
      message: `group ${group.name}${keepsOwner ? '' : `, owner ${owner.name} taken off`}`,
    };
  };
}

export function planPriority(priority: TicketPriority): Plan {
  return async (_tx, ticket) =>
    ticket.priority === priority
      ? undefined
      : { kind: 'priority', changes: { priority }, message: `priority ${ticket.priority} → ${priority}` };
}

/** @param tag clean already (domain/tag) */
export function planTag(tag: string, change: 'add' | 'remove'): Plan {
  return async (tx, ticket) => {
    const isThere = (await listTicketTags(tx, ticket.id)).includes(tag);
    if (isThere === (change === 'add')) return undefined;
    return change === 'add'
      ? { kind: 'tag', changes: {}, message: `tag ${tag} added`, addedTag: tag }
      : { kind: 'tag', changes: {}, message: `tag ${tag} taken off`, removedTag: tag };
  };
}

/** @throws AppError conflict: its messages stand in another ticket, so there is nothing to work on */
export async function assertUnmerged(tx: Tx, ticket: Pick<Ticket, 'id' | 'number'>): Promise<void> {
  if ((await findMerge(tx, ticket.id)) === undefined) return;
  throw new AppError('conflict', `#${ticket.number} was merged into another ticket; undo that first.`);
}

async function canAnswer(tx: Tx, user: User, groupId: number): Promise<boolean> {
  return allows(await findAccess(tx, viewerOf(user), groupId), 'answer');
}
