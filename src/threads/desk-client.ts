import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { DeskCommands } from '../desk/commands.ts';
import type { DeskEvent } from '../domain/events.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { startThread } from '../sea.ts';
import type { Answer, DeskOptions, DeskReport } from './desk-protocol.ts';

type Input<Name extends keyof DeskCommands> = Parameters<DeskCommands[Name]>[0];
type Output<Name extends keyof DeskCommands> = Awaited<ReturnType<DeskCommands[Name]>>;

/** The web thread's way to everything that writes. */
export interface DeskClient {
  /** @throws AppError what the use case threw, or unavailable when the desk did not answer in time or crashed */
  call<Name extends keyof DeskCommands>(
    command: Name,
    ...input: undefined extends Input<Name> ? [] : [Input<Name>]
  ): Promise<Output<Name>>;
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: DeskEvent) => void): () => void;
  /** How many events there have been: a page that knows a smaller number has missed some. */
  eventCount(): number;
  /** False after a crash until the desk is ready again, and when it has not been heard of for 15 seconds. */
  isAlive(): boolean;
  /** Drains what runs and leaves one whole file. */
  stop(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: AppError): void;
  readonly deadline: NodeJS.Timeout;
}

const answerMilliseconds = 60_000;
/** A batch of files may hold several messages that each use up their parser's time. */
const patience: Partial<Record<string, number>> = {
  importFiles: 30 * 60_000,
  // Fetched again from a slow server, and read as long as is allowed, perhaps twice.
  retryQuarantined: 5 * 60_000,
};
const silenceMilliseconds = 15_000;
const restartMilliseconds = 1000;
/** The duties drain within eight seconds; a long log is folded into the file after that. */
const stopMilliseconds = 20_000;
/** So many heartbeats in a row have to fail, five minutes of them, before a desk is taken for stuck. */
const mostMissed = 60;
const checkMilliseconds = 5000;

export interface DeskClientOptions {
  /** How often to look whether the desk has been heard of. */
  readonly checkMilliseconds?: number;
}

/**
 * Starts the desk thread and waits until it is ready; starts it anew after a crash, and when it is stuck.
 * @throws AppError why it could not start
 */
export async function startDesk(
  options: DeskOptions,
  log: Log,
  clientOptions: DeskClientOptions = {},
): Promise<DeskClient> {
  const events = new EventEmitter();
  events.setMaxListeners(0);
  const pending = new Map<number, Pending>();
  let lastHeard = 0;
  let missed = 0;
  let eventCount = 0;
  let nextId = 1;
  let isStopping = false;
  let isUp = false;
  let thread: Worker;

  const receive = (message: DeskReport) => {
    lastHeard = performance.now();
    missed = 0;
    if (message.kind === 'event') {
      eventCount += 1;
      events.emit('event', message.event);
    } else if (message.kind === 'answer') settle(pending, message);
  };
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let failure: unknown;
      thread = startThread('desk-thread', { workerData: options, name: 'desk' });
      thread.on('message', (message: DeskReport) => {
        receive(message);
        if (message.kind !== 'ready') return;
        isUp = true;
        resolve();
      });
      thread.on('error', (error) => {
        failure = error;
        reject(fromThread(error));
      });
      thread.on('exit', (code) => {
        isUp = false;
        rejectAll(pending, stopped());
        if (isStopping || lastHeard === 0) return;
        log.error('desk thread ended, starting it anew', { code, error: failure });
        setTimeout(() => {
          if (!isStopping) start().catch((error: unknown) => log.error('desk did not start', { error }));
        }, restartMilliseconds);
      });
    });
  const send = (
    command: string,
    input: unknown,
    milliseconds = patience[command] ?? answerMilliseconds,
  ): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (!isUp) throw stopped();
      const id = nextId++;
      const deadline = setTimeout(() => {
        pending.delete(id);
        reject(new AppError('unavailable', `The desk did not answer "${command}" in time.`));
      }, milliseconds);
      pending.set(id, { resolve, reject, deadline });
      thread.postMessage({ id, command, input });
    });

  // Counted, not timed: a machine that slept would find the desk long silent, and it is not.
  const endStuck = () => {
    if (!isUp || isStopping || ++missed < mostMissed) return;
    log.error('desk thread is stuck, ending it', {
      silentSeconds: Math.round((performance.now() - lastHeard) / 1000),
    });
    missed = 0;
    void thread.terminate();
  };

  await start();
  const watch = setInterval(endStuck, clientOptions.checkMilliseconds ?? checkMilliseconds).unref();
  return {
    call: (command, ...input) => send(command, input[0]) as Promise<never>,
    subscribe(listener) {
      events.on('event', listener);
      return () => events.off('event', listener);
    },
    eventCount: () => eventCount,
    isAlive: () => isUp && performance.now() - lastHeard < silenceMilliseconds,
    async stop() {
      isStopping = true;
      clearInterval(watch);
      // One that is stuck cannot be drained; its data file is as a kill leaves it.
      const drained = isUp ? send('stop', undefined, stopMilliseconds) : Promise.resolve();
      await drained.catch((error: unknown) => log.error('desk thread did not stop', { error }));
      await thread.terminate();
    },
  };
}

function settle(pending: Map<number, Pending>, answer: Answer): void {
  const waiting = pending.get(answer.id);
  if (waiting === undefined) return;
  pending.delete(answer.id);
  clearTimeout(waiting.deadline);
  if (answer.ok) {
    waiting.resolve(answer.value);
    return;
  }
  const { code, message, fields } = answer.error;
  waiting.reject(new AppError(code, message, fields === undefined ? {} : { fields }));
}

function stopped(): AppError {
  return new AppError('unavailable', 'The desk stopped before it answered; try again in a moment.');
}

function rejectAll(pending: Map<number, Pending>, error: AppError): void {
  for (const { reject, deadline } of pending.values()) {
    clearTimeout(deadline);
    reject(error);
  }
  pending.clear();
}

/** An error crosses threads as a plain Error: its code and message are kept as properties. */
function fromThread(error: unknown): AppError {
  const { code, message } = error as Partial<AppError>;
  const known = ['invalid', 'conflict', 'unavailable'].includes(String(code));
  return new AppError(known && code !== undefined ? code : 'internal', message ?? 'The desk did not start.', {
    cause: error,
  });
}
