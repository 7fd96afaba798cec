import { existsSync } from 'node:fs';
import type { Client } from '@libsql/client/sqlite3';
import { connect, type DataFileOptions } from './connect.ts';

/** Stands in the place of a failure at a message that a restore has held, until the desk has seen it. */
export const restoredMark = 'restored';

interface Waiting {
  readonly id: number;
  readonly messageId: string;
  readonly attempts: number;
}

/**
 * What waits in a backup may have gone out since the backup was made. It becomes what was being sent when a program ended: the
 * desk looks for that among the sent mail, and asks. What still waits in the file that is replaced, untried since, goes on waiting.
 * @param restored the file that takes the place @param earlier the one that is replaced, where there is one
 * @returns how many messages are held
 */
export async function holdOutbox(restored: DataFileOptions, earlier: DataFileOptions): Promise<number> {
  const still = new Set((await findWaiting(earlier)).map(nameTry));
  const client = connect(restored);
  try {
    const held = (await listWaiting(client)).filter((message) => !still.has(nameTry(message)));
    if (held.length === 0) return 0;
    await client.execute({
      sql: "UPDATE outbox SET state = 'sending', failure_code = ? WHERE id IN (SELECT value FROM json_each(?))",
      args: [restoredMark, JSON.stringify(held.map(({ id }) => id))],
    });
    return held.length;
  } finally {
    client.close();
  }
}

/** @returns nothing where the file is not there or cannot be read: then nobody knows what it has sent */
async function findWaiting(earlier: DataFileOptions): Promise<Waiting[]> {
  if (!existsSync(earlier.path)) return [];
  try {
    const client = connect(earlier);
    try {
      return await listWaiting(client);
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}

async function listWaiting(client: Client): Promise<Waiting[]> {
  const { rows } = await client.execute(
    `SELECT outbox.id, coalesce(message_id, '') AS message_id, attempts FROM outbox
      JOIN articles ON articles.id = article_id WHERE state = 'queued'`,
  );
  return rows.map(({ id, message_id, attempts }) => ({
    id: Number(id),
    messageId: String(message_id),
    attempts: Number(attempts),
  }));
}

/** The Message-IDs of two files of ours are never the same for two messages. */
function nameTry({ messageId, attempts }: Waiting): string {
  return `${attempts} ${messageId}`;
}
