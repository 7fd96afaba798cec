import { eraseMailAccounts, hasMailAccountsToErase } from '../../db/mail-accounts.ts';
import type { Desk } from '../desk.ts';
import { recordChannel } from '../record-channel.ts';

/** Deletes the passwords of channels that were migrated more than seven days ago. */
export async function eraseOldAccounts(desk: Desk): Promise<void> {
  const now = desk.now();
  if (!(await hasMailAccountsToErase(desk.read, now))) return;
  const erased = await desk.write(async (tx) => {
    const ids = await eraseMailAccounts(tx, now);
    for (const channelId of ids) {
      const fact = { kind: 'channel.old_account_erased', channelId, data: {} } as const;
      await recordChannel(tx, fact, { at: now, by: 'care' });
    }
    return ids;
  });
  for (const channelId of erased) desk.log.info('old password erased', { channel: channelId });
}
