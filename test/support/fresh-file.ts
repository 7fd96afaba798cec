import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFile } from '../../src/db/care/open.ts';

/** Where the bundles of this run lie; set by the bundler. */
declare const __LIB__: string;

/** Puts a new data file there, as the program makes it, unless there is one: to run all migrations takes longer than most tests. */
export function putFreshFile(path: string): Promise<void> {
  return putCopy('fresh.db', path, async (made) => (await openDataFile({ path: made })).close());
}

/**
 * Puts a copy of a data file there, unless there is one.
 * @param name by which the file is kept for the run of the tests @param make makes it, where none of that name is kept
 */
export async function putCopy(
  name: string,
  path: string,
  make: (path: string) => Promise<void>,
): Promise<void> {
  if (existsSync(path)) return;
  const kept = join(__LIB__, name);
  if (!existsSync(kept)) {
    // Another process may be making it, too.
    const folder = mkdtempSync(`${kept}-`);
    await make(join(folder, name));
    renameSync(join(folder, name), kept);
    rmSync(folder, { recursive: true });
  }
  copyFileSync(kept, path);
}
