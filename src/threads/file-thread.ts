import { parentPort } from 'node:worker_threads';
import { backUp } from '../db/care/backup.ts';
import { changeKey } from '../db/care/change-key.ts';
import { checkFile } from '../db/care/check-file.ts';
import { listKeptFiles } from '../db/care/kept-files.ts';
import { restoreBackup } from '../db/care/restore.ts';
import { AppError } from '../errors.ts';
import type { FileJob } from './file-jobs.ts';
import { answerRequest, type Request } from './thread-caller.ts';

// One long piece of work on the data file, on a connection of its own: nobody waits for it but who asked.

const port = parentPort;
if (port === null) throw new AppError('internal', 'Long work on the data file runs as a thread only.');
port.once('message', async ({ id, body }: Request<FileJob>) => {
  port.postMessage(await answerRequest(id, () => perform(body)));
  port.close();
});

function perform(job: FileJob): Promise<unknown> {
  const isCancelled = () => Atomics.load(job.cancelled, 0) !== 0;
  const options = { path: job.dataPath, key: job.key };
  switch (job.kind) {
    case 'backup':
      return backUp(options, job.out);
    case 'restore':
      return restoreBackup(options, job.backup, new Date());
    case 'key':
      return changeKey(options, job.newKey, new Date());
    case 'check':
      return checkFile(options, isCancelled);
    case 'kept':
      return listKeptFiles(options, job.isVerifying, isCancelled);
  }
}
