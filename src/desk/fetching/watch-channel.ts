import { findChannelFolder } from '../../db/channel-folders.ts';
import { type Channel, findChannel } from '../../db/channels.ts';
import { findFailure } from '../../domain/failure.ts';
import { connectImap, type ImapOptions, type MailConnection } from '../../mail/imap.ts';
import { countNewSignIns } from '../channels/connection-change.ts';
import type { Desk } from '../desk.ts';
import { checkDisk } from './check-disk.ts';
import { type Collected, collectMail } from './collect-mail.ts';
import { collectSent, noteSentFailure } from './collect-sent.ts';
import { createHardMail } from './hard-mail.ts';
import { noteFailure, noteSuccess } from './note-channel.ts';
import type { Suspects } from './parse-mail.ts';
import { isSettleFailure } from './settle-mail.ts';
import type { WatchOptions } from './watch-options.ts';
import { trackProgress } from './watch-progress.ts';

/** What a turn gets from the scheduler. */
export interface WatchTurn {
  readonly stopping: AbortSignal;
  readonly cut: AbortSignal;
  beat(): void;
}
/** When the next turn comes. */
export interface WatchPause {
  readonly after: number;
  readonly until?: (signal: AbortSignal) => Promise<unknown>;
}

export interface Watch {
  /** Fetches once, if the channel is to be fetched now. Never throws for what a server or the disk does. */
  look(turn: WatchTurn): Promise<WatchPause>;
  close(): Promise<void>;
}

export interface WatchDependencies {
  readonly desk: Desk;
  readonly options: WatchOptions;
  readonly suspects: Suspects;
  /** How a channel's mailbox is reached; `isForced` asks for a fresh token. */
  readonly connectionOf: (channel: Channel, isForced: boolean) => Promise<ImapOptions>;
}

const notUntilWoken: WatchPause = { after: Number.POSITIVE_INFINITY };

/** Keeps one channel's connection from one look to the next, waiting for new mail on it in between. */
export function watchChannel(dependencies: WatchDependencies, channelId: number): Watch {
  const { desk, options } = dependencies;
  let connection: MailConnection | undefined;
  let signIns = countNewSignIns(desk, channelId);
  let placeholdersAt = Number.NEGATIVE_INFINITY;
  let withheld = 0;
  /** Mail came while another folder was open: the server does not tell of it any more. */
  let hasMissed = false;
  const hard = createHardMail();
  let beat: () => void = () => undefined;

  async function close(): Promise<void> {
    const open = connection;
    connection = undefined;
    await open?.close().catch((error: unknown) => desk.log.debug('goodbye failed', { channelId, error }));
  }

  async function look(turn: WatchTurn): Promise<WatchPause> {
    // Before the channel is read: a sign-in that changes in between is noticed at the next look.
    const announced = countNewSignIns(desk, channelId);
    const channel = await findChannel(desk.read, channelId);
    const pause = channel === undefined ? notUntilWoken : pauseBefore(channel, desk.now());
    if (channel === undefined || pause !== undefined) {
      await close();
      return pause ?? notUntilWoken;
    }
    if (signIns !== announced) await close();
    signIns = announced;
    try {
      hasMissed = false;
      await checkDisk(desk);
      const collected = await collectWithFreshLine(channel, turn);
      const isNews = collected.withheld !== withheld;
      withheld = collected.withheld;
      await noteSuccess(desk, channelId, isNews ? collected : { ...collected, withheld: 0 });
      return waitForMail(channel, collected);
    } catch (error) {
      connection?.cut();
      connection = undefined;
      if (turn.stopping.aborted) return notUntilWoken;
      // The run was of the mailbox that the channel had before.
      if (announced !== countNewSignIns(desk, channelId)) return { after: 0 };
      const retryAt = await noteFailure(
        desk,
        channel,
        error,
        isSettleFailure(error) ? soon(options) : options,
      );
      return retryAt === undefined
        ? notUntilWoken
        : { after: Math.max(0, retryAt.getTime() - desk.now().getTime()) };
    }
  }

  // A line that was kept open may have been cut by then, and a token have run out: neither is worth a word.
  async function collectWithFreshLine(channel: Channel, turn: WatchTurn): Promise<Collected> {
    const wasOpen = connection !== undefined;
    try {
      return await collect(channel, turn, false);
    } catch (error) {
      const failure = findFailure(error);
      const isTokenRefused = failure?.origin === 'imap' && failure.command === 'AUTHENTICATE';
      const isTokenOver = /AccessTokenExpired|Session invalidated/i.test(failure?.text ?? '');
      const isLineLost = wasOpen && (failure?.origin === 'network' || failure?.code === 'BYE');
      if (turn.cut.aborted || !(isTokenRefused || isTokenOver || isLineLost)) throw error;
      connection?.cut();
      connection = undefined;
      return collect(channel, turn, isTokenRefused || isTokenOver);
    }
  }

  async function collect(channel: Channel, turn: WatchTurn, isForced: boolean): Promise<Collected> {
    beat = turn.beat;
    connection ??= await connectImap({
      ...(await dependencies.connectionOf(channel, isForced)),
      stepMilliseconds: options.step,
      onSlow: () => beat(),
    });
    const open = connection;
    const cutLine = () => open.cut();
    turn.cut.addEventListener('abort', cutLine);
    const progress = trackProgress(desk, channelId, options.progress, turn);
    const now = desk.now().getTime();
    const retriesPlaceholders = Math.abs(now - placeholdersAt) >= options.placeholders;
    if (retriesPlaceholders) placeholdersAt = now;
    try {
      const collected = await collectMail(desk, channel, open, {
        signal: progress.signal,
        suspects: dependencies.suspects,
        comparesAll: await isCompareDue(channel, now),
        retriesPlaceholders,
        onProgress: progress.note,
        hard,
      });
      if (channel.importsSentSince !== null) {
        hasMissed = await lookAtSent(channel, open, collected.uidNext, progress.signal);
      }
      return collected;
    } finally {
      turn.cut.removeEventListener('abort', cutLine);
      await progress.end();
    }
  }

  /**
   * After the mail that came in, which no trouble with sent mail may hold up.
   * @returns whether mail has come in meanwhile
   */
  async function lookAtSent(
    channel: Channel,
    open: MailConnection,
    uidNext: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await collectSent(desk, channel, open, { signal, suspects: dependencies.suspects, hard, beat });
    } catch (error) {
      desk.log.warn('sent mail not imported', { channel: channelId, error });
      await noteSentFailure(desk, channel, error);
    }
    try {
      // The line waits for new mail in the folder that was opened last.
      return (await open.selectFolder(channel.folder)).uidNext !== uidNext;
    } catch (error) {
      desk.log.debug('the line was lost while sent mail was imported', { channel: channelId, error });
      open.cut();
      connection = undefined;
      return false;
    }
  }

  async function isCompareDue(channel: Channel, now: number): Promise<boolean> {
    const folder = await findChannelFolder(desk.read, channelId, channel.folder || 'INBOX');
    return Math.abs(now - (folder?.comparedAt?.getTime() ?? 0)) >= options.compare;
  }

  function waitForMail(channel: Channel, collected: Collected): WatchPause {
    const open = connection;
    if (hasMissed) return { after: 0 };
    if (open === undefined || !open.has('IDLE')) return { after: options.poll };
    // The server tells of new messages, not of old ones that are marked unread or can be had at last.
    const isToAsk = channel.onlyUnread || collected.withheld > 0;
    const patience = collected.placeholders > 0 ? options.placeholders : options.pollWhileIdle;
    const after = isToAsk ? options.poll : Math.min(patience, options.pollWhileIdle);
    return { after, until: (signal) => open.waitForChange(signal) };
  }

  return { look, close };
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
function pauseBefore(channel: Channel, now: Date): WatchPause | undefined {
  const { startedAt, pausedAt, state, retryAt, lastFailureAt } = channel;
  if (startedAt === null || pausedAt !== null) return notUntilWoken;
  // Only a new sign-in helps; whoever asks for a fetch all the same says when.
  if (state === 'reauthenticate' && retryAt === null) return notUntilWoken;
  if (retryAt === null || retryAt <= now) return undefined;
  // The failure lies ahead: the clock has been put back since, and the pause could last for days.
  if (lastFailureAt !== null && lastFailureAt > now) return undefined;
  return { after: retryAt.getTime() - now.getTime() };
}
