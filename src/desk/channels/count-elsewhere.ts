import { type Channel, listChannelsOfMailbox } from '../../db/channels.ts';
import { type OtherFolder, putOtherFolders } from '../../db/stray-mail.ts';
import { isInbox, isSameFolder } from '../../domain/channel.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import type { Desk } from '../desk.ts';
import { noticeHealth } from './notice-health.ts';

export type Counted = Pick<OtherFolder, 'use' | 'folder' | 'messages' | 'unread'>;

/**
 * Counts what lies where the channel does not fetch: in the inbox, unless a channel fetches that, and in the junk folder.
 * Pages are told where it is another count than before. @throws RemoteError
 */
export async function countElsewhere(desk: Desk, channel: Channel, mailbox: MailReader): Promise<Counted[]> {
  const counted: Counted[] = [];
  const junk = await mailbox.findJunk();
  for (const [use, folder] of [
    ['inbox', (await isInboxFetched(desk, channel)) ? undefined : 'INBOX'],
    ['junk', junk === undefined || isSameFolder(channel.folder, junk) ? undefined : junk],
  ] as const) {
    const counts = folder === undefined ? undefined : await mailbox.countFolder(folder);
    if (folder !== undefined && counts !== undefined) counted.push({ use, folder, ...counts });
  }
  const countedAt = desk.now();
  const rows = counted.map((each) => ({ ...each, countedAt }));
  const isNews = await desk.write((tx) => putOtherFolders(tx, channel.id, rows));
  if (isNews) {
    publishStrays(desk, channel.id);
    await noticeHealth(desk);
  }
  return counted;
}

/** After the commit: every page shows how much mail lies in folders that are not fetched; that number is not recorded as a fact. */
export function publishStrays(desk: Desk, channelId: number): void {
  desk.publish({ kind: 'health' });
  desk.publish({ kind: 'channel', channelId });
}

/** By this channel or another one of the same mailbox. */
async function isInboxFetched(desk: Desk, channel: Channel): Promise<boolean> {
  if (isInbox(channel.folder)) return true;
  const others = await listChannelsOfMailbox(desk.read, channel.address);
  return others.some(({ folder, startedAt }) => startedAt !== null && isInbox(folder));
}
