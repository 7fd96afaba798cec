import { statSync } from 'node:fs';
import { AppError } from '../../errors.ts';

/** @returns which file lies there, whatever it is called: device and inode; undefined where none does */
export function identifyFile(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}-${found.ino}`;
}

/**
 * For whoever comes back to a file that is in use: SQLite would make an empty one where it was moved away, and take any other.
 * @throws AppError unavailable
 */
export function assertSameFile(path: string, identity: string | undefined): void {
  const found = identifyFile(path);
  if (found !== undefined && (identity === undefined || found === identity)) return;
  const what = found === undefined ? 'is not there any more' : 'is another file than before';
  throw new AppError(
    'unavailable',
    `${path} ${what}: it was moved while Postroom runs. Nothing was made in its place; put it back with its log (-wal) beside it, or stop Postroom and start it where the file is now.`,
  );
}
