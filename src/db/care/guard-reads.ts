import type { Client } from '@libsql/client/sqlite3';
import { describeUnread } from '../../domain/disk-room.ts';
import { AppError } from '../../errors.ts';
import { isReadFailure, wordsOfStorage } from './failure.ts';

// A disk that fails a read is not said so by libSQL: the layer that could decrypt a page drops SQLite's code for it, takes
// what lay in memory for the page, and keeps it (SQLite3MultipleCiphers, mcIoRead). What reads on from there finds the
// file damaged, also when the disk works again.

/** @param run a statement on the connection that failed */
export async function forgetPages(run: (statement: string) => Promise<unknown>): Promise<void> {
  // Whatever stands in the way of it is told by the next statement.
  await run('PRAGMA shrink_memory').catch(() => undefined);
}

/** Lets a failed read of a connection say what failed, and be tried again by the next one. */
export function guardReads(client: Client): Client {
  const kind = Object.getPrototypeOf(client);
  // Looked up anew each time: tests note there what is run.
  const execute = (...given: unknown[]): Promise<unknown> => kind.execute.apply(client, given);
  const guarded = async (...given: unknown[]) => {
    try {
      return await execute(...given);
    } catch (error) {
      if (!isReadFailure(error)) throw error;
      await forgetPages(execute);
      throw describeReadFailure(error);
    }
  };
  return Object.assign(client, { execute: guarded as Client['execute'] });
}

function describeReadFailure(cause: unknown): AppError {
  return new AppError('unavailable', describeUnread(wordsOfStorage(cause)), { cause });
}
