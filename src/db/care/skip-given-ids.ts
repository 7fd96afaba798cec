import { existsSync } from 'node:fs';
import type { Client } from '@libsql/client/sqlite3';
import { connect, type DataFileOptions } from './connect.ts';

/** So far the numbers go on where nobody knows which were given out since the backup. People see only those of tickets. */
const leaps: ReadonlyMap<string, number> = new Map([
  ['tickets', 1_000],
  ['articles', 1_000_000],
  ['attachments', 1_000_000],
  ['customers', 1_000_000],
  ['facts', 1_000_000],
  ['outbox', 1_000_000],
]);

/**
 * What was given a number after the backup was made is gone with the file that is replaced, but others know it by that: a
 * customer answers to its ticket, a program goes on after its fact, or knows a webhook's message by it. No number is given twice.
 * @param restored the file that takes the place @param earlier the one that is replaced, where there is one
 */
export async function skipGivenIds(restored: DataFileOptions, earlier: DataFileOptions): Promise<void> {
  const client = connect(restored);
  try {
    const given = await readGiven(earlier, await readLineage(client));
    for (const [name, last] of await readSequences(client)) {
      const wanted = given === undefined ? last + (leaps.get(name) ?? 0) : (given.get(name) ?? 0);
      if (wanted > last)
        await client.execute({
          sql: 'UPDATE sqlite_sequence SET seq = ? WHERE name = ?',
          args: [wanted, name],
        });
    }
  } finally {
    client.close();
  }
}

/** @returns the last numbers by table; undefined where the file is not there, cannot be read, or has not grown out of the same one */
async function readGiven(
  earlier: DataFileOptions,
  lineage: string | undefined,
): Promise<ReadonlyMap<string, number> | undefined> {
  if (lineage === undefined || !existsSync(earlier.path)) return undefined;
  try {
    const client = connect(earlier);
    try {
      return (await readLineage(client)) === lineage ? await readSequences(client) : undefined;
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The secret of Message-IDs, which is made once. */
async function readLineage(client: Client): Promise<string | undefined> {
  const { rows } = await client.execute("SELECT value FROM settings WHERE key = 'message_id_secret'");
  return rows[0] === undefined ? undefined : String(rows[0].value);
}

async function readSequences(client: Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.execute('SELECT name, seq FROM sqlite_sequence');
  return new Map(rows.map(({ name, seq }) => [String(name), Number(seq)]));
}
