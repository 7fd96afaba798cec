import type { Client } from '@libsql/client/sqlite3';
import type { DataFileOptions } from './connect.ts';
import { readKin } from './lineage.ts';

/** So far the numbers go on where nobody knows which were given out since the backup. People see only those of tickets. */
const leaps: ReadonlyMap<string, number> = new Map([
  ['tickets', 1_000],
  ['articles', 1_000_000],
  ['attachments', 1_000_000],
  ['customers', 1_000_000],
  ['facts', 1_000_000],
  ['outbox', 1_000_000],
  // Another restore takes rights over by these.
  ['users', 1_000],
  ['groups', 1_000],
]);

/**
 * What was given a number after the backup was made is gone with the file that is replaced, but others know it by that: a
 * customer answers to its ticket, a program goes on after its fact, or knows a webhook's message by it. No number is given twice.
 * @param restored the file that takes the place @param earlier the one that is replaced, where there is one
 */
export async function skipGivenIds(restored: Client, earlier: DataFileOptions): Promise<void> {
  const given = await readKin(restored, earlier, readSequences);
  for (const [name, last] of await readSequences(restored)) {
    const wanted = given === undefined ? last + (leaps.get(name) ?? 0) : (given.get(name) ?? 0);
    if (wanted > last) await putSequence(restored, name, wanted);
  }
}

/** A table that has never held a row has none there either. */
async function putSequence(client: Client, name: string, last: number): Promise<void> {
  await client.execute({ sql: 'DELETE FROM sqlite_sequence WHERE name = ?', args: [name] });
  await client.execute({ sql: 'INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', args: [name, last] });
}

/** @returns the last number of every table that counts what it has given out (sqlite.org/autoinc.html) */
async function readSequences(client: Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.execute(`
    SELECT tables.name, coalesce(seq, 0) AS seq FROM sqlite_schema AS tables
    LEFT JOIN sqlite_sequence ON sqlite_sequence.name = tables.name
    WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'`);
  return new Map(rows.map(({ name, seq }) => [String(name), Number(seq)]));
}
