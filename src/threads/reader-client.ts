import type { Worker } from 'node:worker_threads';
import type { LongReads } from '../db/long-reads.ts';
import { AppError } from '../errors.ts';
import { startThread } from '../sea.ts';
import type { ReadAnswer, ReaderOptions, ReadRequest } from './reader-protocol.ts';

export interface ReaderClient {
  readonly reads: LongReads;
  /** Waits for the thread to close its connection. */
  stop(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: AppError): void;
  readonly deadline: NodeJS.Timeout;
}

const answerMilliseconds = 20_000;

/** The web thread's way to reads that may take long. The thread starts with the first one, and anew after a crash. */
export function createReaderClient(options: ReaderOptions): ReaderClient {
  const pending = new Map<number, Pending>();
  let thread: Worker | undefined;
  let nextId = 1;
  let isStopping = false;

  function start(): Worker {
    const started = startThread('reader-thread', { workerData: options, name: 'reader' });
    let failure: unknown;
    started.on('message', (answer: ReadAnswer) => settle(pending, answer));
    started.on('error', (error) => {
      failure = error;
    });
    started.on('exit', () => {
      if (thread === started) thread = undefined;
      for (const [id, { reject, deadline }] of pending) {
        clearTimeout(deadline);
        pending.delete(id);
        reject(
          new AppError('unavailable', 'The search was interrupted; please try again.', { cause: failure }),
        );
      }
    });
    return started;
  }

  function read(name: keyof LongReads, input: readonly unknown[]): Promise<never> {
    if (isStopping) return Promise.reject(new AppError('unavailable', 'Postroom is stopping.'));
    thread ??= start();
    const id = nextId++;
    const request: ReadRequest = { kind: 'read', id, name, input };
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        pending.delete(id);
        reject(new AppError('unavailable', 'This search takes too long; make it narrower and try again.'));
      }, answerMilliseconds);
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject, deadline });
      thread?.postMessage(request);
    });
  }

  return {
    reads: {
      searchTickets: (...input) => read('searchTickets', input),
      listCustomers: (...input) => read('listCustomers', input),
      listOutbox: (...input) => read('listOutbox', input),
      countErasure: (...input) => read('countErasure', input),
    },
    async stop() {
      isStopping = true;
      const running = thread;
      if (running === undefined) return;
      const exited = new Promise((resolve) => running.once('exit', resolve));
      running.postMessage({ kind: 'stop' } satisfies ReadRequest);
      await exited;
    },
  };
}

function settle(pending: Map<number, Pending>, answer: ReadAnswer): void {
  const waiting = pending.get(answer.id);
  if (waiting === undefined) return;
  pending.delete(answer.id);
  clearTimeout(waiting.deadline);
  if (answer.ok) waiting.resolve(answer.value);
  else {
    const { code, message, fields } = answer.error;
    waiting.reject(new AppError(code, message, fields === undefined ? {} : { fields }));
  }
}
