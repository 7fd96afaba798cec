import type { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, toAppError } from '../errors.ts';
import { setLateOptions } from '../late-options.ts';
import { hasAssets, startThread } from '../sea.ts';

// How the program asks one of its threads for something: a request with a number, an answer with the same number, a
// deadline, and a rejection for whoever waits when the thread ends.

export interface Request<Body> {
  readonly id: number;
  readonly body: Body;
}

type Answer =
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: false; readonly error: PlainError };

/** An AppError as it crosses threads and sockets. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>> | undefined;
  readonly retryAfter?: number | undefined;
  readonly needsProof?: boolean | undefined;
  readonly unseen?: readonly number[] | undefined;
}

export interface ThreadCaller<Body> {
  /** Starts the thread where none runs. */
  start(): void;
  /** @throws AppError what the thread answered, or unavailable when it was late or has ended */
  call(body: Body, deadline?: Deadline): Promise<unknown>;
  isRunning(): boolean;
  /** Ends it at once. */
  terminate(): Promise<void>;
  /** Waits for the end of the thread that runs; resolved where none does. */
  exited(): Promise<void>;
}

interface Deadline {
  readonly milliseconds: number;
  /** What is said to whoever waited in vain. */
  readonly message: string;
}

interface ThreadCallerOptions {
  readonly thread: Parameters<typeof startThread>[0];
  readonly name: string;
  readonly workerData?: unknown;
  /** What each start of the thread is told first. */
  readonly greeting?: () => unknown;
  /** Taken for the first start. */
  readonly prepared?: PreparedThread | undefined;
  /** What is said to whoever waits for an answer when the thread ends. */
  readonly endedMessage: string;
  /** Called with everything that the thread says and that is no answer. */
  readonly onReport?: (report: never) => void;
  /** @param failure what it threw, where it ended by that */
  readonly onExit?: (code: number, failure: unknown) => void;
}

/** A thread that loads its code while nobody knows yet what it is to work on: its greeting will say so. */
export interface PreparedThread {
  /** @returns undefined where it was taken before, or has ended */
  take(): Worker | undefined;
  /** Ends it where nobody has taken it. */
  discard(): Promise<void>;
}

export function prepareThread(thread: Parameters<typeof startThread>[0], name: string): PreparedThread {
  let waiting: Worker | undefined = startThread(thread, { name });
  const forget = () => {
    waiting = undefined;
  };
  // The one that is started in its place fails in the same way, and whoever starts that is told.
  waiting.on('error', forget).on('exit', forget);
  const take = () => {
    const taken = waiting?.off('error', forget).off('exit', forget);
    forget();
    return taken;
  };
  return {
    take,
    async discard() {
      await take()?.terminate();
    },
  };
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: AppError): void;
  readonly timer: NodeJS.Timeout | undefined;
}

interface RunningThread {
  readonly worker: Worker;
  readonly exit: Promise<void>;
}

export function createThreadCaller<Body>(options: ThreadCallerOptions): ThreadCaller<Body> {
  const pending = new Map<number, Pending>();
  let running: RunningThread | undefined;
  let nextId = 1;

  return {
    start() {
      running ??= run(options, pending, () => {
        running = undefined;
      });
    },
    async call(body, deadline) {
      const worker = running?.worker;
      if (worker === undefined) throw new AppError('unavailable', options.endedMessage);
      const id = nextId++;
      const answer = expectAnswer(pending, id, deadline);
      worker.postMessage({ id, body } satisfies Request<Body>);
      return answer;
    },
    isRunning: () => running !== undefined,
    async terminate() {
      await running?.worker.terminate();
    },
    exited: () => running?.exit ?? Promise.resolve(),
  };
}

function run(
  { thread, name, workerData, greeting, prepared, endedMessage, onReport, onExit }: ThreadCallerOptions,
  pending: Map<number, Pending>,
  forget: () => void,
): RunningThread {
  const { promise: exit, resolve } = Promise.withResolvers<void>();
  // The build has made the code caches of the others so, because they mostly start later than the program has.
  if (hasAssets() && thread !== 'desk-thread') setLateOptions();
  const worker = prepared?.take() ?? startThread(thread, { workerData, name });
  if (greeting !== undefined) worker.postMessage(greeting());
  let failure: unknown;
  worker.on('message', (message: Answer | { kind: string }) => {
    if (message.kind === 'answer') settle(pending, message as Answer);
    else onReport?.(message as never);
  });
  worker.on('error', (error) => {
    failure = error;
  });
  worker.on('exit', (code) => {
    forget();
    const message = explainEnd(failure) ?? endedMessage;
    rejectAll(pending, new AppError('unavailable', message, { cause: failure, isUnanswered: true }));
    resolve();
    onExit?.(code, failure);
  });
  return { worker, exit };
}

/** @returns what only a person can mend, such as a file that was moved away: another try would end in the same way */
function explainEnd(failure: unknown): string | undefined {
  const { code, message } = (failure ?? {}) as Partial<AppError>;
  return code === 'unavailable' ? message : undefined;
}

function expectAnswer(
  pending: Map<number, Pending>,
  id: number,
  deadline: Deadline | undefined,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const giveUp = ({ message }: Deadline) => {
    pending.delete(id);
    reject(new AppError('unavailable', message, { isUnanswered: true }));
  };
  const timer = deadline && setTimeout(giveUp, deadline.milliseconds, deadline);
  pending.set(id, { resolve, reject, timer });
  return promise;
}

/** In the thread: runs what was asked for. It never rejects. @param onInternal called with defects */
export async function answerRequest(
  id: number,
  run: () => Promise<unknown>,
  onInternal?: (error: unknown) => void,
): Promise<Answer> {
  try {
    return { kind: 'answer', id, ok: true, value: await run() };
  } catch (error) {
    const { code, message, fields, retryAfter, needsProof, unseen, cause } = toAppError(error);
    if (code === 'internal') onInternal?.(error);
    const isUnsaid = code === 'internal' && onInternal === undefined && cause instanceof Error;
    const said = isUnsaid ? `${message} (${cause.message})` : message;
    const plain = { code, message: said, fields, retryAfter, needsProof, unseen };
    return { kind: 'answer', id, ok: false, error: plain };
  }
}

/** An AppError as it was before it crossed. */
function toError({ code, message, fields, retryAfter, needsProof, unseen }: PlainError): AppError {
  return new AppError(code, message, {
    ...(fields === undefined ? {} : { fields }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(needsProof === true ? { needsProof } : {}),
    ...(unseen === undefined ? {} : { unseen }),
  });
}

function settle(pending: Map<number, Pending>, answer: Answer): void {
  const waiting = pending.get(answer.id);
  if (waiting === undefined) return;
  pending.delete(answer.id);
  clearTimeout(waiting.timer);
  if (answer.ok) waiting.resolve(answer.value);
  else waiting.reject(toError(answer.error));
}

function rejectAll(pending: Map<number, Pending>, error: AppError): void {
  for (const { reject, timer } of pending.values()) {
    clearTimeout(timer);
    reject(error);
  }
  pending.clear();
}
