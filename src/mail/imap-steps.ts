import type { ImapFlow } from 'imapflow';
import type { TraceSink } from '../domain/protocol-trace.ts';
import { deadlineError, normalizeImapError } from './failure.ts';

/** Runs the commands of one connection, one by one, each under a deadline. */
export interface Steps {
  /**
   * @param command how failures name it
   * @param longest the deadline, in milliseconds, where it is another one than that of all steps
   * @throws RemoteError; after a deadline, a throttling or a lost line the connection is closed
   */
  run<T>(command: string, work: () => Promise<T>, longest?: number): Promise<T>;
  /** The same for what imapflow answers with `false` or nothing when the server refuses: why it tells to its log only. */
  insist<T>(command: string, work: () => Promise<T>): Promise<Exclude<T, false | undefined>>;
  /** Something arrived: the deadline of the step under way starts anew. */
  touch(): void;
}

export interface StepsLogger {
  readonly refused: () => unknown;
  readonly logger: object;
  forget(): void;
  onThrottle(listener: (error: unknown) => void): void;
}

/** imapflow's commands return `false` when the server refuses; why goes to the logger only. */
export function createStepsLogger(trace?: TraceSink): StepsLogger {
  let refusal: unknown;
  let throttled: (error: unknown) => void = () => undefined;
  const note = (entry: { err?: unknown; msg?: string }) => {
    refusal = entry.err ?? refusal;
    if (entry.msg === 'Throttling detected') throttled(entry.err);
  };
  const ignore = () => undefined;
  // What a FETCH brings, imapflow tells at the level below: mail is never traced.
  const tell = ({ src, msg }: { src?: unknown; msg?: unknown }) => {
    if (typeof msg === 'string' && (src === 'c' || src === 's')) {
      trace?.note('IMAP', src === 'c' ? 'C' : 'S', msg);
    }
  };
  return {
    refused: () => refusal,
    forget: () => {
      refusal = undefined;
    },
    onThrottle: (listener) => {
      throttled = listener;
    },
    logger: {
      debug: tell,
      info: ignore,
      warn: note,
      error: note,
      isLevelEnabled: (level: string) =>
        level === 'warn' || level === 'error' || (level === 'debug' && trace?.isOn() === true),
    },
  };
}

/** A line that brings less of a message within the time of a step has fallen silent; one that brings more is only slow. */
const fewestBytes = 16 * 1024;
/** So often a step may go on although none of its rows is complete; half an hour in all, with a usual step. */
const mostDelays = 30;

/** @param onSlow told where a step goes on because bytes still come */
export function createSteps(
  client: ImapFlow,
  log: StepsLogger,
  milliseconds: number,
  onSlow: () => void = () => undefined,
): Steps {
  let last: Promise<unknown> = Promise.resolve();
  let touch: () => void = () => undefined;
  let goodbye: string | undefined;
  let broken: unknown;
  let current = 'CONNECT';
  let fail: (error: unknown) => void = () => undefined;
  client.on('error', (error: unknown) => {
    broken ??= error;
  });
  // imapflow would sit out the back-off itself, up to five minutes without a word.
  log.onThrottle((error) => fail(error));

  async function runNow<T>(command: string, work: () => Promise<T>, longest: number): Promise<T> {
    current = command;
    log.forget();
    let timer: NodeJS.Timeout | undefined;
    const interruption = new Promise<never>((_, reject) => {
      fail = (error) => {
        reject(normalizeImapError(error, command, goodbye));
        client.close();
      };
      const wait = (delays: number) => {
        clearTimeout(timer);
        const before = client.stats().received;
        timer = setTimeout(() => {
          // Only mail takes its time: any other answer is short, and what comes meanwhile is not it.
          const isSlow = command === 'FETCH' && client.stats().received - before >= fewestBytes;
          if (!isSlow || delays >= mostDelays) return fail(deadlineError(command, longest));
          onSlow();
          wait(delays + 1);
        }, longest);
      };
      touch = () => wait(0);
      touch();
    });
    try {
      return await Promise.race([work(), interruption]);
    } catch (error) {
      goodbye ??= (client as { byeReason?: string }).byeReason;
      throw normalizeImapError(pickCause(error, broken), current, goodbye);
    } finally {
      clearTimeout(timer);
      touch = () => undefined;
      fail = () => undefined;
    }
  }

  function run<T>(command: string, work: () => Promise<T>, longest = milliseconds): Promise<T> {
    const step = last.then(() => runNow(command, work, longest));
    last = step.catch(() => undefined);
    return step;
  }

  return {
    run,
    insist: (command, work) =>
      run(command, async () => {
        const result = await work();
        if (result !== undefined && result !== false) return result as never;
        throw client.usable ? (log.refused() ?? new Error('It was not done.')) : { code: 'NoConnection' };
      }),
    touch: () => touch(),
  };
}

/** A command that fails for a lost connection says only that; what broke the connection says why. */
function pickCause(error: unknown, broken: unknown): unknown {
  const { code } = error as { code?: string };
  return broken !== undefined && (code === 'NoConnection' || code === 'EConnectionClosed') ? broken : error;
}
