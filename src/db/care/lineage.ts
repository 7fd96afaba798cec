import type { Client } from '@libsql/client/sqlite3';
import type { DataFileOptions } from './connect.ts';
import { readEarlier } from './read-earlier.ts';

/** @returns what a data file and all that were restored or copied from it have in common: the secret of Message-IDs, which is made once */
async function readLineage(client: Client): Promise<string | undefined> {
  const { rows } = await client.execute("SELECT value FROM settings WHERE key = 'message_id_secret'");
  return rows[0] === undefined ? undefined : String(rows[0].value);
}

/**
 * Reads from the data file that a restore replaces, where both have grown out of the same one.
 * @param restored the file that takes the place
 * @returns undefined where the earlier file is not there, cannot be read, or is another desk's
 */
export async function readKin<Output>(
  restored: Client,
  earlier: DataFileOptions,
  read: (earlier: Client) => Promise<Output>,
): Promise<Output | undefined> {
  const lineage = await readLineage(restored);
  if (lineage === undefined) return undefined;
  return readEarlier(earlier, async (client) =>
    (await readLineage(client)) === lineage ? read(client) : undefined,
  );
}
