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

/** @returns number and id of the ticket that a mail opens, and the id of the fact that says so */
async function open(subject: string) {
  const desk = await openTicketDesk({ address: `${subject}@postroom.example` }, {}, path);
  await desk.deliver(`From: Dora <dora@customer.example>\r\nSubject: ${subject}\r\n\r\nHello\r\n`);
  const [found] = await desk.desk.read.all<{ number: number; id: number; fact: number }>(
    sql`SELECT number, tickets.id, max(facts.id) AS fact FROM tickets JOIN facts ON ticket_id = tickets.id WHERE subject = ${subject}`,
  );
  await desk.close();
  assert.ok(found);
  return found;
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

test('no number is given twice, neither by the file that is replaced nor after a restore', async () => {
  const backup = join(folder, 'numbered.db');
  copyFileSync(path, backup);
  const lost = await assertGoesOn(backup);
  // Where the file is gone, or another one, a thousand tickets may have been answered since.
  rmSync(path);
  await restoreBackup({ path }, backup, new Date());
  const later = await open('later');
  assert.deepEqual([later.number, later.id], [lost.number + 1_000, lost.id + 1_000]);
  assert.ok(later.fact > lost.fact + 100_000);
  await change(`UPDATE settings SET value = '"01"' WHERE key = 'message_id_secret'`);
  await restoreBackup({ path }, backup, new Date());
  assert.equal((await open('other')).number, lost.number + 1_000);
});

test('nor is one given twice of which the backup holds none yet', async () => {
  rmSync(path);
  await (await openTicketDesk({}, {}, path)).close();
  const backup = join(folder, 'unnumbered.db');
  copyFileSync(path, backup);
  await assertGoesOn(backup);
});

/** Loses a ticket to a restore: the next one has other numbers. @returns the one that was lost */
async function assertGoesOn(backup: string): Promise<Awaited<ReturnType<typeof open>>> {
  const lost = await open('lost');
  await restoreBackup({ path }, backup, new Date());
  const next = await open('next');
  assert.deepEqual([next.number, next.id], [lost.number + 1, lost.id + 1]);
  assert.ok(next.fact > lost.fact);
  return lost;
}
