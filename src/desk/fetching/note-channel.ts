import type { Tx } from '../../db/care/open.ts';
import { clearChannelProgress } from '../../db/channel-progress.ts';
import { type Channel, type ChannelState, findChannel, updateChannel } from '../../db/channels.ts';
import { type Diagnosis, diagnose, recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import type { ChannelFact } from '../../domain/facts/channel-facts.ts';
import { findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { recordChannel } from '../record-channel.ts';
import type { Collected } from './collect-mail.ts';
import type { WatchOptions } from './watch-options.ts';

/** Writes down that a fetch went well, for the channel's page. */
export function noteSuccess(desk: Desk, channelId: number, collected: Collected): Promise<void> {
  return noteLook(desk, channelId, collected, true);
}

/** Writes down what was fetched while the server cannot be told of it: what is said of the channel stays. */
export function noteImported(desk: Desk, channelId: number, collected: Collected): Promise<void> {
  return noteLook(desk, channelId, collected, false);
}

/** @param isWell that nothing is left of an earlier failure */
async function noteLook(desk: Desk, channelId: number, collected: Collected, isWell: boolean): Promise<void> {
  const at = desk.now();
  await desk.write(async (tx) => {
    const channel = await findChannel(tx, channelId);
    if (channel === undefined) return;
    const isFailing = channel.failureCode !== null;
    await updateChannel(tx, channelId, {
      state: restingState(channel, isFailing && !isWell ? 'failing' : 'watching'),
      lastFetchAt: at,
      lastSuccessAt: at,
      ...(isWell ? describeRecovery(channel, at) : {}),
    });
    await clearChannelProgress(tx, channelId);
    for (const fact of listFetchFacts(channel, collected, isFailing && isWell)) {
      await recordChannel(tx, fact, { at, by: 'fetch' });
    }
  });
  // That there was a look, and that it failed like the one before, is not recorded as a fact; the page shows when it was.
  desk.publish({ kind: 'channel', channelId });
}

function describeRecovery({ failureCode, receivingSince }: Channel, at: Date): Partial<Channel> {
  const hasRecovered = failureCode !== null;
  return {
    failureCode: null,
    failureText: null,
    failureCount: 0,
    retryAt: null,
    ...(hasRecovered ? { recoveredAt: at } : {}),
    ...(hasRecovered || receivingSince === null ? { receivingSince: at } : {}),
  };
}

/**
 * Writes down why a fetch failed and when to try again.
 * @param failures by code, how often each has come since all was well: what another cause has waited for does not count
 * @returns that time; undefined when only a person can mend it
 */
export async function noteFailure(
  desk: Desk,
  channel: Channel,
  error: unknown,
  options: WatchOptions,
  failures: Map<string, number> = new Map(),
): Promise<Date | undefined> {
  const judgement = judge(error, channel);
  const isAgain = channel.failureCode === judgement.code;
  const failureCount = 1 + (failures.get(judgement.code) ?? (isAgain ? channel.failureCount : 0));
  failures.set(judgement.code, failureCount);
  const noted = { channel, judgement, failureCount, at: desk.now(), options };
  // With a full disk a new row does not fit, but the channel's own, which is there, may.
  const retryAt = await desk
    .write((tx) => storeFailure(tx, noted, true))
    .catch(() => desk.write((tx) => storeFailure(tx, noted, false)));
  const { code, text } = judgement;
  desk.log.warn('fetch failed', { channel: channel.id, code, text, retryAt });
  desk.publish({ kind: 'channel', channelId: channel.id });
  return retryAt;
}

interface NotedFailure {
  readonly channel: Channel;
  readonly judgement: Judgement;
  readonly failureCount: number;
  readonly at: Date;
  readonly options: WatchOptions;
}

/** @returns when it is tried again */
async function storeFailure(
  tx: Tx,
  { channel, judgement, failureCount, at, options }: NotedFailure,
  isRecorded: boolean,
): Promise<Date | undefined> {
  const { code, text, retry, isSaid } = judgement;
  const current = await findChannel(tx, channel.id);
  if (current === undefined) return undefined;
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
  if (isRecorded && current.failureCode !== code) {
    const seconds = retry.kind === 'wait' ? { seconds: Math.round(retry.milliseconds / 1000) } : {};
    const data = { code, text, ...seconds };
    await recordChannel(tx, { kind: 'channel.failed', channelId: channel.id, data }, { at, by: 'fetch' });
  }
  return next ?? undefined;
}

type Judgement = Pick<Diagnosis, 'code' | 'text' | 'retry' | 'isSaid'>;

function judge(error: unknown, channel: Channel): Judgement {
  const failure = findFailure(error);
  if (failure !== undefined) return diagnose(failure, channel);
  const { code, message } = toAppError(error);
  return recallDiagnosis(`postroom_${code}`, message, channel);
}

/** So often in a row a server is taken at its word where it says how long to wait. */
const obeyed = 3;
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
    case 'wait': {
      // A server that names no time, and refuses each time, is left alone for longer than it says.
      const least = failures > obeyed ? Math.min(longestBackoff, backoff) : 0;
      return Math.max(least, retry.milliseconds) + random() * 1000;
    }
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

function listFetchFacts(
  { id: channelId, afterImport: action, moveTo }: Channel,
  { stored, withheld, settled, areMarkedOnly }: Collected,
  hasRecovered: boolean,
): ChannelFact[] {
  const how = action === 'move' ? { folder: moveTo } : areMarkedOnly ? { areMarkedOnly } : {};
  return [
    ...(hasRecovered ? [{ kind: 'channel.recovered', channelId, data: {} } as const] : []),
    ...(stored + withheld > 0
      ? [{ kind: 'channel.fetched', channelId, data: { stored, withheld } } as const]
      : []),
    ...(settled > 0
      ? [{ kind: 'channel.settled', channelId, data: { action, count: settled, ...how } } as const]
      : []),
  ];
}
