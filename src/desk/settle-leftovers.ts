import type { Channel } from '../db/channels.ts';
import { type FolderKey, listUnsettled } from '../db/receipts.ts';
import type { MailConnection } from '../mail/imap.ts';
import type { Desk } from './desk.ts';
import { noteSettled, settleMail } from './settle-mail.ts';

const chunk = 500;

/**
 * Settles what an earlier run stored and did not come to settle. What has vanished meanwhile counts as settled.
 * @returns how many
 */
export async function settleLeftovers(
  desk: Desk,
  channel: Channel,
  connection: MailConnection,
  key: FolderKey,
): Promise<number> {
  let settled = 0;
  for (;;) {
    const receipts = await listUnsettled(desk.read, key, chunk);
    if (receipts.length === 0) return settled;
    const uids = receipts.map(({ uid }) => uid);
    const there = new Set((await connection.describeMessages(uids)).map(({ uid }) => uid));
    const gone = receipts.filter(({ uid }) => !there.has(uid)).map(({ id }) => id);
    // All of them: that the server has left one out of its answer does not prove that it is not there.
    if (there.size > 0) await settleMail(desk, channel, connection, receipts);
    if (gone.length > 0) await noteSettled(desk, gone, 'gone');
    settled += receipts.length;
  }
}
