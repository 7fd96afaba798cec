import { addChannelEvent } from '../../db/channel-events.ts';
import { clearChannelProgress } from '../../db/channel-progress.ts';
import { type Channel, type ChannelState, findChannel, updateChannel } from '../../db/channels.ts';
import { type Diagnosis, diagnose, recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import type { Collected } from './collect-mail.ts';
import type { WatchOptions } from './watch-options.ts';

/** Writes down that a fetch went well, for the channel's page. */
export async function noteSuccess(desk: Desk, channelId: number, collected: Collected): Promise<void> {
  const at = desk.now();
  await desk.write(async (tx) => {
    const channel = await findChannel(tx, channelId);
    if (channel === undefined) return;
    const hasRecovered = channel.failureCode !== null;
    await updateChannel(tx, channelId, {
      state: restingState(channel, 'watching'),
      failureCode: null,
      failureText: null,
      failureCount: 0,
      lastFetchAt: at,
      lastSuccessAt: at,
      retryAt: null,
      ...(hasRecovered ? { recoveredAt: at } : {}),
      ...(hasRecovered || channel.receivingSince === null ? { receivingSince: at } : {}),
    });
    await clearChannelProgress(tx, channelId);
    if (hasRecovered)
      await addChannelEvent(tx, channelId, at, { kind: 'recovery', message: 'It works again.' });
    const message = describe(collected);
    if (message !== '') await addChannelEvent(tx, channelId, at, { kind: 'fetch', message });
    const settled = describeSettled(channel, collected);
    if (settled !== '') await addChannelEvent(tx, channelId, at, { kind: 'settle', message: settled });
  });
  desk.publish({ kind: 'channel', channelId });
}

/** Writes down why a fetch failed and when to try again. @returns that time; undefined when only a person can mend it */
export async function noteFailure(
  desk: Desk,
  channel: Channel,
  error: unknown,
  options: WatchOptions,
): Promise<Date | undefined> {
  const { code, title, text, retry, isSaid } = judge(error, channel);
  const at = desk.now();
  const retryAt = await desk.write(async (tx) => {
    const current = await findChannel(tx, channel.id);
    if (current === undefined) return undefined;
    const failureCount = current.failureCount + 1;
    const pause = pauseAfter({ retry, isSaid }, failureCount, options);
    const next = pause === undefined ? null : new Date(at.getTime() + pause);
    const state: ChannelState =
      retry.kind === 'reauthenticate' ? 'reauthenticate' : retry.kind === 'wait' ? 'waiting' : 'failing';
    await updateChannel(tx, channel.id, {
      state: restingState(current, state),
      failureCode: code,
      failureText: text,
      failureCount,
      lastFetchAt: at,
      lastFailureAt: at,
      retryAt: next,
      ...(current.failureCode === null ? { receivingSince: at } : {}),
    });
    await clearChannelProgress(tx, channel.id);
    // Once for each cause, not once for each try.
    if (current.failureCode !== code) {
      const words = retry.kind === 'wait' ? `${title} for ${Math.round(retry.milliseconds / 1000)} s` : title;
      await addChannelEvent(tx, channel.id, at, { kind: 'failure', message: `${words}: ${text}` });
    }
    return next ?? undefined;
  });
  desk.log.warn('fetch failed', { channel: channel.id, code, text, retryAt });
  desk.publish({ kind: 'channel', channelId: channel.id });
  return retryAt;
}

type Judgement = Pick<Diagnosis, 'code' | 'title' | 'text' | 'retry' | 'isSaid'>;

function judge(error: unknown, channel: Channel): Judgement {
  const failure = findFailure(error);
  if (failure !== undefined) return diagnose(failure, channel);
  const { code, message } = toAppError(error);
  return recallDiagnosis(`postroom_${code}`, message, channel);
}

/** What waits for a person is tried once more before that, unless the server has left no doubt: it may be over. */
const secondTry = 45_000;

function pauseAfter(
  { retry, isSaid }: Pick<Judgement, 'retry' | 'isSaid'>,
  failures: number,
  options: WatchOptions,
): number | undefined {
  const { backoff, longestBackoff, slow, random } = options;
  switch (retry.kind) {
    case 'reauthenticate':
      return undefined;
    case 'wait':
      return retry.milliseconds + random() * 1000;
    case 'slow':
    case 'never': {
      const pause = isSaid || failures > 1 ? slow : Math.min(slow, secondTry);
      return pause * (0.9 + random() * 0.2);
    }
    case 'backoff':
      return Math.min(longestBackoff, backoff * 2 ** Math.min(20, failures - 1)) * (0.75 + random() * 0.5);
  }
}

// Somebody may have pressed Pause while it ran.
function restingState(channel: Channel, state: ChannelState): ChannelState {
  return channel.pausedAt === null ? state : 'paused';
}

function describe({ stored, withheld }: Collected): string {
  const sentences = [];
  if (stored > 0) sentences.push(`Imported ${stored} message${stored === 1 ? '' : 's'}.`);
  if (withheld > 0) {
    sentences.push(`The server lists ${withheld} more and sends nothing for them; they are asked for again.`);
  }
  return sentences.join(' ');
}

function describeSettled({ afterImport, moveTo }: Channel, { settled, areMarkedOnly }: Collected): string {
  if (settled === 0) return '';
  const messages = `${settled} message${settled === 1 ? '' : 's'}`;
  if (afterImport === 'mark_read') return `Marked ${messages} read on the server.`;
  if (afterImport === 'move') return `Moved ${messages} to ${moveTo} on the server.`;
  return areMarkedOnly
    ? `Marked ${messages} as deleted on the server, which cannot delete single ones.`
    : `Deleted ${messages} on the server.`;
}
