import * as z from 'zod';
import { getChannel } from '../../db/channels.ts';
import {
  deleteEmailAddress,
  type EmailAddress,
  getEmailAddress,
  insertEmailAddress,
  listEmailAddresses,
  listGroupsOfAddress,
  updateEmailAddress,
} from '../../db/email-addresses.ts';
import { getGroup, updateGroup } from '../../db/groups.ts';
import { readAddressInput } from '../../domain/address-input.ts';
import type { Named } from '../../domain/facts/shape.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

const addressOfChannel = z.strictObject({ channelId: id, addressId: id });

/**
 * An admin: adds a further address that the mailbox gets mail for, or changes its name and who sends from it. Without
 * `addressId` it is a new one; the address itself of one that is there stays as it is.
 * @throws AppError invalid, conflict, not_found
 */
export const saveAddress = defineCommand({
  name: 'saveAddress',
  input: z.strictObject({
    channelId: id,
    addressId: id.optional(),
    address: z.string(),
    name: z.string(),
    groupId: z.string(),
  }),
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, input) {
    const { channelId, addressId } = input;
    const { tx } = act;
    await getChannel(tx, channelId);
    const known = addressId === undefined ? undefined : await getEmailAddress(tx, { channelId, addressId });
    const read = readAddressInput({ ...input, address: known?.address ?? input.address });
    if ('fields' in read) {
      throw new AppError('invalid', 'The address was not saved; see the marked fields.', {
        fields: read.fields,
      });
    }
    const { address, name, groupId } = read.settings;
    const saved =
      known ?? (await insertEmailAddress(tx, { address, name, channelId, isPrimary: false, groupId: null }));
    await updateEmailAddress(tx, saved.id, { name });
    const sender = groupId === undefined ? undefined : await assign(act, saved, groupId);
    const data = { address, isNew: known === undefined, ...(sender === undefined ? {} : { sender }) };
    act.record({ kind: 'channel.address_saved', channelId, data });
  },
});

/** An admin: chooses the address that groups without one of their own send from. @throws AppError not_found */
export const makeAddressPrimary = defineCommand({
  name: 'makeAddressPrimary',
  input: addressOfChannel,
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, input) {
    const { channelId } = input;
    const chosen = await getEmailAddress(act.tx, input);
    for (const each of await listEmailAddresses(act.tx, channelId)) {
      await updateEmailAddress(act.tx, each.id, { isPrimary: each.id === chosen.id });
    }
    act.record({ kind: 'channel.address_primary', channelId, data: { address: chosen.address } });
  },
});

/** An admin: groups that send from it are left without a sending address. @throws AppError conflict for the primary one, not_found */
export const removeAddress = defineCommand({
  name: 'removeAddress',
  input: addressOfChannel,
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, input) {
    const { channelId } = input;
    const { id: addressId, address, isPrimary } = await getEmailAddress(act.tx, input);
    if (isPrimary) {
      throw new AppError(
        'conflict',
        `${address} is the primary address; make another one primary before you remove it.`,
      );
    }
    const left = (await listGroupsOfAddress(act.tx, addressId)).map((group) => ({
      id: group.id,
      name: group.name,
    }));
    await deleteEmailAddress(act.tx, addressId);
    act.record({ kind: 'channel.address_removed', channelId, data: { address, left } });
  },
});

/** @returns the group where it sends from the address only now */
async function assign({ tx }: Act, address: EmailAddress, groupId: number): Promise<Named | undefined> {
  const group = await getGroup(tx, groupId);
  if (!group.isActive) {
    throw new AppError('invalid', `The group ${group.name} is not active.`, {
      fields: { groupId: 'This group is not active any more; choose another one.' },
    });
  }
  if (group.emailAddressId === address.id) return undefined;
  await updateGroup(tx, groupId, { emailAddressId: address.id });
  return { id: group.id, name: group.name };
}
