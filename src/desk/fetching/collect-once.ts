import { findChannelFolder } from '../../db/channel-folders.ts';
import type { Channel } from '../../db/channels.ts';
import { type Failure, findFailure } from '../../domain/failure.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { type Collected, collectMail } from './collect-mail.ts';
import { collectSent, noteSentFailure } from './collect-sent.ts';
import { trackProgress } from './watch-progress.ts';
import { cutMailbox, type WatchState, type WatchTurn } from './watch-state.ts';

/**
 * Fetches what is new. A line that was kept open may have been cut by then, and a token have run out: neither is worth a
 * word, and it is tried once more. @throws RemoteError, AppError
 */
export async function collectOnce(state: WatchState, channel: Channel, turn: WatchTurn): Promise<Collected> {
  const wasOpen = state.mailbox !== undefined;
  try {
    return await collect(state, channel, turn, false);
  } catch (error) {
    const failure = findFailure(error);
    const isTokenOver = failure !== undefined && isTokenRefused(failure);
    const isLineLost = wasOpen && (failure?.origin === 'network' || failure?.code === 'BYE');
    if (turn.cut.aborted || !(isTokenOver || isLineLost)) throw error;
    cutMailbox(state);
    return collect(state, channel, turn, isTokenOver);
  }
}

function isTokenRefused({ origin, command, text }: Failure): boolean {
  return (
    (origin === 'imap' && command === 'AUTHENTICATE') || /AccessTokenExpired|Session invalidated/i.test(text)
  );
}

async function collect(
  state: WatchState,
  channel: Channel,
  turn: WatchTurn,
  isForced: boolean,
): Promise<Collected> {
  const { desk, options } = state;
  state.beat = turn.beat;
  state.mailbox ??= await state.openMailbox(channel, {
    isForced,
    stepMilliseconds: options.step,
    onSlow: () => state.beat(),
  });
  const open = state.mailbox;
  const cutLine = () => open.cut();
  turn.cut.addEventListener('abort', cutLine);
  const progress = trackProgress(desk, channel.id, options.progress, turn);
  const now = desk.now().getTime();
  try {
    const collected = await collectMail(desk, channel, open, {
      signal: progress.signal,
      suspects: state.suspects,
      comparesAll: await isCompareDue(state, channel, open, now),
      retriesPlaceholders: arePlaceholdersDue(state, now),
      onProgress: progress.note,
      failed: state.failed,
    });
    if (channel.importsSentSince !== null) {
      state.hasMissed = await lookAtSent(state, channel, open, collected.mark, progress.signal);
    }
    return collected;
  } finally {
    turn.cut.removeEventListener('abort', cutLine);
    await progress.end();
  }
}

function arePlaceholdersDue(state: WatchState, now: number): boolean {
  if (Math.abs(now - state.placeholdersAt) < state.options.placeholders) return false;
  state.placeholdersAt = now;
  return true;
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
 * After the mail that came in, which no trouble with sent mail may hold up.
 * @param mark of the fetched folder, as it was opened before. @returns whether mail has come in meanwhile
 */
async function lookAtSent(
  state: WatchState,
  channel: Channel,
  open: MailReader,
  mark: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { desk, suspects, failed } = state;
  try {
    await collectSent(desk, channel, open, { signal, suspects, failed, beat: () => state.beat() });
  } catch (error) {
    desk.log.warn('sent mail not imported', { channel: channel.id, error });
    await noteSentFailure(desk, channel, error);
  }
  try {
    // The line waits for new mail in the folder that was opened last.
    return (await open.openFolder(channel.folder)).mark !== mark;
  } catch (error) {
    desk.log.debug('the line was lost while sent mail was imported', { channel: channel.id, error });
    cutMailbox(state);
    return false;
  }
}
