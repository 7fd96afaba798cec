import type { Client } from '@libsql/client/sqlite3';
import type { DataFileOptions } from './connect.ts';
import { readEarlier } from './read-earlier.ts';

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
export async function holdOutbox(restored: Client, earlier: DataFileOptions): Promise<number> {
  // Where it cannot be read, nobody knows what it has sent.
  const still = new Set((await readEarlier(earlier, listWaiting))?.map(nameTry));
  const held = (await listWaiting(restored)).filter((message) => !still.has(nameTry(message)));
  if (held.length === 0) return 0;
  await restored.execute({
    sql: "UPDATE outbox SET state = 'sending', failure_code = ? WHERE id IN (SELECT value FROM json_each(?))",
    args: [restoredMark, JSON.stringify(held.map(({ id }) => id))],
  });
  return held.length;
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
