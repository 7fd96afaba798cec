import type { Backup } from '../db/care/backup.ts';
import type { KeyChanged } from '../db/care/change-key.ts';
import type { CheckReport } from '../db/care/check-file.ts';
import type { KeptFile } from '../db/care/kept-files.ts';
import type { Progress } from '../db/care/long-work.ts';
import type { Restored } from '../db/care/restore.ts';
import { AppError } from '../errors.ts';
import { createThreadCaller } from './thread-caller.ts';

interface Task {
  readonly dataPath: string;
  readonly key: string | undefined;
  /** 1 ends what only looks, 2 what makes a copy, too. */
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

/** What the file thread says before its answer. */
export interface FileReport {
  readonly kind: 'progress';
  readonly progress: Progress;
}

export type Tell = (progress: Progress) => void;

/** Long work on the data file, one at a time, each in a thread of its own. */
export interface FileJobs {
  /** @param out an absolute path. @throws AppError what db/backup says */
  backUp(out: string, tell?: Tell): Promise<Backup>;
  /** @throws AppError what db/check-file says */
  check(tell?: Tell): Promise<CheckReport>;
  /** Where nothing else has the data file open. @throws AppError what db/restore says */
  restore(backup: string, tell?: Tell): Promise<Restored>;
  /** Where nothing else has the data file open. @param newKey undefined: none. @throws AppError what db/change-key says */
  changeKey(newKey: string | undefined, tell?: Tell): Promise<KeyChanged>;
  /** Beside an instance or without one. */
  listKept(isVerifying: boolean, tell?: Tell): Promise<KeptFile[]>;
  /** Ends at once what only looks; a backup has some seconds to come to its end, then nothing is left of it. */
  stop(): Promise<void>;
}

/** Systemd's TimeoutStopSec in docs/operating.md leaves the desk fifteen more. */
const usualPatience = 5000;

/** For the process that holds the instance lock: the thread's connection may be the last one to close. */
export function createFileJobs(
  config: { dataPath: string; key: string | undefined },
  /** How long a backup may go on once everything stops. */
  patienceMilliseconds = usualPatience,
): FileJobs {
  const { dataPath, key } = config;
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  let last: Promise<unknown> = Promise.resolve();

  function start(what: FileWork, tell?: Tell): Promise<unknown> {
    const run = last.then(() => {
      if (Atomics.load(cancelled, 0) !== 0) throw new AppError('unavailable', 'Postroom is stopping.');
      return runThread({ ...what, dataPath, key, cancelled }, tell);
    });
    last = run.catch(() => undefined);
    return run;
  }

  return {
    backUp: (out, tell) => start({ kind: 'backup', out }, tell) as Promise<Backup>,
    restore: (backup, tell) => start({ kind: 'restore', backup }, tell) as Promise<Restored>,
    check: (tell) => start({ kind: 'check' }, tell) as Promise<CheckReport>,
    changeKey: (newKey, tell) => start({ kind: 'key', newKey }, tell) as Promise<KeyChanged>,
    listKept: (isVerifying, tell) => start({ kind: 'kept', isVerifying }, tell) as Promise<KeptFile[]>,
    async stop() {
      Atomics.store(cancelled, 0, 1);
      const late = setTimeout(() => Atomics.store(cancelled, 0, 2), patienceMilliseconds);
      await last;
      clearTimeout(late);
    },
  };
}

/** A thread for each: a connection is closed for certain only when its thread has ended. */
async function runThread(job: FileJob, tell: Tell | undefined): Promise<unknown> {
  const caller = createThreadCaller<FileJob>({
    thread: 'file-thread',
    name: job.kind,
    workerData: undefined,
    endedMessage: `The ${job.kind} ended without a result.`,
    onReport: ({ progress }: FileReport) => tell?.(progress),
  });
  caller.start();
  const exited = caller.exited();
  try {
    return await caller.call(job);
  } finally {
    await exited;
  }
}
