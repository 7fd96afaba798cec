import { existsSync } from 'node:fs';
import type { Client } from '@libsql/client/sqlite3';
import { connect, type DataFileOptions } from './connect.ts';

/** Reads from the data file that a restore replaces. @returns undefined where it is not there, or cannot be read */
export async function readEarlier<Output>(
  earlier: DataFileOptions,
  read: (client: Client) => Promise<Output>,
): Promise<Output | undefined> {
  if (!existsSync(earlier.path)) return undefined;
  try {
    const client = connect(earlier);
    try {
      return await read(client);
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
