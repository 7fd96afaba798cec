import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { openDataFile } from '../../../src/db/care/open.ts';
import { restoreBackup } from '../../../src/db/care/restore.ts';
import { createWorkplace } from '../../support/command.ts';
import { openTicketDesk } from '../../support/ticket-desk.ts';

const folder = createWorkplace();
const path = join(folder, 'postroom.db');

async function answerThree(): Promise<void> {
  const desk = await openTicketDesk({}, {}, path);
  const agent = await desk.signIn('agent');
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  for (const text of ['one', 'two', 'three']) {
    const reply = { key: `key-of-${text}`, to: 'carla@customer.example', text, state: 'open' };
    assert.equal((await agent.post('/tickets/10001/replies', reply)).status, 303);
  }
  await desk.close();
}

async function change(statement: string): Promise<void> {
  const file = await openDataFile({ path });
  await file.write((tx) => tx.run(sql.raw(statement)));
  await file.close();
}

async function states(): Promise<unknown[]> {
  const file = await openDataFile({ path });
  const rows = await file.read.all(sql`SELECT state, failure_code AS code FROM outbox ORDER BY id`);
  await file.close();
  return rows;
}

test('what waits in a backup is sent after a restore only where the file that is replaced says that it still waits', async () => {
  await answerThree();
  const backup = join(folder, 'backup.db');
  copyFileSync(path, backup);
  // Since the backup one has gone out, and another was tried.
  await change("UPDATE outbox SET state = 'sent' WHERE id = 1");
  await change('UPDATE outbox SET attempts = 1 WHERE id = 2');
  const held = { state: 'sending', code: 'restored' };
  const waiting = { state: 'queued', code: null };
  assert.equal((await restoreBackup({ path }, backup, new Date())).held, 2);
  assert.deepEqual(await states(), [held, held, waiting]);
  // Where there is no file to be replaced, nobody knows.
  rmSync(path);
  assert.equal((await restoreBackup({ path }, backup, new Date())).held, 3);
  assert.deepEqual(await states(), [held, held, held]);
});
