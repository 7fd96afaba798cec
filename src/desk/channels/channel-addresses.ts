import type { Tx } from '../../db/care/open.ts';
import { addChannelEvent } from '../../db/channel-events.ts';
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
import { type AddressInput, readAddressInput } from '../../domain/address-input.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

export interface SaveAddress extends AddressInput {
  readonly channelId: number;
  /** Undefined for a new one; the address itself of one that is there stays as it is. */
  readonly addressId: number | undefined;
}

interface AddressOfChannel {
  readonly channelId: number;
  readonly addressId: number;
}

/** Adds a further address that the mailbox gets mail for, or changes its name and who sends from it. @throws AppError invalid, conflict, not_found */
export async function saveAddress(desk: Desk, input: SaveAddress): Promise<void> {
  const { channelId, addressId } = input;
  await change(desk, channelId, async (tx) => {
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
    const assigned = groupId === undefined ? '' : await assign(tx, saved, groupId);
    return `Address ${address} ${known === undefined ? 'added' : 'saved'}.${assigned}`;
  });
}

/** Groups without an address of their own send from the primary one. @throws AppError not_found */
export async function makeAddressPrimary(desk: Desk, input: AddressOfChannel): Promise<void> {
  await change(desk, input.channelId, async (tx) => {
    const chosen = await getEmailAddress(tx, input);
    for (const { id } of await listEmailAddresses(tx, input.channelId)) {
      await updateEmailAddress(tx, id, { isPrimary: id === chosen.id });
    }
    return `${chosen.address} is the primary address now.`;
  });
}

/** Groups that send from it are left without a sending address. @throws AppError conflict for the primary one, not_found */
export async function removeAddress(desk: Desk, input: AddressOfChannel): Promise<void> {
  await change(desk, input.channelId, async (tx) => {
    const { id, address, isPrimary } = await getEmailAddress(tx, input);
    if (isPrimary) {
      throw new AppError(
        'conflict',
        `${address} is the primary address; make another one primary before you remove it.`,
      );
    }
    const groups = (await listGroupsOfAddress(tx, id)).map(({ name }) => name);
    await deleteEmailAddress(tx, id);
    const left = groups.length === 0 ? '' : ` Without a sending address now: ${groups.join(', ')}.`;
    return `Address ${address} removed.${left}`;
  });
}

async function assign(tx: Tx, { id, address }: EmailAddress, groupId: number): Promise<string> {
  const group = await getGroup(tx, groupId);
  if (!group.isActive) {
    throw new AppError('invalid', `The group ${group.name} is not active.`, {
      fields: { groupId: 'This group is not active any more; choose another one.' },
    });
  }
  if (group.emailAddressId === id) return '';
  await updateGroup(tx, groupId, { emailAddressId: id });
  return ` ${group.name} sends from ${address} now.`;
}

async function change(desk: Desk, channelId: number, act: (tx: Tx) => Promise<string>): Promise<void> {
  await desk.write(async (tx) => {
    await getChannel(tx, channelId);
    const message = await act(tx);
    await addChannelEvent(tx, channelId, desk.now(), { kind: 'settings', message });
  });
  desk.publish({ kind: 'channel', channelId });
}
