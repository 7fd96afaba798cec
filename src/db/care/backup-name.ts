import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import { partialNameOf } from './leftovers.ts';

/** What SQLite writes beside a database and plays into it. */
const logs = ['-wal', '-journal'];

/** What lies under such a name belongs to another file: SQLite writes over it, or Postroom takes it away. */
const namesOfOthers = [...logs, '-shm', '.lock', partialNameOf('')];

/**
 * Looks whether a backup can have a name, before anything is written.
 * @throws AppError conflict where something is there, invalid for a name that what is written there would not keep
 */
export async function assertBackupName(out: string): Promise<void> {
  const ending = namesOfOthers.find((end) => out.endsWith(end));
  if (ending !== undefined) {
    throw new AppError(
      'invalid',
      `${out} ends in ${ending}, as what belongs to another file and is written over or removed with it; expected another name.`,
    );
  }
  const found = await look(out);
  if (found?.isDirectory()) {
    throw new AppError(
      'conflict',
      `${out} is a folder; expected the name of a new file, such as ${join(out, 'postroom-backup.db')}.`,
    );
  }
  if (found !== undefined) throw alreadyThere(out);
  for (const end of logs) {
    // An empty one is left by programs that end in order, and plays nothing.
    if (((await look(out + end))?.size ?? 0) === 0) continue;
    throw new AppError(
      'conflict',
      `${out}${end} is the log of a file that is not there, and would be played into a backup of this name; expected another name, or move the log away.`,
    );
  }
}

export function alreadyThere(out: string): AppError {
  return new AppError('conflict', `${out} exists already; expected a new name, nothing is overwritten.`);
}

/** A link that leads nowhere is there, too. What cannot be looked at is told when it is written to. */
async function look(path: string) {
  return lstat(path).catch(() => undefined);
}
