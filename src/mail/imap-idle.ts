import type { ImapFlow } from 'imapflow';
import { normalizeImapError } from './failure.ts';
import type { Steps } from './imap-steps.ts';

export interface Idling {
  /**
   * Waits for the selected folder to change, for as long as it takes: IDLE is begun anew long before a server may end it
   * (RFC 2177: 29 minutes). Nothing else may run on the connection meanwhile.
   * @returns true when mail came or went, false when `signal` ended the wait
   * @throws RemoteError when the line is lost; one that has fallen silent is noticed within `quiet` and `answer`
   */
  waitForChange(signal: AbortSignal): Promise<boolean>;
}

/** In milliseconds. */
export interface IdleTimes {
  /** So long IDLE is believed; then the server has to show that it is still there. */
  readonly quiet: number;
  /** So long it may take to show it. */
  readonly answer: number;
  /** An IDLE that ends sooner was none: asking again at once would go on for ever. */
  readonly shortest: number;
}

/** A minute in all. A router may drop a connection without traffic after that time, without telling either side. */
export const usualIdleTimes: IdleTimes = { quiet: 40_000, answer: 20_000, shortest: 1000 };

export function createIdling(client: ImapFlow, steps: Steps, times: IdleTimes): Idling {
  // Any answer may tell of new mail (RFC 3501 section 7), also while the last fetch still ran.
  let hasArrived = false;
  client.on('exists', ({ count, prevCount }: { count: number; prevCount: number }) => {
    if (count > prevCount) hasArrived = true;
  });
  // Any command ends IDLE; this one also shows that the line still stands.
  const showItself = () => steps.run('NOOP', () => client.noop(), times.answer);
  return {
    async waitForChange(signal) {
      if (signal.aborted) return false;
      if (hasArrived) {
        hasArrived = false;
        return true;
      }
      const change = watch(client, signal);
      try {
        let outcome: Happening = 'quiet';
        while (outcome === 'quiet') {
          const idle = idleOnce(client, times, change.fail);
          outcome = await Promise.race([change.happened, idle.over]).finally(idle.forget);
          await showItself();
          // Mail may have come while the server answered.
          if (outcome === 'quiet') outcome = change.seen() ?? 'quiet';
        }
        return outcome === 'changed';
      } finally {
        change.stop();
        hasArrived = false;
      }
    },
  };
}

type Happening = 'changed' | 'stopped' | 'quiet';

/**
 * `over` resolves when IDLE has lasted for so long, or when it has ended by itself: imapflow ends it after a minute of silence
 * and does not begin again, and a server may end it whenever it likes.
 */
function idleOnce(client: ImapFlow, { quiet, shortest }: IdleTimes, fail: (error: unknown) => void) {
  const { promise: over, resolve } = Promise.withResolvers<'quiet'>();
  const begun = performance.now();
  const timer = setTimeout(() => resolve('quiet'), quiet);
  client.idle().then(() => {
    if (performance.now() - begun >= shortest) resolve('quiet');
  }, fail);
  return { over, forget: () => clearTimeout(timer) };
}

function watch(client: ImapFlow, signal: AbortSignal) {
  const { promise, resolve, reject } = Promise.withResolvers<Happening>();
  let seen: Happening | undefined;
  const settle = (happening: Happening) => {
    seen ??= happening;
    resolve(happening);
  };
  const onChange = () => settle('changed');
  const onAbort = () => settle('stopped');
  // A server that ends the line mostly says why before.
  const goodbyeOf = () => (client as { byeReason?: string }).byeReason;
  const fail = (error: unknown) => reject(normalizeImapError(error, 'IDLE', goodbyeOf()));
  const onClose = () => fail({ code: 'NoConnection', message: 'The connection was cut.' });
  client.on('exists', onChange);
  client.on('expunge', onChange);
  client.on('error', fail);
  client.on('close', onClose);
  signal.addEventListener('abort', onAbort);
  // It may be lost while nobody waits for it: what runs then says so itself.
  promise.catch(() => undefined);
  return {
    happened: promise,
    fail,
    seen: () => seen,
    stop() {
      client.off('exists', onChange);
      client.off('expunge', onChange);
      client.off('error', fail);
      client.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
