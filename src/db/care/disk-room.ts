import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Asks the file system; opens nothing. */
export async function measureDisk(dataPath: string): Promise<{
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly isWritable: boolean;
}> {
  const { bavail, blocks, bsize } = await statfs(dirname(dataPath));
  const isWritable = await Promise.all(
    [dataPath, dirname(dataPath)].map((path) => access(path, constants.W_OK)),
  ).then(
    () => true,
    // EROFS, EACCES; a file that is not there cannot be written either.
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, isWritable };
}
