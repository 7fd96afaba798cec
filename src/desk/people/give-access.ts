import type { Tx } from '../../db/care/open.ts';
import { setAccess } from '../../db/group-access.ts';
import { listGroups } from '../../db/groups.ts';
import { listUsers } from '../../db/users.ts';
import { type Access, readAccess } from '../../domain/access.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

/** What was chosen, by the id of a group or of a user: none, read, answer or full. */
export type AccessChoices = Readonly<Record<string, string>>;

/** One user's access to several groups, or several users' to one group. Who is not named keeps what he has. */
export async function giveAccess(
  tx: Tx,
  choice:
    | { readonly userId: number; readonly byGroup: AccessChoices }
    | { readonly groupId: number; readonly byUser: AccessChoices },
): Promise<void> {
  if ('userId' in choice) {
    for (const { id } of await listGroups(tx)) {
      const access = readChoice(choice.byGroup, id);
      if (access !== undefined) await setAccess(tx, choice.userId, id, access);
    }
    return;
  }
  for (const { id } of await listUsers(tx)) {
    const access = readChoice(choice.byUser, id);
    if (access !== undefined) await setAccess(tx, id, choice.groupId, access);
  }
}

/** Lets the open pages of these users read themselves again, and those of admins show what was saved. */
export function publishAccess(desk: Desk, userIds: readonly number[]): void {
  for (const userId of userIds) desk.publish({ kind: 'access', userId });
  desk.publish({ kind: 'settings' });
}

function readChoice(choices: AccessChoices, id: number): Access | undefined {
  const key = String(id);
  const value = Object.hasOwn(choices, key) ? choices[key] : undefined;
  const access = readAccess(value);
  if (access !== undefined || value === undefined) return access;
  throw new AppError('invalid', `"${value.slice(0, 40)}" is no access; expected none, read, answer or full.`);
}
