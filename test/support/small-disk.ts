import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that can be filled and made read-only. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Leaves so many bytes, or not one. */
  fill(left?: number): void;
  /** As if somebody had made room. */
  empty(): void;
  /** @returns false where a file is open for writing on it */
  setReadOnly(isReadOnly: boolean): boolean;
}

/** @returns undefined where the machine allows no mount. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'postroom-disk-'));
  const mount = (...args: string[]) => spawnSync('mount', args).status === 0;
  if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path)) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  const filler = (n: number) => join(path, `filler-${n}`);
  return {
    path,
    fill(left = 0) {
      for (let n = 0; n < 8; n++) {
        const { bavail, bsize } = statfsSync(path);
        if (bavail * bsize <= left) return;
        try {
          writeFileSync(filler(n), Buffer.alloc(bavail * bsize - left));
        } catch (error) {
          // Somebody else has written meanwhile, and it is full all the same.
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    },
    empty() {
      for (let n = 0; n < 8; n++) rmSync(filler(n), { force: true });
    },
    setReadOnly: (isReadOnly) => mount('-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, path),
    [Symbol.dispose]() {
      spawnSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
