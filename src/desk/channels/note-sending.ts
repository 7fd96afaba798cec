import type { Tx } from '../../db/care/open.ts';
import { type Channel, findChannel, updateChannel } from '../../db/channels.ts';
import type { Diagnosis } from '../../domain/diagnosis/diagnosis.ts';
import { decideRetry } from '../../domain/diagnosis/send-retry.ts';
import type { Desk } from '../desk.ts';
import { recordChannel } from '../record-channel.ts';
import { countCause, forgetCauses } from './count-cause.ts';

const day = 86_400_000;
const hour = 3_600_000;

/** The server takes mail from the channel: a message went out, or it would have. It is looked at again in a day, if nothing is sent. */
export async function noteSendingWorks(desk: Desk, tx: Tx, channelId: number): Promise<void> {
  const channel = await findChannel(tx, channelId);
  if (channel === undefined) return;
  const now = desk.now();
  forgetCauses(desk.memory, `channel:${channelId}`);
  const isNew = channel.sendingState !== 'works';
  await updateChannel(tx, channelId, {
    sendingState: 'works',
    sendingCode: null,
    sendingText: null,
    sendingFailures: 0,
    sendingCheckedAt: now,
    sendingRetryAt: new Date(now.getTime() + day),
    ...(isNew ? { sendingSince: now } : {}),
  });
  if (channel.sendingState === 'failing') {
    const fact = { kind: 'channel.sending_recovered', channelId, data: {} } as const;
    await recordChannel(tx, fact, { at: now, by: 'deliver' });
  }
}

/**
 * What keeps the channel from sending anything, and when it is tried again, whether mail waits or not. Several messages that
 * fail together are one failure: else three of them would be waited for as long as three tries.
 */
export async function noteSendingFails(
  desk: Desk,
  tx: Tx,
  channelId: number,
  diagnosis: Diagnosis,
): Promise<void> {
  const channel = await findChannel(tx, channelId);
  if (channel === undefined) return;
  const { code, text } = diagnosis;
  const now = desk.now();
  const isAgain = channel.sendingCode === code;
  await updateChannel(tx, channelId, {
    sendingState: 'failing',
    sendingCode: code,
    sendingText: text,
    sendingCheckedAt: now,
    ...(isAgain && isAhead(channel.sendingRetryAt, now) ? {} : countFailure(desk, channel, diagnosis)),
    ...(channel.sendingState === 'failing' ? {} : { sendingSince: now }),
  });
  // Once for each cause, not once for each try.
  if (isAgain) return;
  const fact = { kind: 'channel.sending_failed', channelId, data: { code, text } } as const;
  await recordChannel(tx, fact, { at: now, by: 'deliver' });
}

/** Whether a failure is about all that the channel sends, and not about one message or recipient. */
export function isOfChannel({ retry }: Pick<Diagnosis, 'retry'>): boolean {
  return retry.kind === 'slow' || retry.kind === 'reauthenticate';
}

/** No pause is longer: what lies further ahead was laid before the clock was put back. */
function isAhead(retryAt: Date | null, now: Date): boolean {
  const left = (retryAt ?? now).getTime() - now.getTime();
  return left > 0 && left <= hour;
}

function countFailure(desk: Desk, channel: Channel, diagnosis: Diagnosis): Partial<Channel> {
  const { id, sendingCode, sendingFailures } = channel;
  const { code } = diagnosis;
  const failures = countCause(desk.memory, `channel:${id}`, code, sendingCode === code ? sendingFailures : 0);
  const decision = decideRetry(diagnosis, failures, 0);
  const pause = decision.kind === 'later' ? decision.milliseconds : hour;
  return { sendingFailures: failures, sendingRetryAt: new Date(desk.now().getTime() + pause) };
}

/** What is to be tried as soon as there is time for it. */
export function triedSoon(now: Date): Pick<Channel, 'sendingRetryAt'> {
  return { sendingRetryAt: now };
}
