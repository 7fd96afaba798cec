import * as z from 'zod';
import { listAccessOfGroup, listAccessOfUser, setAccess } from '../../db/group-access.ts';
import { getGroup, listGroups } from '../../db/groups.ts';
import { listUsers } from '../../db/users.ts';
import type { Access } from '../../domain/access.ts';
import { AppError } from '../../errors.ts';
import type { Act } from '../command.ts';

const expected = 'Expected none, read, answer or full.';

/** What was chosen, by the id of a group or of a user. */
export const accessChoices = z.record(
  z.string(),
  z.string().pipe(z.enum(['none', 'read', 'answer', 'full'], expected)),
);
export type AccessChoices = z.infer<typeof accessChoices>;

/** Takes proof where something changes. One user's access to several groups, or several users' to one group. Who is not named keeps what he has. */
export async function giveAccess(
  act: Act,
  choice:
    | { readonly userId: number; readonly byGroup: AccessChoices }
    | { readonly groupId: number; readonly byUser: AccessChoices },
): Promise<void> {
  if ('userId' in choice) {
    const { userId, byGroup } = choice;
    const before = await listAccessOfUser(act.tx, userId);
    const groups = await listGroups(act.tx);
    refuseUnknown(byGroup, groups, 'There is no such group.');
    for (const group of groups) {
      const stored = before.find(({ groupId }) => groupId === group.id)?.level ?? 'none';
      await change(act, { userId, group, stored, chosen: readChoice(byGroup, group.id) });
    }
    return;
  }
  const { groupId, byUser } = choice;
  const group = await getGroup(act.tx, groupId);
  const before = await listAccessOfGroup(act.tx, groupId);
  const users = await listUsers(act.tx);
  refuseUnknown(byUser, users, 'There is no such user.');
  for (const { id: userId } of users) {
    const stored = before.find((each) => each.userId === userId)?.level ?? 'none';
    await change(act, { userId, group, stored, chosen: readChoice(byUser, userId) });
  }
}

interface AccessChange {
  readonly userId: number;
  readonly group: { readonly id: number; readonly name: string };
  readonly stored: Access;
  readonly chosen: Access | undefined;
}

async function change(act: Act, { userId, group, stored, chosen }: AccessChange): Promise<void> {
  if (chosen === undefined || chosen === stored) return;
  act.needProof();
  await setAccess(act.tx, userId, group.id, chosen);
  const data = { group: { id: group.id, name: group.name }, before: stored, after: chosen };
  act.record({ userId, groupId: group.id, kind: 'user.access_changed', data });
}

/** @throws AppError invalid, with each field */
function refuseUnknown(
  choices: AccessChoices,
  known: readonly { readonly id: number }[],
  said: string,
): void {
  const ids = new Set(known.map(({ id }) => String(id)));
  const unknown = Object.keys(choices).filter((id) => !ids.has(id));
  if (unknown.length === 0) return;
  throw new AppError('invalid', said, {
    fields: Object.fromEntries(unknown.map((id) => [`access.${id}`, said])),
  });
}

function readChoice(choices: AccessChoices, id: number): Access | undefined {
  const key = String(id);
  return Object.hasOwn(choices, key) ? choices[key] : undefined;
}
