import { measureDisk } from '../db/care/disk-room.ts';
import { identifyFile } from '../db/care/file-identity.ts';
import type { DiskRoom } from '../domain/disk-room.ts';

const freshMilliseconds = 2000;

/** Measures at most every two seconds, however many pages ask. @param failureOf what the last write was answered */
export function createDiskWatch(
  dataPath: string,
  failureOf: () => string | undefined,
): () => Promise<DiskRoom> {
  const identity = identifyFile(dataPath);
  let measured: ReturnType<typeof measureDisk> | undefined;
  let measuredAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = performance.now();
    if (measured === undefined || now - measuredAt > freshMilliseconds) {
      measuredAt = now;
      measured = measureDisk(dataPath, identity);
    }
    return { ...(await measured), failure: failureOf() };
  };
}
