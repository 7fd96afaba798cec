import { type Channel, findChannel } from '../../db/channels.ts';
import { countNewSignIns } from '../channels/connection-change.ts';
import { checkDisk } from './check-disk.ts';
import type { Collected } from './collect-mail.ts';
import { collectOnce } from './collect-once.ts';
import { isToldOfMail } from './judge-graph-notifications.ts';
import { noteFailure, noteImported, noteSuccess } from './note-channel.ts';
import { isSettleFailure } from './settle-mail.ts';
import { waitBesideJunk } from './wait-beside-junk.ts';
import type { WatchOptions } from './watch-options.ts';
import {
  closeMailbox,
  createWatchState,
  cutMailbox,
  isAtWork,
  isSettlingDue,
  type WatchDependencies,
  type WatchPause,
  type WatchState,
  type WatchTurn,
} from './watch-state.ts';

export interface Watch {
  /** Fetches once, if the channel is to be fetched now. Never throws for what a server or the disk does. */
  look(turn: WatchTurn): Promise<WatchPause>;
  close(): Promise<void>;
}

const notUntilWoken: WatchPause = { after: Number.POSITIVE_INFINITY };

/** Keeps one channel's connection from one look to the next, waiting for new mail on it in between. */
export function watchChannel(dependencies: WatchDependencies, channelId: number): Watch {
  const state = createWatchState(dependencies, channelId);
  return { look: (turn) => look(state, turn), close: () => closeMailbox(state) };
}

async function look(state: WatchState, turn: WatchTurn): Promise<WatchPause> {
  const { desk, channelId } = state;
  // Before the channel is read: a sign-in that changes in between is noticed at the next look.
  const announced = countNewSignIns(desk, channelId);
  const channel = await findChannel(desk.read, channelId);
  const pause = channel === undefined ? notUntilWoken : pauseBefore(state, channel);
  if (channel === undefined || pause !== undefined) {
    await closeMailbox(state);
    return pause ?? notUntilWoken;
  }
  if (state.signIns !== announced) await closeMailbox(state);
  state.signIns = announced;
  state.settles = isSettlingDue(state, channel);
  try {
    state.hasMissed = false;
    await checkDisk(desk);
    const collected = await collectOnce(state, channel, turn);
    const isNews = collected.withheld !== state.withheld;
    state.withheld = collected.withheld;
    const told = isNews ? collected : { ...collected, withheld: 0 };
    if (collected.settleError !== undefined || !state.settles) {
      await noteImported(desk, channelId, told);
      return await waitToSettle(state, channel, collected);
    }
    await noteSuccess(desk, channelId, told);
    state.settleAgainAt = undefined;
    state.failures.clear();
    return await waitForMail(state, channel, collected);
  } catch (error) {
    cutMailbox(state);
    state.settleAgainAt = undefined;
    if (turn.stopping.aborted) return notUntilWoken;
    // The run was of the mailbox that the channel had before.
    if (announced !== countNewSignIns(desk, channelId)) return { after: 0 };
    return pauseAfterFailure(state, channel, error);
  }
}

/** The server tells of new mail all the same, and what it has refused waits for its time. */
async function waitToSettle(state: WatchState, channel: Channel, collected: Collected): Promise<WatchPause> {
  const { desk, options, failures } = state;
  const { settleError } = collected;
  if (settleError !== undefined) {
    state.settleAgainAt = await noteFailure(desk, channel, settleError, soon(options), failures);
  }
  const { after, until } = await waitForMail(state, channel, collected);
  const left = (state.settleAgainAt ?? desk.now()).getTime() - desk.now().getTime();
  return { after: Math.min(after, Math.max(0, left)), ...(until === undefined ? {} : { until }) };
}

async function pauseAfterFailure(
  { desk, options, failures }: WatchState,
  channel: Channel,
  error: unknown,
): Promise<WatchPause> {
  const patience = isSettleFailure(error) ? soon(options) : options;
  const retryAt = await noteFailure(desk, channel, error, patience, failures);
  if (retryAt === undefined) return notUntilWoken;
  return { after: Math.max(0, retryAt.getTime() - desk.now().getTime()) };
}

async function waitForMail(state: WatchState, channel: Channel, collected: Collected): Promise<WatchPause> {
  const { desk, mailbox, options, hasMissed, placeholdersAt } = state;
  if (hasMissed) return { after: 0 };
  const until = mailbox === undefined ? undefined : waitBesideJunk(state, mailbox);
  if (mailbox?.road === 'graph' && until !== undefined) {
    const isTold = await isToldOfMail(state, channel, collected.stored);
    const patience = isTold ? options.pollGraphAtRest : pollPause(state);
    return { after: collected.withheld > 0 ? Math.min(patience, options.poll) : patience, until };
  }
  if (until === undefined) return { after: options.poll };
  // The server tells of new messages, not of old ones that are marked unread or can be had at last.
  const untilPlaceholders = Math.max(0, placeholdersAt + options.placeholders - desk.now().getTime());
  const isToAsk = channel.onlyUnread || collected.withheld > 0;
  const patience = collected.placeholders > 0 ? untilPlaceholders : options.pollWhileIdle;
  return { after: isToAsk ? options.poll : Math.min(patience, options.pollWhileIdle), until };
}

function pollPause(state: WatchState): number {
  const { pollGraph, pollGraphAtRest } = state.options;
  return isAtWork(state) ? pollGraph : pollGraphAtRest;
}

/** New mail comes in all the same, so that it does not wait as long as for a server that is out of order. */
function soon(options: WatchOptions): WatchOptions {
  const { longestBackoff, slow, settleAgain } = options;
  return {
    ...options,
    longestBackoff: Math.min(longestBackoff, settleAgain),
    slow: Math.min(slow, settleAgain),
  };
}

/** @returns why the channel is not fetched now; undefined when it is */
function pauseBefore(watch: WatchState, channel: Channel): WatchPause | undefined {
  const now = watch.desk.now();
  const { startedAt, pausedAt, state, retryAt, lastFailureAt } = channel;
  if (startedAt === null || pausedAt !== null) return notUntilWoken;
  // Only a new sign-in helps; whoever asks for a fetch all the same says when.
  if (state === 'reauthenticate' && retryAt === null) return notUntilWoken;
  if (retryAt === null || retryAt <= now) return undefined;
  // Only what follows an import waits.
  if (!isSettlingDue(watch, channel)) return undefined;
  // The failure lies ahead: the clock has been put back since, and the pause could last for days.
  if (lastFailureAt !== null && lastFailureAt > now) return undefined;
  return { after: retryAt.getTime() - now.getTime() };
}
