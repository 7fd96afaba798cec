import type { Tx } from '../../db/care/open.ts';
import { type Channel, listChannels, updateChannel } from '../../db/channels.ts';

/**
 * Something was done at Microsoft that any channel there may have waited for: a consent, a secret, a sign-in. All that fail
 * are tried at once, but for those that a server has asked to wait.
 * @returns their ids, to be woken once it is stored
 */
export async function retryMicrosoftChannels(tx: Tx, now: Date): Promise<number[]> {
  const waiting = (await listChannels(tx)).filter(
    ({ kind, failureCode, sendingState }) =>
      kind === 'microsoft365' &&
      ((failureCode !== null && failureCode !== 'imap_throttled') || sendingState === 'failing'),
  );
  for (const channel of waiting) {
    const sending = channel.sendingState === 'failing' ? { sendingRetryAt: now } : {};
    await updateChannel(tx, channel.id, { ...retryNow(channel, now), ...sending });
  }
  return waiting.map(({ id }) => id);
}

/** The failure stays on the page until a fetch has gone well; only the waiting ends. */
export function retryNow(channel: Channel, now: Date): Partial<Channel> {
  if (channel.pausedAt !== null) return { retryAt: now };
  if (channel.failureCode === null) return {};
  if (!['reauthenticate', 'failing', 'waiting'].includes(channel.state)) return {};
  return { state: channel.startedAt === null ? 'new' : 'waiting', retryAt: now };
}
