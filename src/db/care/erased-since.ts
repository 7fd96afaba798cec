import type { Client } from '@libsql/client/sqlite3';
import type { DataFileOptions } from './connect.ts';
import { readKin } from './lineage.ts';
import { readRestoreNote } from './note-restore.ts';

/**
 * A restore brings back who was erased since the backup.
 * @param restored the file that takes the place @param earlier the one that is replaced, where there is one
 * @returns their ids; none where the earlier file cannot be read, or is another desk's
 */
export async function listErasedSince(restored: Client, earlier: DataFileOptions): Promise<number[]> {
  const erased = await readKin(restored, earlier, listErased);
  const { rows } = await restored.execute({
    sql: 'SELECT id FROM customers WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id',
    args: [JSON.stringify(erased ?? [])],
  });
  return rows.map(({ id }) => Number(id));
}

async function listErased(earlier: Client): Promise<number[]> {
  // By the index of facts that are about no ticket.
  const { rows } = await earlier.execute(
    `SELECT customer_id AS id FROM facts WHERE kind = 'customer.erased' AND ticket_id IS NULL AND customer_id IS NOT NULL
      UNION SELECT value FROM facts, json_each(data, '$.merged') WHERE kind = 'customer.erased' AND ticket_id IS NULL`,
  );
  // What an earlier restore has brought back is erased by no fact of the file that came with it.
  const { erased = [] } = (await readRestoreNote(earlier)) ?? {};
  return [...rows.map(({ id }) => Number(id)), ...erased];
}
