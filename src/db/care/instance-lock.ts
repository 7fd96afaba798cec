import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client/sqlite3';
import { AppError } from '../../errors.ts';
import { prepareNativeAddon } from './native-addon.ts';

export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only writer of a data file: an open write transaction on a small second SQLite file.
 * The kernel ends it when the process dies, however it dies.
 * @throws AppError conflict when another process holds it
 */
export async function takeInstanceLock(dataPath: string): Promise<InstanceLock> {
  prepareNativeAddon(dirname(dataPath));
  const path = `${dataPath}.lock`;
  let client: Client | undefined;
  try {
    const opened = createClient({ url: pathToFileURL(path).href, concurrency: 1, timeout: 0 });
    client = opened;
    const transaction = await opened.transaction('write');
    return {
      async release() {
        await transaction.rollback();
        opened.close();
      },
    };
  } catch (cause) {
    client?.close();
    if (String((cause as { code?: unknown }).code).startsWith('SQLITE_BUSY')) {
      throw new AppError(
        'conflict',
        `Another Postroom already runs on ${dataPath}; stop it first, or use another file (--data).`,
        { cause },
      );
    }
    throw new AppError(
      'unavailable',
      `Cannot write ${path}: the folder is missing or not writable; expected a writable folder for the data file (--data).`,
      { cause },
    );
  }
}
