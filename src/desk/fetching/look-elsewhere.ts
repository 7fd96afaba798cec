import type { Channel } from '../../db/channels.ts';
import { replaceJunkMails } from '../../db/stray-mail.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { type Counted, countElsewhere, publishStrays } from '../channels/count-elsewhere.ts';
import type { Desk } from '../desk.ts';
import { type JunkOptions, lookInJunk } from './look-in-junk.ts';

/** Counts what lies where nobody fetches, and finds in the junk folder what people wait for. @returns what the junk folder holds. @throws RemoteError, AppError */
export async function lookElsewhere(
  desk: Desk,
  channel: Channel,
  mailbox: MailReader,
  options: JunkOptions,
): Promise<Counted | undefined> {
  const counted = await countElsewhere(desk, channel, mailbox);
  const junk = counted.find(({ use }) => use === 'junk');
  if (junk !== undefined) await lookInJunk(desk, channel, mailbox, junk.folder, options);
  else if (await desk.write((tx) => replaceJunkMails(tx, channel.id, []))) publishStrays(desk, channel.id);
  return junk;
}
