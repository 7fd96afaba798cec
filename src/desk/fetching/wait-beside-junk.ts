import type { MailReader } from '../../domain/mail-reading.ts';
import { isAtWork, type WatchPause, type WatchState } from './watch-state.ts';

/**
 * Waits for new mail, and counts now and then, while people are at work, what lies in the junk folder: somebody may wait
 * for it. Ends, too, where it is another count than before; the next look says what came.
 * @returns undefined where the road cannot wait
 */
export function waitBesideJunk(state: WatchState, mailbox: MailReader): WatchPause['until'] {
  const { waitForChange } = mailbox;
  if (waitForChange === undefined || state.junkCount === undefined) return waitForChange;
  return async (signal) => {
    while (!signal.aborted) {
      const { junk, junkAtRest } = state.options;
      const pause = AbortSignal.timeout(isAtWork(state) ? junk : junkAtRest);
      if (await waitForChange(AbortSignal.any([signal, pause]))) return true;
      if (!signal.aborted && (await hasJunkChanged(state, mailbox))) return true;
    }
    return false;
  };
}

async function hasJunkChanged(state: WatchState, mailbox: MailReader): Promise<boolean> {
  const { junkCount } = state;
  if (junkCount === undefined || !isAtWork(state)) return false;
  const { messages, unread } = (await mailbox.countFolder(junkCount.folder)) ?? junkCount;
  if (messages === junkCount.messages && unread === junkCount.unread) return false;
  state.elsewhereAt = Number.NEGATIVE_INFINITY;
  return true;
}
