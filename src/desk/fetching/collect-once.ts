import { findChannelFolder } from '../../db/channel-folders.ts';
import type { Channel } from '../../db/channels.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { healsByItself } from '../../domain/diagnosis/diagnosis-rule.ts';
import { type Failure, findFailure } from '../../domain/failure.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { otherRoad, type Road } from '../../domain/mail-road.ts';
import { findPreferredRoad, findRoadNow } from '../channels/find-road.ts';
import { judgeRoad, noteHindrance, noteStraight, noteTurn, type RoadFailure } from '../channels/turn-road.ts';
import { type Collected, collectMail } from './collect-mail.ts';
import { collectSent, noteSentFailure } from './collect-sent.ts';
import { lookElsewhere } from './look-elsewhere.ts';
import { isBearable, isSettleFailure } from './settle-mail.ts';
import { trackProgress } from './watch-progress.ts';
import { closeMailbox, cutMailbox, type WatchState, type WatchTurn } from './watch-state.ts';

/**
 * Fetches what is new, by the road of now; where that one is out of order and another could do it, by the other.
 * @throws RemoteError, AppError; of the preferred road where both fail
 */
export async function collectOnce(state: WatchState, channel: Channel, turn: WatchTurn): Promise<Collected> {
  const { desk } = state;
  const road = await findRoadNow(desk, channel, 'in');
  if (state.mailbox !== undefined && state.mailbox.road !== road) await closeMailbox(state);
  const { collected, error } = await tryRoad(state, channel, turn, road);
  // What IMAP refuses to settle is for a person to see; Graph may lack a right that IMAP has.
  if (collected !== undefined && (error === undefined || road !== 'graph')) {
    if (road === (await findPreferredRoad(desk, channel, 'in')))
      await noteStraight(desk, channel, 'in', road);
    return collected;
  }
  const isLasting = channel.failureCount > 0;
  const isRefused = isSettleFailure(error) && road !== 'graph';
  const isOver = turn.cut.aborted || turn.stopping.aborted || isRefused;
  const failed = isOver
    ? undefined
    : await judgeRoad(desk, channel, { direction: 'in', road, error, isLasting });
  if (failed !== undefined) {
    cutMailbox(state);
    return collectByOther(state, channel, turn, { failed, error });
  }
  if (collected === undefined) throw error;
  return collected;
}

/** @returns what was collected, and why not all: mail can have been imported that the server could not be told of */
async function tryRoad(
  state: WatchState,
  channel: Channel,
  turn: WatchTurn,
  road: Road,
): Promise<{ readonly collected?: Collected; readonly error: unknown }> {
  try {
    const collected = await collectByRoad(state, channel, turn, road);
    return { collected, error: collected.settleError };
  } catch (error) {
    return { error };
  }
}

async function collectByOther(
  state: WatchState,
  channel: Channel,
  turn: WatchTurn,
  { failed, error }: { readonly failed: RoadFailure; readonly error: unknown },
): Promise<Collected> {
  const { desk } = state;
  const other = otherRoad(failed.road);
  let collected: Collected;
  try {
    collected = await collectByRoad(state, channel, turn, other);
  } catch (hindrance) {
    cutMailbox(state);
    desk.log.info('the other road cannot take over', { channel: channel.id, road: other, error: hindrance });
    await noteHindrance(desk, channel, 'in', hindrance);
    throw error;
  }
  // What was taken instead has failed, and the preferred one works again.
  if (other === (await findPreferredRoad(desk, channel, 'in')))
    await noteStraight(desk, channel, 'in', other);
  else await noteTurn(desk, channel, 'in', failed);
  return collected;
}

/**
 * A line that was kept open may have been cut by then, and a token have run out: neither is worth a word, and it is tried
 * once more.
 */
async function collectByRoad(
  state: WatchState,
  channel: Channel,
  turn: WatchTurn,
  road: Road,
): Promise<Collected> {
  const wasOpen = state.mailbox !== undefined;
  try {
    return await collect(state, channel, turn, { road });
  } catch (error) {
    const failure = findFailure(error);
    const isForced = failure !== undefined && isTokenRefused(failure);
    const isLineLost = wasOpen && (failure?.origin === 'network' || failure?.code === 'BYE');
    if (turn.cut.aborted || !(isForced || isLineLost)) throw error;
    cutMailbox(state);
    return collect(state, channel, turn, { road, isForced });
  }
}

/** A server that is out of order at the sign-in says nothing of the token. */
function isTokenRefused(failure: Failure): boolean {
  const { origin, command, text } = failure;
  if (/AccessTokenExpired|Session invalidated/i.test(text)) return true;
  return origin === 'imap' && command === 'AUTHENTICATE' && !healsByItself(diagnose(failure));
}

async function collect(
  state: WatchState,
  channel: Channel,
  turn: WatchTurn,
  way: { readonly road: Road; readonly isForced?: boolean },
): Promise<Collected> {
  const { desk, options } = state;
  state.beat = turn.beat;
  state.mailbox ??= await state.openMailbox(channel, {
    ...way,
    stepMilliseconds: options.step,
    onSlow: () => state.beat(),
  });
  const open = state.mailbox;
  const cutLine = () => open.cut();
  turn.cut.addEventListener('abort', cutLine);
  const progress = trackProgress(desk, channel.id, options.progress, turn);
  const now = desk.now().getTime();
  const retriesPlaceholders = arePlaceholdersDue(state, now);
  try {
    const collected = await collectMail(desk, channel, open, {
      signal: progress.signal,
      suspects: state.suspects,
      settles: state.settles,
      comparesAll: await isCompareDue(state, channel, open, now),
      retriesPlaceholders,
      onProgress: progress.note,
      failed: state.failed,
    });
    if (retriesPlaceholders) state.placeholdersAt = now;
    const { settleError } = collected;
    if (settleError !== undefined && !isBearable(settleError)) throw settleError;
    await lookAside(state, channel, open, collected.mark, progress.signal);
    return collected;
  } finally {
    turn.cut.removeEventListener('abort', cutLine);
    await progress.end();
  }
}

function arePlaceholdersDue({ placeholdersAt, options }: WatchState, now: number): boolean {
  // A timer may be a little early, and the next look would be as long again in coming.
  return Math.abs(now - placeholdersAt) >= options.placeholders * 0.99;
}

async function isCompareDue(
  { desk, options }: WatchState,
  channel: Channel,
  { road }: MailReader,
  now: number,
): Promise<boolean> {
  const folder = await findChannelFolder(desk.read, channel.id, channel.folder || 'INBOX', road);
  return Math.abs(now - (folder?.comparedAt?.getTime() ?? 0)) >= options.compare;
}

/**
 * What lies in other folders, after the mail that came in, which no trouble there may hold up.
 * @param mark of the fetched folder, as it was opened before
 */
async function lookAside(
  state: WatchState,
  channel: Channel,
  open: MailReader,
  mark: string,
  signal: AbortSignal,
): Promise<void> {
  const isElsewhereDue = isLookElsewhereDue(state, channel);
  if (channel.importsSentSince === null && !isElsewhereDue) return;
  const beat = () => state.beat();
  if (channel.importsSentSince !== null) await lookAtSent(state, channel, open, signal);
  if (isElsewhereDue) {
    try {
      state.junkCount = await lookElsewhere(state.desk, channel, open, { signal, known: state.junk, beat });
    } catch (error) {
      state.desk.log.warn('not known what lies in other folders', { channel: channel.id, error });
    }
  }
  state.hasMissed = await returnToFolder(state, channel, open, mark);
}

/** Now and then, and where somebody asks for a fetch. */
function isLookElsewhereDue(state: WatchState, { retryAt }: Channel): boolean {
  const now = state.desk.now().getTime();
  const isAsked = retryAt !== null && state.settles;
  if (!isAsked && Math.abs(now - state.elsewhereAt) < state.options.elsewhere) return false;
  state.elsewhereAt = now;
  return true;
}

async function lookAtSent(
  state: WatchState,
  channel: Channel,
  open: MailReader,
  signal: AbortSignal,
): Promise<void> {
  const { desk, suspects, failed } = state;
  try {
    await collectSent(desk, channel, open, { signal, suspects, failed, beat: () => state.beat() });
  } catch (error) {
    desk.log.warn('sent mail not imported', { channel: channel.id, error });
    await noteSentFailure(desk, channel, error);
  }
}

/** The line waits for new mail in the folder that was opened last. @returns whether mail has come in meanwhile */
async function returnToFolder(
  state: WatchState,
  channel: Channel,
  open: MailReader,
  mark: string,
): Promise<boolean> {
  try {
    return (await open.openFolder(channel.folder)).mark !== mark;
  } catch (error) {
    state.desk.log.debug('the line was lost in another folder', { channel: channel.id, error });
    cutMailbox(state);
    return false;
  }
}
