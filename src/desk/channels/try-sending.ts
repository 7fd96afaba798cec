import { type Channel, listChannels } from '../../db/channels.ts';
import { diagnose, recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { noteSendingFails, noteSendingWorks } from './note-sending.ts';
import { noteWay, openOther, openWay, type SendingWay } from './sending-way.ts';
import { judgeRoad } from './turn-road.ts';

/**
 * Signs in for sending and asks whether mail from the channel's address would be taken; no mail is sent. What came of it is
 * the channel's health of sending.
 * @returns where and as whom. @throws RemoteError, AppError
 */
export async function trySending(desk: Desk, channel: Channel): Promise<{ host: string; user: string }> {
  try {
    const { sender } = await tryWay(desk, channel);
    await desk.write((tx) => noteSendingWorks(desk, tx, channel.id));
    return { host: sender.host, user: sender.user };
  } catch (error) {
    const failure = findFailure(error);
    const { code, message } = toAppError(error);
    const diagnosis =
      failure === undefined
        ? recallDiagnosis(`postroom_${code}`, message, channel)
        : diagnose(failure, channel);
    await desk.write((tx) => noteSendingFails(desk, tx, channel.id, diagnosis));
    throw error;
  } finally {
    // When it was tried is not recorded as a fact, unless it begins or ends to work.
    desk.publish({ kind: 'channel', channelId: channel.id });
  }
}

/** By the road of now, or by the other where that one is out of order. @returns the one that works */
async function tryWay(desk: Desk, channel: Channel): Promise<SendingWay> {
  const isLasting = channel.sendingState === 'failing';
  const way = await openWay(desk, channel, isLasting);
  try {
    await tryOut(way, channel);
  } catch (error) {
    const { road } = way.sender;
    const failed =
      way.failed === undefined
        ? await judgeRoad(desk, channel, { direction: 'out', road, error, isLasting })
        : undefined;
    const other = failed && (await openOther(desk, channel, failed));
    if (other === undefined) throw error;
    await tryOut(other, channel);
    await noteWay(desk, channel, other);
    return other;
  }
  await noteWay(desk, channel, way);
  return way;
}

async function tryOut({ sender }: SendingWay, channel: Channel): Promise<void> {
  try {
    await sender.trySender(channel.address);
  } finally {
    sender.close();
  }
}

/** Tries sending where it is due: a new account, one that failed, one that has sent nothing for a day. */
export async function keepSendingTried(
  desk: Desk,
  turn: { readonly stopping: AbortSignal; beat(): void },
): Promise<void> {
  const now = desk.now();
  const due = (await listChannels(desk.read)).filter(
    ({ sendingRetryAt, pausedAt }) => pausedAt === null && sendingRetryAt !== null && sendingRetryAt <= now,
  );
  for (const channel of due) {
    if (turn.stopping.aborted) return;
    turn.beat();
    const isWorking = await trySending(desk, channel).then(
      () => true,
      (error: unknown) => {
        desk.log.warn('sending does not work', { channel: channel.id, error });
        return false;
      },
    );
    // What waits to be sent need not wait for its own next try.
    if (isWorking && channel.sendingState === 'failing') desk.wake(channel.id);
  }
}
