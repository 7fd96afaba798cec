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

/** One connection, and the deadlines of its commands. */
export interface ImapLine {
  readonly client: ImapFlow;
  readonly steps: Steps;
}

interface StepsLogger {
  readonly refused: () => unknown;
  readonly logger: object;
  forget(): void;
  onThrottle(listener: (error: unknown) => void): void;
}

const nothing = () => undefined;

/** imapflow's commands return `false` when the server refuses; why goes to the logger only. */
export function createStepsLogger(trace?: TraceSink): StepsLogger {
  let refusal: unknown;
  let throttled: (error: unknown) => void = nothing;
  const note = (entry: { err?: unknown; msg?: string }) => {
    refusal = entry.err ?? refusal;
    if (entry.msg === 'Throttling detected') throttled(entry.err);
  };
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
      info: nothing,
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

/** One connection and the step that is under way on it. */
interface Line {
  readonly client: ImapFlow;
  readonly log: StepsLogger;
  /** Told where a step goes on because bytes still come. */
  readonly onSlow: () => void;
  /** Fulfilled when the newest step has ended. */
  last: Promise<unknown>;
  /** Starts the deadline of the step under way anew. */
  touch: () => void;
  /** Ends the step under way. */
  fail: (error: unknown) => void;
  goodbye: string | undefined;
  /** What broke the connection. */
  broken: unknown;
}

/** @param onSlow told where a step goes on because bytes still come */
export function createSteps(
  client: ImapFlow,
  log: StepsLogger,
  milliseconds: number,
  onSlow: () => void = nothing,
): Steps {
  const line: Line = {
    client,
    log,
    onSlow,
    last: Promise.resolve(),
    touch: nothing,
    fail: nothing,
    goodbye: undefined,
    broken: undefined,
  };
  client.on('error', (error: unknown) => {
    line.broken ??= error;
  });
  // imapflow would sit out the back-off itself, up to five minutes without a word.
  log.onThrottle((error) => line.fail(error));
  return {
    run: (command, work, longest = milliseconds) => enqueue(line, command, work, longest),
    insist: (command, work) => enqueue(line, command, () => insist(line, work), milliseconds),
    touch: () => line.touch(),
  };
}

function enqueue<T>(line: Line, command: string, work: () => Promise<T>, longest: number): Promise<T> {
  const step = line.last.then(() => runNow(line, command, work, longest));
  line.last = step.catch(nothing);
  return step;
}

/** @param result what a command of imapflow has given */
export function isAgreed<T>(result: T): result is Exclude<T, false | undefined> {
  return result !== false && result !== undefined;
}

async function insist<T>({ client, log }: Line, work: () => Promise<T>) {
  const result = await work();
  if (isAgreed(result)) return result;
  throw client.usable ? (log.refused() ?? new Error('It was not done.')) : { code: 'NoConnection' };
}

async function runNow<T>(line: Line, command: string, work: () => Promise<T>, longest: number): Promise<T> {
  line.log.forget();
  const watch = watchStep(line, command, longest);
  try {
    return await Promise.race([work(), watch.interruption]);
  } catch (error) {
    line.goodbye ??= (line.client as { byeReason?: string }).byeReason;
    throw normalizeImapError(pickCause(error, line.broken), command, line.goodbye);
  } finally {
    watch.stop();
    line.touch = nothing;
    line.fail = nothing;
  }
}

/** @returns what rejects when the step has to end, after the connection is closed, and what ends the watching */
function watchStep(line: Line, command: string, longest: number) {
  const { client } = line;
  const { promise: interruption, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  line.fail = (error) => {
    reject(normalizeImapError(error, command, line.goodbye));
    client.close();
  };
  const wait = (delays: number) => {
    clearTimeout(timer);
    const before = client.stats().received;
    timer = setTimeout(() => {
      // Only mail takes its time: any other answer is short, and what comes meanwhile is not it.
      const isSlow = command === 'FETCH' && client.stats().received - before >= fewestBytes;
      if (!isSlow || delays >= mostDelays) return line.fail(deadlineError(command, longest));
      line.onSlow();
      wait(delays + 1);
    }, longest);
  };
  line.touch = () => wait(0);
  line.touch();
  return { interruption, stop: () => clearTimeout(timer) };
}

/** A command that fails for a lost connection says only that; what broke the connection says why. */
function pickCause(error: unknown, broken: unknown): unknown {
  const { code } = error as { code?: string };
  return broken !== undefined && (code === 'NoConnection' || code === 'EConnectionClosed') ? broken : error;
}
