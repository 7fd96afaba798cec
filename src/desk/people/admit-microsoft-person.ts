import {
  findMicrosoftLink,
  findMicrosoftPerson,
  insertMicrosoftLink,
  type MicrosoftPerson,
} from '../../db/microsoft-people.ts';
import { deleteSessionsOfUser } from '../../db/sessions.ts';
import { findUserByEmail, getUser, type User, updateUser } from '../../db/users.ts';
import { longestAddress } from '../../domain/address.ts';
import type { SignInRefusal } from '../../domain/facts/people-facts.ts';
import { roleOfGroups, type SignInSettings } from '../../domain/sign-in-settings.ts';
import { AppError } from '../../errors.ts';
import type { Identity } from '../../microsoft/id-token.ts';
import type { Act, Work } from '../command.ts';
import { insertPerson } from './add-user.ts';
import { findNeed } from './last-admin.ts';

interface Arrival {
  readonly identity: Identity;
  readonly groups: readonly string[];
  /** The network address. */
  readonly address: string;
}

/**
 * Whoever comes from the tenant: known by tenant and object id; at the first time by his user name, which is a user's
 * address here; or made by a group.
 * @throws AppError unauthorized, the same for every reason
 */
export async function admitMicrosoftPerson(
  work: Work,
  settings: SignInSettings,
  arrival: Arrival,
): Promise<User> {
  const { identity, groups, address } = arrival;
  const role = roleOfGroups(settings, groups);
  const admitted = await work.write(async (act): Promise<User | SignInRefusal> => {
    const known = await findMicrosoftPerson(act.tx, identity.tenantId, identity.objectId);
    if (known === undefined) return meet(act, identity, role);
    if (!known.user.isActive) return 'disabled';
    return known.link.isByGroup ? followGroup(act, known.user, role) : known.user;
  });
  if (typeof admitted === 'string') throw await refuseMicrosoft(work, identity, admitted, address);
  return admitted;
}

/** Notes a refused one. @returns what to throw */
export async function refuseMicrosoft(
  work: Work,
  { userName }: Pick<Identity, 'userName'>,
  because: SignInRefusal,
  address: string,
): Promise<AppError> {
  await work.write(async (act) =>
    act.record({
      kind: 'sign_in.refused',
      data: { email: userName.slice(0, longestAddress), because, address },
    }),
  );
  return new AppError(
    'unauthorized',
    'This Microsoft account is not known here. Choose another one, or ask an admin to add you with its user name as address.',
  );
}

async function meet(
  act: Act,
  identity: Identity,
  role: 'admin' | 'agent' | undefined,
): Promise<User | SignInRefusal> {
  // The user name: its domain is verified by the tenant. Other addresses in a token can be chosen by their owner.
  const email = identity.userName.toLowerCase();
  const user = await findUserByEmail(act.tx, email);
  if (user !== undefined) {
    if (!user.isActive) return 'disabled';
    // Somebody else had the user name before.
    if ((await findMicrosoftLink(act.tx, user.id)) !== undefined) return 'other_account';
    await link(act, user.id, identity, false);
    return user;
  }
  if (role === undefined) return 'unknown';
  const name = identity.name.trim().slice(0, 200) || email;
  const made = { email, name, role, passwordHash: '', isActive: true, createdAt: act.now };
  const inserted = await insertPerson(act, made);
  await link(act, inserted.id, identity, true);
  return inserted;
}

async function link(act: Act, userId: number, identity: Identity, isByGroup: boolean): Promise<void> {
  const { tenantId, objectId, userName } = identity;
  const row: MicrosoftPerson = { userId, tenantId, objectId, isByGroup, linkedAt: act.now };
  await insertMicrosoftLink(act.tx, row);
  act.record({ userId, kind: 'user.linked', data: { userName, tenantId, objectId } });
}

/** Who is in none of the groups any more may not sign in, and is signed out everywhere; an admin who is needed as one stays one. */
async function followGroup(
  act: Act,
  user: User,
  role: 'admin' | 'agent' | undefined,
): Promise<User | SignInRefusal> {
  if (role === undefined) {
    await deleteSessionsOfUser(act.tx, user.id);
    return 'not_in_group';
  }
  if (role === user.role) return user;
  if ((await findNeed(act.tx, user)) !== undefined) return user;
  await updateUser(act.tx, user.id, { role });
  const changes = [{ field: 'role', before: user.role, after: role }];
  act.record({ userId: user.id, kind: 'user.changed', data: { changes } });
  return getUser(act.tx, user.id);
}
