import { parentPort, workerData } from 'node:worker_threads';
import { backUp } from '../db/care/backup.ts';
import { checkFile } from '../db/care/check-file.ts';
import { restoreBackup } from '../db/care/restore.ts';
import { AppError, toAppError } from '../errors.ts';
import type { FileJob, FileJobReport } from './file-jobs.ts';

// One long piece of work on the data file, on a connection of its own: nobody waits for it but who asked.

const port = parentPort;
if (port === null) throw new AppError('internal', 'Long work on the data file runs as a thread only.');
const job = workerData as FileJob;
const isCancelled = () => Atomics.load(job.cancelled, 0) !== 0;

// It never rejects: what goes wrong is reported.
void run().then((report) => port.postMessage(report));

async function run(): Promise<FileJobReport> {
  try {
    return { ok: true, value: await perform() };
  } catch (error) {
    const { code, message, cause } = toAppError(error);
    const detail = code === 'internal' && cause instanceof Error ? ` (${cause.message})` : '';
    return { ok: false, error: { code, message: message + detail, fields: undefined } };
  }
}

function perform(): Promise<unknown> {
  const options = { path: job.dataPath, key: job.key };
  switch (job.kind) {
    case 'backup':
      return backUp(options, job.out);
    case 'restore':
      return restoreBackup(options, job.backup, new Date());
    case 'check':
      return checkFile(options, isCancelled);
  }
}
