import { pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client/sqlite3';
import { AppError } from '../../errors.ts';
import { unwrapQueryError } from './failure.ts';
import { connectKeeping } from './kept-statements.ts';

/** How long a statement waits for another program that has locked the file. */
const lockMilliseconds = 5000;

export interface DataFileOptions {
  readonly path: string;
  /** Encrypts the file, its log and its backups. */
  readonly key?: string | undefined;
}

/** Opens one connection; makes the file when there is none. PRAGMAs belong to a connection, and a pool would carry them on the first only. */
export function connect(file: DataFileOptions): Client {
  return open(file, (options) =>
    createClient({ url: pathToFileURL(file.path).href, concurrency: 1, ...options }),
  );
}

/** The same for who asks the same again and again: SQLite reads such a text once. */
export function connectToStay(file: DataFileOptions): Client {
  return open(file, (options) => connectKeeping(file.path, options));
}

interface OpeningOptions {
  readonly timeout: number;
  readonly encryptionKey?: string;
}

function open({ path, key }: DataFileOptions, make: (options: OpeningOptions) => Client): Client {
  try {
    return make({ timeout: lockMilliseconds, ...(key === undefined ? {} : { encryptionKey: key }) });
  } catch (error) {
    throw describeOpenFailure(error, path);
  }
}

/** @returns what kept a file from being opened, as one sentence. */
export function describeOpenFailure(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const cause = unwrapQueryError(error);
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/NOTADB|not a database/i.test(text)) {
    return new AppError(
      'invalid',
      `${path} is not a Postroom data file, or POSTROOM_KEY does not fit it; expected the file and the key it was made with. A file that is not encrypted is opened without POSTROOM_KEY.`,
      { cause },
    );
  }
  return new AppError('unavailable', `Cannot open the data file ${path}: ${text}`, { cause });
}
