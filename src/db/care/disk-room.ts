import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DiskRoom } from '../../domain/disk-room.ts';
import { identifyFile } from './file-identity.ts';

/** Asks the file system; opens nothing. @param identity of the file that is open (file-identity) */
export async function measureDisk(
  dataPath: string,
  identity: string | undefined,
): Promise<Omit<DiskRoom, 'failure'>> {
  const isAway = identity !== undefined && identifyFile(dataPath) !== identity;
  const { bavail, blocks, bsize } = await statfs(dirname(dataPath)).catch((error: unknown) => {
    // The folder was moved with it.
    if (isAway) return { bavail: 0, blocks: 0, bsize: 0 };
    throw error;
  });
  const isWritable = await Promise.all(
    [dataPath, dirname(dataPath)].map((path) => access(path, constants.W_OK)),
  ).then(
    () => true,
    // EROFS, EACCES; a file that is not there cannot be written either.
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, isWritable, isAway };
}
