import { constants, existsSync } from 'node:fs';
import { copyFile, link } from 'node:fs/promises';
import { sync } from './sync.ts';

/** Why a copy of the data file was kept, and the mark of it in its name. */
export const keptMarks = {
  restore: '.before-restore-',
  update: '.schema-',
  key: '.before-key-',
} as const;

export type KeptReason = keyof typeof keptMarks;

/** @returns the moment as file names carry it: 20260302T140507Z */
export function stampOf(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** @returns the first of `wanted`, `wanted-2`, `wanted-3`… that no file has, nor the log of one */
export function chooseFreeName(wanted: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!existsSync(name) && !existsSync(`${name}-wal`)) return name;
  }
}

/** Gives `path` a second name, or makes a copy where the file system knows no links. Nothing is ever overwritten. */
export async function keepUnder(path: string, wanted: string): Promise<string> {
  for (;;) {
    const name = chooseFreeName(wanted);
    try {
      await link(path, name);
      return name;
    } catch (error) {
      if (isTaken(error)) continue;
    }
    try {
      await copyFile(path, name, constants.COPYFILE_EXCL);
      // What it is a copy of goes next: a power cut must not take both.
      await sync(name);
      return name;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}
