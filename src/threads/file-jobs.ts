import type { Backup } from '../db/care/backup.ts';
import type { KeyChanged } from '../db/care/change-key.ts';
import type { CheckReport } from '../db/care/check-file.ts';
import type { KeptFile } from '../db/care/kept-files.ts';
import type { Restored } from '../db/care/restore.ts';
import { AppError } from '../errors.ts';
import { createThreadCaller } from './thread-caller.ts';

interface Task {
  readonly dataPath: string;
  readonly key: string | undefined;
  /** 1 asks for an early end. */
  readonly cancelled: Int32Array;
}

/** What the file thread is asked for. */
export type FileJob = Task & FileWork;

type FileWork =
  | { readonly kind: 'check' }
  | { readonly kind: 'backup'; readonly out: string }
  | { readonly kind: 'restore'; readonly backup: string }
  | { readonly kind: 'key'; readonly newKey: string | undefined }
  | { readonly kind: 'kept'; readonly isVerifying: boolean };

/** Long work on the data file, one at a time, each in a thread of its own. */
export interface FileJobs {
  /** @param out an absolute path. @throws AppError what db/backup says */
  backUp(out: string): Promise<Backup>;
  /** @throws AppError what db/check-file says */
  check(): Promise<CheckReport>;
  /** Where nothing else has the data file open. @throws AppError what db/restore says */
  restore(backup: string): Promise<Restored>;
  /** Where nothing else has the data file open. @param newKey undefined: none. @throws AppError what db/change-key says */
  changeKey(newKey: string | undefined): Promise<KeyChanged>;
  /** Beside an instance or without one. */
  listKept(isVerifying: boolean): Promise<KeptFile[]>;
  /** Ends a check early; a backup under way is waited for. */
  stop(): Promise<void>;
}

/** For the process that holds the instance lock: the thread's connection may be the last one to close. */
export function createFileJobs(config: { dataPath: string; key: string | undefined }): FileJobs {
  const { dataPath, key } = config;
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  let last: Promise<unknown> = Promise.resolve();

  function start(what: FileWork): Promise<unknown> {
    const run = last.then(() => {
      if (Atomics.load(cancelled, 0) !== 0) throw new AppError('unavailable', 'Postroom is stopping.');
      return runThread({ ...what, dataPath, key, cancelled });
    });
    last = run.catch(() => undefined);
    return run;
  }

  return {
    backUp: (out) => start({ kind: 'backup', out }) as Promise<Backup>,
    restore: (backup) => start({ kind: 'restore', backup }) as Promise<Restored>,
    check: () => start({ kind: 'check' }) as Promise<CheckReport>,
    changeKey: (newKey) => start({ kind: 'key', newKey }) as Promise<KeyChanged>,
    listKept: (isVerifying) => start({ kind: 'kept', isVerifying }) as Promise<KeptFile[]>,
    async stop() {
      Atomics.store(cancelled, 0, 1);
      await last;
    },
  };
}

/** A thread for each: a connection is closed for certain only when its thread has ended. */
async function runThread(job: FileJob): Promise<unknown> {
  const caller = createThreadCaller<FileJob>({
    thread: 'file-thread',
    name: job.kind,
    workerData: undefined,
    endedMessage: `The ${job.kind} ended without a result.`,
  });
  caller.start();
  const exited = caller.exited();
  try {
    return await caller.call(job);
  } finally {
    await exited;
  }
}
