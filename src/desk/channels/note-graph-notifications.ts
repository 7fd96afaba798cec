import * as z from 'zod';
import {
  findSubscriptions,
  type GraphSubscription,
  updateSubscription,
} from '../../db/graph-subscriptions.ts';
import { subscriptionEvents } from '../../domain/change-notification.ts';
import { type Act, defineCommand } from '../command.ts';
import { mailSignalOf } from './mail-signal-of.ts';
import { silentCode } from './note-subscription.ts';

/** A notification is noted to so much: thousands may come within one. */
const notedEvery = 60_000;

/**
 * The desk itself, once a notification is known to be Graph's: lets the channels look for new mail, and keeps what Graph said of a
 * subscription. What it said of a message is not read: what has changed is asked for.
 */
export const noteGraphNotifications = defineCommand({
  name: 'noteGraphNotifications',
  input: z.strictObject({
    told: z
      .array(z.strictObject({ subscriptionId: z.string(), event: z.enum(subscriptionEvents).optional() }))
      .max(1000),
  }),
  needs: 'operator',
  async run(act, { told }) {
    const rows = await findSubscriptions(act.tx, [
      ...new Set(told.map(({ subscriptionId }) => subscriptionId)),
    ]);
    for (const row of rows) {
      const own = told.filter(({ subscriptionId }) => subscriptionId === row.subscriptionId);
      // One that is removed needs no token.
      const isRemoved = own.some(({ event }) => event === 'subscriptionRemoved');
      await note(act, row, isRemoved ? 'subscriptionRemoved' : own.find(({ event }) => event)?.event);
    }
    act.after(() => {
      for (const { channelId } of rows) mailSignalOf(act.desk, channelId).give();
      if (told.some(({ event }) => event !== undefined)) act.desk.memory.wakeSubscriptions?.();
    });
  },
});

async function note(
  act: Act,
  row: GraphSubscription,
  event: GraphSubscription['event'] | undefined,
): Promise<void> {
  const { tx, now, desk } = act;
  const { channelId, folderUse, lastToldAt, code } = row;
  if (event !== undefined) await updateSubscription(tx, row, { event });
  const isFresh = lastToldAt !== null && Math.abs(now.getTime() - lastToldAt.getTime()) < notedEvery;
  const isSpeakingAgain = event === undefined && code === silentCode;
  if (isFresh && !isSpeakingAgain) return;
  const back = isSpeakingAgain ? { code: null, text: null, retryAt: null, since: now } : {};
  await updateSubscription(tx, row, { ...back, lastToldAt: now });
  if (isSpeakingAgain) act.record({ kind: 'channel.told', channelId, data: { folder: folderUse } });
  // When Graph told of mail last is not recorded as a fact.
  else act.after(() => desk.publish({ kind: 'channel', channelId }));
}
