import type { Tx } from '../../db/care/open.ts';
import { type Channel, listChannels, updateChannel } from '../../db/channels.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';

/**
 * Something was done at Microsoft that any channel there may have waited for: a consent, a secret, a sign-in. All that fail
 * are tried at once, but for those that a server has asked to wait.
 * @returns their ids, to be woken once it is stored
 */
export async function retryMicrosoftChannels(tx: Tx, now: Date): Promise<number[]> {
  const woken: number[] = [];
  for (const channel of await listChannels(tx)) {
    if (channel.kind !== 'microsoft365') continue;
    const receiving = isToTryAgain(channel, now);
    const sending = channel.sendingState === 'failing' && !isSendingToWait(channel);
    if (!receiving && !sending) continue;
    await updateChannel(tx, channel.id, {
      ...(receiving ? retryNow(channel, now) : {}),
      ...(sending ? { sendingRetryAt: now } : {}),
    });
    woken.push(channel.id);
  }
  return woken;
}

/** Whether receiving fails, and no server has asked to wait. */
export function isToTryAgain(channel: Channel, now: Date): boolean {
  return channel.failureCode !== null && !isToWait(channel, now);
}

/** Its state is that only where the server has named the time, or a time is laid that has come. */
function isToWait({ state, retryAt }: Channel, now: Date): boolean {
  return state === 'waiting' && retryAt !== null && retryAt > now;
}

function isSendingToWait(channel: Channel): boolean {
  const { sendingCode, sendingText } = channel;
  return recallDiagnosis(sendingCode ?? '', sendingText ?? '', channel).retry.kind === 'wait';
}

/** The failure stays on the page until a fetch has gone well; only the waiting ends. */
export function retryNow(channel: Channel, now: Date): Partial<Channel> {
  if (channel.pausedAt !== null) return { retryAt: now };
  if (channel.failureCode === null) return {};
  if (!['reauthenticate', 'failing', 'waiting'].includes(channel.state)) return {};
  return { state: channel.startedAt === null ? 'new' : 'waiting', retryAt: now };
}
