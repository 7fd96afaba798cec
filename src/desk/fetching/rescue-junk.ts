import * as z from 'zod';
import { putChannelFolder } from '../../db/channel-folders.ts';
import { type Channel, getChannel } from '../../db/channels.ts';
import { deleteJunkMail, getJunkMail } from '../../db/stray-mail.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { roadOf } from '../../domain/mail-road.ts';
import { AppError } from '../../errors.ts';
import { publishStrays } from '../channels/count-elsewhere.ts';
import { withMailbox } from '../channels/open-mailbox.ts';
import { type Act, defineCommand, type Work } from '../command.ts';
import { explainFailure } from '../explain-failure.ts';
import { loadStoreContext } from '../incoming/store-context.ts';
import { id } from '../input-fields.ts';
import type { FoundMail } from '../memory.ts';
import { rememberFailedDownloads } from './failed-downloads.ts';
import { importMail } from './import-mail.ts';
import { createSuspects } from './parse-mail.ts';
import { limitTo } from './plan-downloads.ts';

/**
 * Whoever may answer in the channel's group: imports one message from the junk folder, as if it lay in the folder that is
 * fetched. Its receipt keeps it from coming twice; on the server happens to it what the channel says.
 * @throws AppError not_found when it is no longer there, forbidden, unavailable with cause and step
 */
export const rescueJunk = defineCommand({
  name: 'rescueJunk',
  input: z.strictObject({ junkMailId: id }),
  needs: 'user',
  async work(work, { junkMailId }) {
    const find = (act: Act) => getJunkMail(act.tx, act.viewer, junkMailId);
    const { mail, stored } = await rescue(work, find, (act) => deleteJunkMail(act.tx, junkMailId));
    publishStrays(work.desk, mail.channelId);
    assertThere(stored, 'The message is not in the junk folder any more: somebody has moved or deleted it.');
  },
});

/**
 * The same for a message that a mailbox was asked for (`askMailboxes`), in whichever folder it lies.
 * @throws AppError not_found when it is no longer there or was found too long ago, forbidden, unavailable with cause and step
 */
export const rescueFound = defineCommand({
  name: 'rescueFound',
  input: z.strictObject({ key: z.string() }),
  needs: 'user',
  async work(work, { key }) {
    const found = work.desk.memory.foundMails.get(key);
    const find = async () => {
      if (found !== undefined) return found;
      throw new AppError('not_found', 'This was found too long ago; ask the mailboxes again.');
    };
    const { stored } = await rescue(work, find, async () => {
      work.desk.memory.foundMails.delete(key);
    });
    assertThere(stored, 'The message is not in that folder any more: somebody has moved or deleted it.');
  },
});

function assertThere(stored: number, message: string): void {
  if (stored === 0) throw new AppError('not_found', message);
}

/** @returns what was fetched, and how many messages got a receipt: one, or none where it is gone */
async function rescue<Mail extends FoundMail>(
  work: Work,
  find: (act: Act) => Promise<Mail>,
  forget: (act: Act) => Promise<void>,
): Promise<{ mail: Mail; stored: number }> {
  const { mail, channel } = await work.write(async (act) => {
    const mail = await find(act);
    const channel = await getChannel(act.tx, mail.channelId);
    await act.need({ groupId: channel.groupId, level: 'answer' });
    if (channel.pausedAt !== null)
      throw new AppError('conflict', `${channel.name} is disabled; an admin has to enable it first.`);
    return { mail, channel };
  });
  const take = (mailbox: MailReader) => importOne(work, channel, mail, mailbox);
  const stored = await explainFailure(withMailbox(work.desk, channel, take, roadOf(mail.numbering)));
  await work.write(async (act) => {
    await forget(act);
    if (stored > 0) {
      const data = { folder: mail.folder, address: mail.fromAddress };
      act.record({ kind: 'channel.junk_rescued', channelId: channel.id, data });
    }
  });
  return { mail, stored };
}

/** @returns how many messages got a receipt */
async function importOne(
  { desk, actor }: Work,
  channel: Channel,
  { place, folder, numbering }: FoundMail,
  mailbox: MailReader,
): Promise<number> {
  const opened = await mailbox.openFolder(folder);
  if (opened.numbering !== numbering) return 0;
  const key = { channelId: channel.id, folder: opened.path, numbering };
  await desk.write((tx) => putChannelFolder(tx, { ...key, cursor: '', comparedAt: null }));
  const context = { ...(await loadStoreContext(desk, channel, key)), isRun: true, actor };
  const { stored, settleError } = await importMail(desk, mailbox, context, [{ place }], {
    signal: new AbortController().signal,
    suspects: createSuspects(),
    onProgress: () => undefined,
    settles: true,
    limits: limitTo(context.policy.mostMegabytes),
    failed: rememberFailedDownloads(),
  });
  // The next look at the folder does it.
  if (settleError !== undefined)
    desk.log.warn('rescued mail not settled', { channel: channel.id, settleError });
  return stored;
}
