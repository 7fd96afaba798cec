import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Channel } from '../../src/db/channels.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { type Dovecot, seedMaildir, startDovecot, whyNoDovecot } from '../support/dovecot.ts';
import { type ImportChildInput, runImportChild } from '../support/import-child.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { waitFor } from '../support/wait-for.ts';

// kill -9 of the whole process, again and again, while it imports; a script of its own recounts what is there.
// POSTROOM_TEST_SEED repeats a run, POSTROOM_TEST_KILLS makes it longer.

const kills = Number(process.env.POSTROOM_TEST_KILLS ?? 20);
const messages = Math.max(2000, kills * 60);
const address = 'support@test';

if (process.argv[2] === 'import-child') {
  await runImportChild(JSON.parse(process.argv[3] ?? '') as ImportChildInput);
} else {
  const skip = whyNoDovecot();
  const modes: Partial<Channel>[] = [
    { afterImport: 'delete' },
    ...(kills > 20
      ? [{ afterImport: 'mark_read' } as const, { afterImport: 'move', moveTo: 'Done' } as const]
      : []),
  ];
  for (const mode of modes) {
    test(
      `${kills} kills during an import (${mode.afterImport}): nothing is lost, doubled or changed`,
      {
        skip,
        timeout: 300_000 + kills * 4000,
      },
      () => killAndCount(mode),
    );
  }
}

async function killAndCount(mode: Partial<Channel>): Promise<void> {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'postroom-kill-'));
  const dovecot = await startDovecot();
  const children: ChildProcess[] = [];
  try {
    const dataPath = await prepare(folder, dovecot, mode);
    const input = { dataPath, port: dovecot.port, password: dovecot.password };
    const start = () => {
      const child = startChild(input);
      children.push(child);
      return child;
    };
    const killed = await killRepeatedly(start, dataPath, createRandom(seed));
    await finish(start(), dataPath);
    const left = mode.afterImport === 'delete' ? ['--left', join(dovecot.mailFolder(address), 'cur')] : [];
    const args = ['scripts/verify-import.mjs', dataPath, join(folder, 'sources'), ...left];
    const report = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    console.log(`# ${JSON.stringify({ ...killed, ...report })}`);
    assert.equal(report.quarantined, 0);
    assert.equal(report.receipts, messages);
    assert.equal(report.articles + report.quarantined + report.duplicates, messages);
    assert.ok(killed.kills >= kills, `only ${killed.kills} kills`);
    assert.ok(killed.beforeSettling >= 5, `only ${killed.beforeSettling} kills between commit and settling`);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await dovecot.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(folder: string, dovecot: Dovecot, mode: Partial<Channel>): Promise<string> {
  const mail = readCorpusMail(messages);
  seedMaildir(dovecot.mailFolder(address), mail);
  mkdirSync(join(folder, 'sources'));
  for (const [index, raw] of mail.entries()) writeFileSync(join(folder, 'sources', `${index}.eml`), raw);
  const dataPath = join(folder, 'postroom.db');
  const { desk, close } = await openImportDesk(dataPath);
  await addChannel(desk, { address, ...mode });
  await close();
  return dataPath;
}

function startChild(input: ImportChildInput): ChildProcess {
  const args = ['--enable-source-maps', import.meta.filename, 'import-child', JSON.stringify(input)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Kills each process a random way into its work; every other one in the moment between commit and settling. */
async function killRepeatedly(start: () => ChildProcess, dataPath: string, random: () => number) {
  const share = Math.floor((messages * 0.8) / kills);
  let beforeSettling = 0;
  let done = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = start();
    const goal = done + Math.floor(random() * share);
    const waitsForCommit = kill % 2 === 0;
    await waitFor(() => {
      const now = look(dataPath);
      return now !== undefined && now.receipts >= goal && (!waitsForCommit || now.unsettled > 0);
    }, 30_000);
    if (!waitsForCommit) await wait(random() * 40);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const after = look(dataPath);
    done = after?.receipts ?? done;
    if ((after?.unsettled ?? 0) > 0) beforeSettling += 1;
  }
  return { kills, beforeSettling, importedWhileKilled: done };
}

async function finish(child: ChildProcess, dataPath: string): Promise<void> {
  await waitFor(() => {
    const now = look(dataPath);
    return now?.receipts === messages && now.unsettled === 0;
  }, 120_000);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
}

/** @returns undefined while the file cannot be read: its process is about to open it */
function look(dataPath: string): { receipts: number; unsettled: number } | undefined {
  try {
    const db = new DatabaseSync(dataPath, { readOnly: true });
    try {
      const row = db
        .prepare(
          'SELECT count(*) AS receipts, count(*) FILTER (WHERE settled_at IS NULL) AS unsettled FROM receipts',
        )
        .get();
      return { receipts: Number(row?.receipts), unsettled: Number(row?.unsettled) };
    } finally {
      db.close();
    }
  } catch (error) {
    if (/busy|locked|unable to open|readonly/i.test(String(error))) return undefined;
    throw error;
  }
}
