import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a file or a folder's list of names survive a power cut. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the name of a file survive a power cut; Windows keeps names by itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await sync(dirname(path));
}
