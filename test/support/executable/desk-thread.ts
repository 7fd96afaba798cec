import { parentPort } from 'node:worker_threads';
import { createClient } from '@libsql/client/sqlite3';

void writeRows();

async function writeRows(): Promise<void> {
  const client = createClient({ url: 'file:probe.db', concurrency: 1, timeout: 5000 });
  for (let value = 0; value < 50; value++) {
    await client.execute({ sql: 'INSERT INTO rows VALUES (?)', args: [value] });
  }
  client.close();
  parentPort?.postMessage('wrote');
}
