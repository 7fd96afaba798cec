import type { Channel } from '../../db/channels.ts';
import { replaceJunkMails } from '../../db/stray-mail.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { countElsewhere, publishStrays } from '../channels/count-elsewhere.ts';
import type { Desk } from '../desk.ts';
import { type JunkOptions, lookInJunk } from './look-in-junk.ts';

/** Counts what lies where nobody fetches, and finds in the junk folder what people wait for. @throws RemoteError, AppError */
export async function lookElsewhere(
  desk: Desk,
  channel: Channel,
  mailbox: MailReader,
  options: JunkOptions,
): Promise<void> {
  const counted = await countElsewhere(desk, channel, mailbox);
  const junk = counted.find(({ use }) => use === 'junk');
  if (junk !== undefined) return lookInJunk(desk, channel, mailbox, junk.folder, options);
  if (await desk.write((tx) => replaceJunkMails(tx, channel.id, []))) publishStrays(desk, channel.id);
}
