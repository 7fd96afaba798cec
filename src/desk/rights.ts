import { findApiToken } from '../db/api-tokens.ts';
import { getVisibleArticle } from '../db/article-read.ts';
import type { Reader } from '../db/care/open.ts';
import { canAnswerCustomer, getVisibleCustomer } from '../db/customer-page.ts';
import { getVisibleDelivery } from '../db/outbox.ts';
import { isShortOfFactor } from '../db/second-factors.ts';
import { findSession, type Session } from '../db/sessions.ts';
import {
  assertAccess,
  findAccess,
  getVisibleTicketById,
  type Viewer,
  viewerOf,
} from '../db/ticket-access.ts';
import { findUserById, type User } from '../db/users.ts';
import type { AccessLevel } from '../domain/access.ts';
import type { Actor, TokenActor, UserActor } from '../domain/actor.ts';
import type { TokenScope } from '../domain/token-scope.ts';
import { AppError } from '../errors.ts';

/** An access level on one thing, named by its id. A message, a delivery and a customer go by their tickets. */
export type Need =
  | { readonly ticketId: number; readonly level: AccessLevel }
  | { readonly articleId: number; readonly level: AccessLevel }
  | { readonly deliveryId: number; readonly level: AccessLevel }
  | { readonly groupId: number; readonly level: AccessLevel }
  | { readonly customerId: number; readonly level: 'read' | 'answer' };

/** nothing: everybody, signed in or not. user: whoever is signed in. operator: the command line and the desk itself. */
export type Role = 'nothing' | 'user' | 'admin' | 'operator';

/** A role of somebody who has just shown, by password or second factor, that it is he who sits there. */
export interface Proven {
  readonly role: Role;
  readonly isProven: true;
}

/** How long a password, a code or a passkey counts for what takes proof. */
const provenMilliseconds = 10 * 60_000;

/** What an actor is allowed, as the data file says it now. */
export interface Standing {
  /** Null where no user acts. */
  readonly userId: number | null;
  readonly viewer: Viewer;
  readonly role: Role;
  /** A token has it from when it was made; the command line and the desk need none. */
  readonly isProven: boolean;
  /** What a token may; undefined where no token acts. */
  readonly scopes?: readonly TokenScope[];
}

const ranks: Readonly<Record<Role, number>> = { nothing: 0, user: 1, admin: 2, operator: 3 };

const noViewer: Viewer = { userId: 0, isAdmin: false };

/** For secrets, people and erasing: whoever finds an open browser, or has stolen its session, does none of that. */
export function proven(role: Role): Proven {
  return { role, isProven: true };
}

/** @throws AppError unauthorized for a user who is disabled or gone, and for a session that has ended */
export async function findStanding(db: Reader, actor: Actor, now: Date): Promise<Standing> {
  switch (actor.kind) {
    case 'visitor':
      return { userId: null, viewer: noViewer, role: 'nothing', isProven: false };
    case 'user': {
      const found = await loadActingUser(db, actor, now);
      const user = found?.user;
      if (user === undefined || !user.isActive || user.id !== actor.userId) {
        throw new AppError('unauthorized', 'You are not signed in any more; sign in and try again.');
      }
      // Who is to have a second factor may set one up, and nothing else before.
      if (await isShortOfFactor(db, found)) {
        const isProven = isProvenAt(found?.session, now);
        return { userId: user.id, viewer: noViewer, role: 'nothing', isProven };
      }
      const role = user.role === 'admin' ? 'admin' : 'user';
      return { userId: user.id, viewer: viewerOf(user), role, isProven: isProvenAt(found?.session, now) };
    }
    case 'token':
      return findTokenStanding(db, actor, now);
    case 'command_line':
    case 'desk':
      return { userId: null, viewer: { userId: 0, isAdmin: true }, role: 'operator', isProven: true };
  }
}

/** @throws AppError unauthorized, forbidden */
export function assertRole(standing: Standing, role: Role): void {
  if (ranks[standing.role] >= ranks[role]) return;
  if (standing.role === 'nothing') throw new AppError('unauthorized', 'Sign in first.');
  const message =
    role === 'admin'
      ? 'This is for admins; ask one of them.'
      : 'This is done on the machine that Postroom runs on, by its command line.';
  throw new AppError('forbidden', message);
}

/** @throws AppError forbidden, marked for whoever can ask for the proof */
export function assertProven({ isProven, userId }: Standing): void {
  if (isProven) return;
  if (userId === null) throw new AppError('unauthorized', 'Sign in first.');
  throw new AppError(
    'forbidden',
    'This takes your password or second factor again; confirm that it is you.',
    {
      needsProof: true,
    },
  );
}

/** @throws AppError not_found for what is not there or not for the viewer, forbidden for what he sees without being allowed this */
export async function assertNeed(db: Reader, { viewer }: Standing, need: Need): Promise<void> {
  if ('ticketId' in need) {
    await getVisibleTicketById(db, viewer, need.ticketId, need.level);
  } else if ('articleId' in need) {
    const { ticketId } = await getVisibleArticle(db, viewer, need.articleId);
    await getVisibleTicketById(db, viewer, ticketId, need.level);
  } else if ('deliveryId' in need) {
    await assertDelivery(db, viewer, need.deliveryId, need.level);
  } else if ('groupId' in need) {
    if ((await findAccess(db, viewer, need.groupId)) === 'none') {
      const message = 'There is no such group, or it is not for you.';
      throw new AppError('not_found', message, { fields: { groupId: message } });
    }
    await assertAccess(db, viewer, need.groupId, need.level);
  } else {
    const customer = await getVisibleCustomer(db, viewer, need.customerId);
    if (need.level === 'read' || (await canAnswerCustomer(db, viewer, customer.id))) return;
    throw new AppError('forbidden', 'You can read the tickets of this customer, but not change anything.');
  }
}

/** @throws AppError forbidden where nobody acts who could be noted as the one who did it */
export function assertPerson({ userId, role }: Pick<Standing, 'userId' | 'role'>): number {
  if (userId !== null) return userId;
  if (role === 'nothing') throw new AppError('unauthorized', 'Sign in first.');
  throw new AppError('forbidden', 'This is done by somebody who is signed in.');
}

/** Who has got hold of a token with `settings` must not become an admin by it. @throws AppError forbidden */
export function assertNoAdminByToken({ actor }: { readonly actor: Actor }, user: Pick<User, 'role'>): void {
  if (actor.kind !== 'token' || user.role !== 'admin') return;
  throw new AppError('forbidden', 'An API token makes and changes agents only; admins are made on the page.');
}

/** What the data file says of the token now counts, not what the caller knew of it. */
async function findTokenStanding(db: Reader, { tokenId, userId }: TokenActor, now: Date): Promise<Standing> {
  const found = await findApiToken(db, { id: tokenId }, now);
  if (found === undefined || found.user.id !== userId) {
    throw new AppError('unauthorized', 'The API token is not good any more.');
  }
  const { user, token } = found;
  // A token that is limited to groups may change nothing that holds for the whole installation.
  const role = user.role === 'admin' && token.groupIds === null ? 'admin' : 'user';
  const limit = token.groupIds === null ? {} : { groupIds: token.groupIds };
  return {
    userId: user.id,
    viewer: { ...viewerOf(user), ...limit },
    role,
    isProven: true,
    scopes: token.scopes,
  };
}

/** A clock that was set back makes nothing last longer. */
function isProvenAt(session: Session | undefined, now: Date): boolean {
  return session === undefined || Math.abs(now.getTime() - session.provedAt.getTime()) < provenMilliseconds;
}

async function loadActingUser(
  db: Reader,
  { userId, sessionHash }: UserActor,
  now: Date,
): Promise<{ user: User; session?: Session } | undefined> {
  if (sessionHash !== undefined) return findSession(db, sessionHash, now);
  const user = await findUserById(db, userId);
  return user === undefined ? undefined : { user };
}

async function assertDelivery(db: Reader, viewer: Viewer, id: number, level: AccessLevel): Promise<void> {
  const { groupId } = await getVisibleDelivery(db, viewer, id);
  await assertAccess(db, viewer, groupId, level);
}
