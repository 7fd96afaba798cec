import type { Channel } from '../../db/channels.ts';
import { otherRoad } from '../../domain/mail-road.ts';
import type { MailSender } from '../../domain/mail-sending.ts';
import type { Desk } from '../desk.ts';
import { findPreferredRoad, findRoadNow } from './find-road.ts';
import { openSender } from './open-sender.ts';
import { judgeRoad, noteHindrance, noteStraight, noteTurn, type RoadFailure } from './turn-road.ts';

/** A way out that is open. */
export interface SendingWay {
  readonly sender: MailSender;
  /** What the other road has failed at, where this one is taken instead. */
  readonly failed: RoadFailure | undefined;
}

/**
 * Opens the road of now; where that one is out of order and another could do it, the other. Close its sender.
 * @param isLasting whether it has failed before, and not just now
 * @throws RemoteError, AppError of the road of now
 */
export async function openWay(desk: Desk, channel: Channel, isLasting: boolean): Promise<SendingWay> {
  const road = await findRoadNow(desk, channel, 'out');
  try {
    return { sender: await openSender(desk, channel, road), failed: undefined };
  } catch (error) {
    const failed = await judgeRoad(desk, channel, { direction: 'out', road, error, isLasting });
    const other = failed && (await openOther(desk, channel, failed));
    if (other === undefined) throw error;
    return other;
  }
}

/** @returns undefined where the other road cannot be opened either: the channel's page says what stands in its way */
export async function openOther(
  desk: Desk,
  channel: Channel,
  failed: RoadFailure,
): Promise<SendingWay | undefined> {
  try {
    return { sender: await openSender(desk, channel, otherRoad(failed.road)), failed };
  } catch (error) {
    desk.log.info('the other road cannot take over', { channel: channel.id, error });
    await noteHindrance(desk, channel, 'out', error);
    return undefined;
  }
}

/** Mail has gone out by it: until it does not, and the preferred one does, this one is taken. */
export async function noteWay(desk: Desk, channel: Channel, { sender, failed }: SendingWay): Promise<void> {
  const preferred = await findPreferredRoad(desk, channel, 'out');
  if (sender.road === preferred) await noteStraight(desk, channel, 'out', preferred);
  else if (failed !== undefined) await noteTurn(desk, channel, 'out', failed);
}
