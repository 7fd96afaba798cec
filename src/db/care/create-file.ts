import { randomBytes } from 'node:crypto';
import { chmod, link, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { connect, type DataFileOptions } from './connect.ts';
import { writeNewestSchema } from './migrate.ts';
import { sync, syncFolder } from './sync.ts';

const mark = '.creating-';

// The first only has an effect before the first table. Nobody relies on the file yet; it is synchronised as a whole later.
const pragmas = 'PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;';

/**
 * Makes a new data file under another name and gives it its own when it is whole and durable, so that an end in the middle
 * leaves no empty file that could be anybody's.
 * @throws what SQLite or the disk says
 */
export async function createDataFile(options: DataFileOptions): Promise<void> {
  const { path } = options;
  await removeAbandoned(path);
  const fresh = `${path}${mark}${randomBytes(4).toString('hex')}`;
  try {
    const client = connect({ ...options, path: fresh });
    try {
      await client.executeMultiple(`${pragmas}BEGIN;${writeNewestSchema()}COMMIT;`);
    } finally {
      client.close();
      // Without statement objects the connection ends in the next turn, and not when V8 has collected them.
      await setImmediate();
    }
    await chmod(fresh, 0o600);
    await sync(fresh);
    await giveName(fresh, path);
    await syncFolder(path);
  } finally {
    for (const end of ['', '-journal']) await rm(fresh + end, { force: true });
  }
}

/** Never over a file that came there meanwhile, where the file system knows hard links. */
async function giveName(fresh: string, path: string): Promise<void> {
  try {
    await link(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await rename(fresh, path);
  }
}

async function removeAbandoned(path: string): Promise<void> {
  const names = await readdir(dirname(path));
  const left = names.filter((name) => name.startsWith(`${basename(path)}${mark}`));
  for (const name of left) await rm(join(dirname(path), name), { force: true });
}
