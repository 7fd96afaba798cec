import { addChannelEvent } from '../../db/channel-events.ts';
import { eraseMailAccounts, hasMailAccountsToErase } from '../../db/mail-accounts.ts';
import type { Desk } from '../desk.ts';

/** Deletes the passwords of channels that were migrated more than seven days ago. */
export async function eraseOldAccounts(desk: Desk): Promise<void> {
  const now = desk.now();
  if (!(await hasMailAccountsToErase(desk.read, now))) return;
  const erased = await desk.write(async (tx) => {
    const ids = await eraseMailAccounts(tx, now);
    const message =
      'The old user name and password were erased; the migration cannot be rolled back any more.';
    for (const id of ids) await addChannelEvent(tx, id, now, { kind: 'account', message });
    return ids;
  });
  for (const channelId of erased) {
    desk.log.info('old password erased', { channel: channelId });
    desk.publish({ kind: 'channel', channelId });
  }
}
