import type { Tx } from '../../db/care/open.ts';
import { type Channel, findChannel, updateChannel } from '../../db/channels.ts';
import type { Diagnosis } from '../../domain/diagnosis/diagnosis.ts';
import { decideRetry } from '../../domain/diagnosis/send-retry.ts';
import { recordChannel } from '../record-channel.ts';

const day = 86_400_000;
const hour = 3_600_000;

/** The server takes mail from the channel: a message went out, or it would have. It is looked at again in a day, if nothing is sent. */
export async function noteSendingWorks(tx: Tx, channelId: number, now: Date): Promise<void> {
  const channel = await findChannel(tx, channelId);
  if (channel === undefined) return;
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

/** What keeps the channel from sending anything, and when it is tried again, whether mail waits or not. */
export async function noteSendingFails(
  tx: Tx,
  channelId: number,
  diagnosis: Diagnosis,
  now: Date,
): Promise<void> {
  const channel = await findChannel(tx, channelId);
  if (channel === undefined) return;
  const { code, text } = diagnosis;
  const failures = channel.sendingFailures + 1;
  await updateChannel(tx, channelId, {
    sendingState: 'failing',
    sendingCode: code,
    sendingText: text,
    sendingFailures: failures,
    sendingCheckedAt: now,
    sendingRetryAt: new Date(now.getTime() + pauseOf(diagnosis, failures)),
    ...(channel.sendingState === 'failing' ? {} : { sendingSince: now }),
  });
  // Once for each cause, not once for each try.
  if (channel.sendingCode === code) return;
  const fact = { kind: 'channel.sending_failed', channelId, data: { code, text } } as const;
  await recordChannel(tx, fact, { at: now, by: 'deliver' });
}

/** Whether a failure is about all that the channel sends, and not about one message or recipient. */
export function isOfChannel({ retry }: Pick<Diagnosis, 'retry'>): boolean {
  return retry.kind === 'slow' || retry.kind === 'reauthenticate';
}

function pauseOf(diagnosis: Diagnosis, failures: number): number {
  const decision = decideRetry(diagnosis, failures, 0);
  return decision.kind === 'later' ? decision.milliseconds : hour;
}

/** What is to be tried as soon as there is time for it. */
export function triedSoon(now: Date): Pick<Channel, 'sendingRetryAt'> {
  return { sendingRetryAt: now };
}
