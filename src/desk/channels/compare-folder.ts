import { findChannelFolder } from '../../db/channel-folders.ts';
import { findLastOfFolder } from '../../db/receipts.ts';
import type { MailReader, OpenedFolder } from '../../domain/mail-reading.ts';
import { roadOf } from '../../domain/mail-road.ts';
import type { Desk } from '../desk.ts';

/**
 * A mailbox has several addresses, and an address may be given to another one.
 * @param opened the folder that was opened last in `mailbox`
 * @returns whether it is the one that a channel has read so far; `unknown` where nothing tells
 */
export async function compareFolder(
  desk: Desk,
  channelId: number,
  mailbox: MailReader,
  { path: folder, numbering }: OpenedFolder,
): Promise<'same' | 'other' | 'unknown'> {
  const known = await findChannelFolder(desk.read, channelId, folder, roadOf(numbering));
  if (known === undefined) return 'unknown';
  if (known.numbering !== numbering) return 'other';
  // Graph numbers each folder by itself; with IMAP the numbers of two mailboxes may be alike.
  if (mailbox.hasNamed === undefined) return 'same';
  const last = await findLastOfFolder(desk.read, { channelId, folder, numbering });
  if (last === undefined) return 'unknown';
  if (!(await mailbox.hasNamed(last.place))) return 'other';
  const header = (await mailbox.fetchHeader(last.place))?.toString('latin1');
  if (header === undefined || last.messageId === null) return 'unknown';
  return header.includes(last.messageId) ? 'same' : 'other';
}
