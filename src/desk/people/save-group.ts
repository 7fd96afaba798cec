import type { Tx } from '../../db/care/open.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { listAccessOfGroup } from '../../db/group-access.ts';
import { getGroup, insertGroup, listGroups, updateGroup } from '../../db/groups.ts';
import { type GroupInput, type GroupSettings, readGroupSettings } from '../../domain/group-settings.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { type AccessChoices, giveAccess, publishAccess } from './give-access.ts';

export interface SaveGroup extends GroupInput {
  /** Undefined for a new group. */
  readonly groupId: number | undefined;
  /** By user. Users who are not named keep what they have. */
  readonly access: AccessChoices;
}

/** @returns the group's id. @throws AppError invalid (with fields), not_found */
export async function saveGroup(desk: Desk, input: SaveGroup): Promise<{ id: number }> {
  const read = readGroupSettings(input);
  if ('fields' in read) throw refuse(read.fields);
  const { settings } = read;
  const id = await desk.write(async (tx) => {
    await check(tx, input.groupId, settings);
    const group =
      input.groupId === undefined ? await insertGroup(tx, settings.name) : await getGroup(tx, input.groupId);
    await updateGroup(tx, group.id, settings);
    await giveAccess(tx, { groupId: group.id, byUser: input.access });
    return group.id;
  });
  desk.log.info('group saved', { group: id });
  publishAccess(desk, Object.keys(input.access).map(Number));
  return { id };
}

/**
 * An inactive group cannot be chosen as a destination any more. Its tickets stay, and channels that point at it go on
 * delivering there.
 * @throws AppError not_found, conflict for the last active group
 */
export async function setGroupActive(
  desk: Desk,
  { groupId, isActive }: { groupId: number; isActive: boolean },
): Promise<void> {
  const userIds = await desk.write(async (tx) => {
    const group = await getGroup(tx, groupId);
    const others = (await listGroups(tx)).filter((other) => other.isActive && other.id !== group.id);
    if (!isActive && others.length === 0) {
      throw new AppError('conflict', `${group.name} is the last active group; add another one first.`);
    }
    await updateGroup(tx, groupId, { isActive });
    return (await listAccessOfGroup(tx, groupId)).map(({ userId }) => userId);
  });
  desk.log.info('group saved', { group: groupId, isActive });
  publishAccess(desk, userIds);
}

async function check(tx: Tx, groupId: number | undefined, settings: GroupSettings): Promise<void> {
  const same = (await listGroups(tx)).find(
    (other) => other.id !== groupId && other.name.toLowerCase() === settings.name.toLowerCase(),
  );
  if (same !== undefined) throw refuse({ name: 'There is a group of this name already.' });
  const { emailAddressId } = settings;
  if (emailAddressId === null) return;
  const addresses = await listAllEmailAddresses(tx);
  if (!addresses.some(({ id }) => id === emailAddressId)) {
    throw refuse({ emailAddressId: 'This address is gone; choose another one.' });
  }
}

function refuse(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'The group was not saved; see the marked fields.', { fields });
}
