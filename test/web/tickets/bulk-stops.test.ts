import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';

// More tickets than one command takes are changed by several.

let desk: TicketDesk;
let ada: Person;
before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  const mails = Array.from(
    { length: 201 },
    (_, at) =>
      `From: carla@customer.example\r\nTo: ${supportAddress}\r\nSubject: Case ${at}\r\nMessage-ID: <b${at}@x.example>\r\n\r\nHello\r\n`,
  );
  await desk.deliver(...mails);
});
after(() => desk.close());

const countOpen = async () => {
  const [row] = await desk.desk.read.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM tickets WHERE state <> 'closed'`,
  );
  return row?.n;
};

/** From now on nothing can be written about one ticket. */
async function lockTicket(which: 'min' | 'max'): Promise<void> {
  const [row] = await desk.desk.read.all<{ id: number }>(sql.raw(`SELECT ${which}(id) AS id FROM tickets`));
  const refusal = `WHEN OLD.id = ${row?.id} BEGIN SELECT RAISE(ABORT, 'full'); END`;
  await desk.desk.write((tx) => tx.run(sql.raw(`CREATE TRIGGER full BEFORE UPDATE ON tickets ${refusal}`)));
}

const unlock = () => desk.desk.write((tx) => tx.run(sql`DROP TRIGGER full`));

async function post(
  path: string,
  fields: Record<string, string>,
): Promise<{ text: string; undo: string[]; isRefusal: boolean }> {
  const answer = await ada.post(path, fields);
  assert.equal(answer.status, 303);
  const cookie = /notice=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';
  return JSON.parse(Buffer.from(cookie, 'base64url').toString());
}

const back = '/tickets?view=open';
const closing = { all: 'on', back, action: 'closed', seen: '9999999' };

test('what was done with many tickets before it stopped is told, and can be taken back', async () => {
  await lockTicket('min');
  const { text, undo, isRefusal } = await post('/ticket-changes', closing);
  assert.match(text, /^It stopped before the end: .* 200 tickets/);
  assert.equal(isRefusal, true);
  assert.equal(await countOpen(), 1);
  await unlock();
  await post('/ticket-changes/undo', { undo: undo.join(' '), back });
  assert.equal(await countOpen(), 201);
});

test('what was taken back of many tickets before it stopped is told, and the rest can be taken back', async () => {
  const { undo: all } = await post('/ticket-changes', closing);
  assert.equal(await countOpen(), 0);
  await lockTicket('max');
  const { text, undo, isRefusal } = await post('/ticket-changes/undo', { undo: all.join(' '), back });
  assert.match(text, /^It stopped before the end: .* 1 ticket is as before/);
  assert.equal(isRefusal, true);
  assert.equal(await countOpen(), 1);
  await unlock();
  await post('/ticket-changes/undo', { undo: undo.join(' '), back });
  assert.equal(await countOpen(), 201);
});
