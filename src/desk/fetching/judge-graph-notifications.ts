import type { Channel } from '../../db/channels.ts';
import { findSubscriptionOf, isTelling } from '../../db/graph-subscriptions.ts';
import { mailSignalOf } from '../channels/mail-signal-of.ts';
import { noteSilence } from '../channels/note-subscription.ts';
import type { WatchState } from './watch-state.ts';

/** So often in a row mail may come in unannounced: a look can be quicker than a notification. */
const mostUnannounced = 3;
/** What came in before, or while, the subscription was made is not told of. */
const settling = 60_000;

/**
 * Judges after a look whether Graph's notifications can be relied on.
 * @param stored how many messages the look has brought
 * @returns whether it is enough to ask now and then
 */
export async function isToldOfMail(state: WatchState, channel: Channel, stored: number): Promise<boolean> {
  const { desk, silence } = state;
  const row = await findSubscriptionOf(desk.read, channel.id, 'incoming');
  const { given } = mailSignalOf(desk, channel.id);
  const wasGiven = given !== silence.given;
  silence.given = given;
  const now = desk.now();
  if (row === undefined || !isTelling(row, now) || wasGiven) {
    silence.looks = 0;
    return isTelling(row, now);
  }
  const isSettled = row.since !== null && now.getTime() - row.since.getTime() > settling;
  if (stored > 0 && isSettled) silence.looks += 1;
  if (silence.looks < mostUnannounced) return true;
  silence.looks = 0;
  await noteSilence(desk, row);
  return false;
}
