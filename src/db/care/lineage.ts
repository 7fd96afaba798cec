import type { Client } from '@libsql/client/sqlite3';

/** @returns what a data file and all that were restored or copied from it have in common: the secret of Message-IDs, which is made once */
export async function readLineage(client: Client): Promise<string | undefined> {
  const { rows } = await client.execute("SELECT value FROM settings WHERE key = 'message_id_secret'");
  return rows[0] === undefined ? undefined : String(rows[0].value);
}
