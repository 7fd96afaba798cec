import { parentPort } from 'node:worker_threads';
import { backUp } from '../db/care/backup.ts';
import { changeKey } from '../db/care/change-key.ts';
import { checkFile } from '../db/care/check-file.ts';
import { fitKey } from '../db/care/fit-key.ts';
import { listKeptFiles } from '../db/care/kept-files.ts';
import type { LongWork, Progress } from '../db/care/long-work.ts';
import { restoreBackup } from '../db/care/restore.ts';
import { AppError } from '../errors.ts';
import type { FileJob, FileReport } from './file-jobs.ts';
import { answerRequest, type Request } from './thread-caller.ts';

// One long piece of work on the data file, on a connection of its own: nobody waits for it but who asked.

const port = parentPort;
if (port === null) throw new AppError('internal', 'Long work on the data file runs as a thread only.');
port.once('message', async ({ id, body }: Request<FileJob>) => {
  port.postMessage(await answerRequest(id, () => perform(body)));
  port.close();
});

async function perform(job: FileJob): Promise<unknown> {
  const work = watchedWork(job);
  const given = { path: job.dataPath, key: job.key };
  const options = { ...given, key: await fitKey(given) };
  switch (job.kind) {
    case 'backup':
      return backUp(options, job.out, work);
    case 'restore':
      return restoreBackup(options, job.backup, new Date(), work);
    case 'key':
      return changeKey(options, job.newKey, new Date(), work);
    case 'check':
      return checkFile(options, work);
    case 'kept':
      return listKeptFiles(options, job.isVerifying, work);
  }
}

const reportMilliseconds = 200;

/** Tells the first of each step, and then as much as a person can read. */
function watchedWork({ kind, cancelled }: FileJob): LongWork {
  const isLooking = kind === 'check' || kind === 'kept';
  let last: { step: Progress['step'] | undefined; at: number } = { step: undefined, at: 0 };
  return {
    isCancelled: () => Atomics.load(cancelled, 0) >= (isLooking ? 1 : 2),
    report(progress) {
      const now = performance.now();
      if (progress.step === last.step && now - last.at < reportMilliseconds) return;
      last = { step: progress.step, at: now };
      port?.postMessage({ kind: 'progress', progress } satisfies FileReport);
    },
  };
}
