import { deleteAutoRepliesBefore } from '../../db/auto-replies.ts';
import { deleteChannelFactsBefore } from '../../db/facts.ts';
import { deleteOldNotificationMails } from '../../db/notification-mails.ts';
import { passingChannelKinds } from '../../domain/facts/channel-facts.ts';
import type { Desk } from '../desk.ts';

const day = 86_400_000;
const keptDays = 90;
/** Automatic answers are counted over one day. */
const countedDays = 2;

/** What a channel's log says is kept for 90 days, and who got an automatic answer for two. */
export async function eraseOldActivity(desk: Desk): Promise<void> {
  const now = desk.now().getTime();
  await desk.write(async (tx) => {
    await deleteChannelFactsBefore(tx, new Date(now - keptDays * day), passingChannelKinds);
    await deleteOldNotificationMails(tx, new Date(now - keptDays * day));
    await deleteAutoRepliesBefore(tx, new Date(now - countedDays * day));
  });
}
