import type { LongReads } from '../db/long-reads.ts';
import { AppError } from '../errors.ts';
import type { ReadBody, ReaderOptions } from './reader-protocol.ts';
import { createThreadCaller } from './thread-caller.ts';

interface ReaderClient {
  readonly reads: LongReads;
  /** Waits for the thread to close its connection. */
  stop(): Promise<void>;
}

const deadline = {
  milliseconds: 20_000,
  message: 'This search takes too long; make it narrower and try again.',
};

/** The web thread's way to reads that may take long. The thread starts with the first one, and anew after a crash. */
export function createReaderClient(options: ReaderOptions): ReaderClient {
  const caller = createThreadCaller<ReadBody>({
    thread: 'reader-thread',
    name: 'reader',
    workerData: options,
    endedMessage: 'The search was interrupted; please try again.',
  });
  let isStopping = false;

  function read(name: keyof LongReads, input: readonly unknown[]): Promise<never> {
    if (isStopping) return Promise.reject(new AppError('unavailable', 'Postroom is stopping.'));
    caller.start();
    return caller.call({ kind: 'read', name, input }, deadline) as Promise<never>;
  }

  return {
    reads: {
      searchTickets: (...input) => read('searchTickets', input),
      listCustomers: (...input) => read('listCustomers', input),
      listOutbox: (...input) => read('listOutbox', input),
      traceMail: (...input) => read('traceMail', input),
      previewErasure: (...input) => read('previewErasure', input),
      findOwnMail: (...input) => read('findOwnMail', input),
      loadReport: (...input) => read('loadReport', input),
    },
    async stop() {
      isStopping = true;
      if (!caller.isRunning()) return;
      const exited = caller.exited();
      await caller.call({ kind: 'stop' }).catch(() => undefined);
      await exited;
    },
  };
}
