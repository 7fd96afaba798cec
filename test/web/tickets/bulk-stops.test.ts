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

test('what was done with many tickets before it stopped is told, and can be taken back', async () => {
  const first = await desk.desk.read.all<{ id: number }>(sql`SELECT min(id) AS id FROM tickets`);
  const oldest = String(first[0]?.id);
  await desk.desk.write((tx) =>
    tx.run(
      sql.raw(
        `CREATE TRIGGER full BEFORE UPDATE ON tickets WHEN OLD.id = ${oldest} BEGIN SELECT RAISE(ABORT, 'full'); END`,
      ),
    ),
  );
  const fields = { all: 'on', back: '/tickets?view=open', action: 'closed', seen: '9999999' };
  const answer = await ada.post('/ticket-changes', fields);
  assert.equal(answer.status, 303);
  const cookie = /notice=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';
  const { text, undo, isRefusal } = JSON.parse(Buffer.from(cookie, 'base64url').toString());
  assert.match(text, /^It stopped before the end: .* 200 tickets/);
  assert.equal(isRefusal, true);
  assert.equal(await countOpen(), 1);
  await desk.desk.write((tx) => tx.run(sql`DROP TRIGGER full`));
  await ada.post('/ticket-changes/undo', { undo: undo.join(' '), back: '/tickets' });
  assert.equal(await countOpen(), 201);
});
