import type { Tx } from '../../db/care/open.ts';
import type { Channel } from '../../db/channels.ts';
import {
  deleteEmailAddress,
  findEmailAddress,
  insertEmailAddress,
  listEmailAddresses,
  listGroupsOfAddress,
  updateEmailAddress,
} from '../../db/email-addresses.ts';
import { updateGroup } from '../../db/groups.ts';

/** A channel's mailbox has another address since: groups that have sent from the old one send from it, and the old one stays as a further one. */
export async function takeAddress(tx: Tx, channel: Channel, address: string): Promise<void> {
  const known = await findEmailAddress(tx, address);
  const addresses = await listEmailAddresses(tx, channel.id);
  const old = addresses.find((each) => each.address === channel.address);
  if (old === undefined) return;
  if (known !== undefined) {
    for (const { id } of await listGroupsOfAddress(tx, known.id)) {
      await updateGroup(tx, id, { emailAddressId: old.id });
    }
    await deleteEmailAddress(tx, known.id);
  }
  await updateEmailAddress(tx, old.id, { address, isPrimary: old.isPrimary || known?.isPrimary === true });
  await insertEmailAddress(tx, {
    address: channel.address,
    name: old.name,
    channelId: channel.id,
    isPrimary: false,
    groupId: null,
  });
}
