import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createClient } from '@libsql/client/sqlite3';
import { prepareNativeAddon } from '../../../src/db/native-addon.ts';
import { readSibling, startThread } from '../../../src/sea.ts';

// The main script of a small executable for build.test.ts: what does this process do with the native addon?
void main(process.argv[2]);

async function main(mode: string | undefined): Promise<void> {
  const before = listAddonFolders();
  if (mode === 'unprepared') return report({ before, thread: await runThread() });
  if (mode === 'lazy') return report({ before, loaded: listLoaded(), version: readSibling('version.json') });
  prepareNativeAddon(process.cwd());
  const client = createClient({ url: 'file:probe.db', concurrency: 1 });
  await client.execute('CREATE TABLE IF NOT EXISTS rows (value)');
  const thread = await runThread();
  const { rows } = await client.execute('SELECT count(*) AS total FROM rows');
  report({ before, thread, total: rows[0]?.total, during: listAddonFolders(), loaded: listLoaded() });
  if (mode === 'killed') process.kill(process.pid, 'SIGKILL');
  client.close();
}

function runThread(): Promise<string> {
  return new Promise((resolve) => {
    const thread = startThread('desk-thread', {});
    thread.on('message', (message) => resolve(String(message)));
    thread.on('error', (error) => resolve(error instanceof Error ? error.message : String(error)));
  });
}

function listAddonFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('postroom-addon-'));
}

/** @returns the different files that this process has mapped as its libSQL library. */
function listLoaded(): string[] {
  const lines = readFileSync('/proc/self/maps', 'utf8').split('\n');
  return [...new Set(lines.flatMap((line) => /\/.*libsql\.node.*$/.exec(line) ?? []))];
}

function report(facts: object): void {
  process.stdout.write(JSON.stringify(facts));
}
