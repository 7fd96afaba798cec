import { spawnSync } from 'node:child_process';
import { openSync, writeFileSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';

type ErrnoName = 'EIO' | 'EDQUOT' | 'ENOSPC' | 'EROFS';

/** What each of them gets from now on; what is not named is well. */
export interface DiskFaults {
  readonly reads?: ErrnoName;
  readonly writes?: ErrnoName;
  readonly syncs?: ErrnoName;
  /** Making a file, opening one to write, and asking whether one may. */
  readonly makes?: ErrnoName;
}

/** Lets the disk below a folder fail for the programs that are started with `environment`, and for no others. */
export interface FaultInjector {
  readonly environment: Record<string, string>;
  set(faults: DiskFaults): void;
}

/**
 * @param place a folder for what it needs itself; not the one that fails
 * @returns undefined where this machine has no C compiler
 */
export function startFaultInjector(place: string, faulted: string): FaultInjector | undefined {
  const library = join(place, 'fault-injector.so');
  const source = resolve('test/support/fault-injector.c');
  const built = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', library, source, '-ldl']);
  if (built.status !== 0) return undefined;
  const control = join(place, 'faults');
  writeFileSync(control, Buffer.alloc(4));
  const file = openSync(control, 'r+');
  return {
    environment: { LD_PRELOAD: library, FAULTED: faulted, FAULTS: control },
    set({ reads, writes, syncs, makes }) {
      const numbers = [reads, writes, syncs, makes].map((name) =>
        name === undefined ? 0 : constants.errno[name],
      );
      writeSync(file, Buffer.from(numbers), 0, 4, 0);
    },
  };
}
