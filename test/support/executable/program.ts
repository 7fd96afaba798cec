import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { getAsset, getAssetKeys, getRawAsset } from 'node:sea';
import { getHeapStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { createClient } from '@libsql/client/sqlite3';
import { forgetStatements } from '../../../src/db/care/forget-statements.ts';
import { prepareNativeAddon } from '../../../src/db/care/native-addon.ts';
import { setLateOptions } from '../../../src/late-options.ts';
import { readSibling, startThread } from '../../../src/sea.ts';

// The program of a small executable for build.test.ts: what does this process do with the native addon?
void main(process.argv[2]);

async function main(mode: string | undefined): Promise<void> {
  const before = listAddonFolders();
  if (mode === 'unprepared') return report({ before, thread: await runThread() });
  if (mode === 'lazy') return report({ before, loaded: listLoaded(), version: readSibling('version.json') });
  if (mode === 'start') return report(await describeStart());
  prepareNativeAddon(process.cwd());
  const client = createClient({ url: 'file:probe.db', concurrency: 1 });
  await client.execute('CREATE TABLE IF NOT EXISTS rows (value)');
  const thread = await runThread();
  const { rows } = await client.execute('SELECT count(*) AS total FROM rows');
  report({ before, thread, total: rows[0]?.total, during: listAddonFolders(), loaded: listLoaded() });
  if (mode === 'killed') process.kill(process.pid, 'SIGKILL');
  client.close();
}

/** What V8 was given at the start, and whether it takes the code caches, also once its options have changed. */
async function describeStart() {
  await forgetStatements();
  const names = getAssetKeys().filter((name) => name.endsWith('.cache'));
  const isTaken = names.filter((name) => !isLate(name)).map(takesCache);
  setLateOptions();
  const isTakenLater = names.filter(isLate).map(takesCache);
  const heapMegabytes = Math.round(getHeapStatistics().heap_size_limit / 1024 / 1024);
  return {
    caches: names.length,
    places: JSON.parse(getAsset('places.json', 'utf8')),
    isTaken,
    isTakenLater,
    heapMegabytes,
    options: process.execArgv,
    words: process.argv.slice(2),
  };
}

function isLate(name: string): boolean {
  return name.startsWith('reader-thread');
}

function takesCache(name: string): boolean {
  const source = Buffer.from(getRawAsset(name.replace('.cache', '.js'))).toString('latin1');
  return new Script(source, { cachedData: Buffer.from(getRawAsset(name)) }).cachedDataRejected === false;
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
