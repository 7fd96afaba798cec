import * as z from 'zod';
import type { Tx } from '../../db/care/open.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { type Group, getGroup, insertGroup, listGroups, updateGroup } from '../../db/groups.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { type GroupSettings, readGroupSettings } from '../../domain/group-settings.ts';
import { groupOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { accessChoices, giveAccess } from './give-access.ts';

/** Admins: adds a group or changes one. @returns its id. @throws AppError invalid (with fields), not_found */
export const saveGroup = defineCommand({
  name: 'saveGroup',
  input: z.strictObject({
    /** Left out for a new group. */
    groupId: id.optional(),
    name: z.string(),
    emailAddressId: z.string(),
    signature: z.string(),
    followUp: z.string(),
    onBounce: z.string().optional(),
    language: z.string().optional(),
    timeZone: z.string().optional(),
    nameFormat: z.string(),
    autoReply: z.string().optional(),
    autoReplySubject: z.string().optional(),
    autoReplyText: z.string().optional(),
    /** By user. Users who are not named keep what they have. */
    access: accessChoices,
  }),
  about: ({ groupId }) => (groupId === undefined ? undefined : groupOf(groupId)),
  needs: 'admin',
  async run(act, input) {
    const read = readGroupSettings(input);
    if ('fields' in read) throw refuse(read.fields);
    const { settings } = read;
    await check(act.tx, input.groupId, settings);
    const before = input.groupId === undefined ? undefined : await getGroup(act.tx, input.groupId);
    const groupId = before?.id ?? (await insertGroup(act.tx, settings.name)).id;
    await updateGroup(act.tx, groupId, settings);
    noteGroup(act, groupId, before, settings);
    await giveAccess(act, { groupId, byUser: input.access });
    act.after(() => act.desk.log.info('group saved', { group: groupId }));
    return { id: groupId };
  },
});

/**
 * Admins: an inactive group cannot be chosen as a destination any more. Its tickets stay, and channels that point at it
 * go on delivering there.
 * @throws AppError not_found, conflict for the last active group
 */
export const setGroupActive = defineCommand({
  name: 'setGroupActive',
  input: z.strictObject({ groupId: id, isActive: z.boolean() }),
  about: ({ groupId }) => groupOf(groupId),
  needs: 'admin',
  async run(act, { groupId, isActive }) {
    const group = await getGroup(act.tx, groupId);
    const others = (await listGroups(act.tx)).filter((other) => other.isActive && other.id !== group.id);
    if (!isActive && others.length === 0) {
      throw new AppError('conflict', `${group.name} is the last active group; add another one first.`);
    }
    await updateGroup(act.tx, groupId, { isActive });
    noteGroup(act, groupId, group, { name: group.name, isActive });
    act.after(() => act.desk.log.info('group saved', { group: groupId, isActive }));
  },
});

function noteGroup(
  act: Act,
  groupId: number,
  before: Group | undefined,
  after: Partial<Group> & Pick<Group, 'name'>,
): void {
  const { name } = after;
  const changes = before === undefined ? [] : listChanges(before, after);
  if (before === undefined) act.record({ groupId, kind: 'group.added', data: { name } });
  if (changes.length > 0) act.record({ groupId, kind: 'group.changed', data: { name, changes } });
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
