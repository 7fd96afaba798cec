import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const partialMark = '.postroom-partial';
/** What a restore, a change of the key and a look at a kept file call their own copies: of the data file, or of a kept one. */
const copyMark =
  /^(?:\.(?:before-(?:restore|key)-\d{8}T\d{6}Z|schema-\d+)(?:-\d+)?)?\.(?:restoring|rekeying|looking)-[0-9a-f]{8}$/;
/** One that was written to so lately may belong to work that is under way. */
const restMilliseconds = 3_600_000;

/** @returns what a copy is called until it is whole and verified */
export function partialNameOf(out: string): string {
  return `${out}${partialMark}`;
}

/**
 * Takes away what killed backups have left in a folder, each of the data file's whole size.
 * @returns the names of what is gone
 */
export async function removeOldPartials(folder: string, now: Date): Promise<string[]> {
  const isPartial = (name: string) => name.replace(/-journal$/, '').endsWith(partialMark);
  return removeResting(folder, isPartial, now);
}

/** The same for the copies that a killed restore or change of the key has left beside the data file. */
export async function removeOldCopies(dataPath: string, now: Date): Promise<string[]> {
  return removeResting(dirname(dataPath), (name) => isOwnCopy(basename(dataPath), name), now);
}

/** Whether a file is such a copy. @param data the name of the data file */
export function isOwnCopy(data: string, name: string): boolean {
  return name.startsWith(data) && copyMark.test(name.slice(data.length).replace(/-(wal|shm|journal)$/, ''));
}

async function removeResting(
  folder: string,
  isOurs: (name: string) => boolean,
  now: Date,
): Promise<string[]> {
  const gone: string[] = [];
  for (const name of (await readdir(folder)).filter(isOurs)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || now.getTime() - found.mtimeMs < restMilliseconds) continue;
    await rm(path, { force: true });
    gone.push(name);
  }
  return gone;
}
