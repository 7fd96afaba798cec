import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { noteBackup } from '../../../src/desk/settings/note-backup.ts';
import { putAwaySetUpList } from '../../../src/desk/settings/put-away-set-up-list.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let agent: Person;
before(async () => {
  desk = await openTicketDesk({ kind: 'microsoft365' });
  admin = await desk.signIn('admin');
  agent = await desk.signIn('agent');
});
after(() => desk.close());

const put = (statement: ReturnType<typeof sql>) => desk.desk.write((tx) => tx.run(statement));

/** @returns what is said to be done, and what is next; undefined where the page has no such list */
async function readList(person: Person, path = '/tickets') {
  const page = await (await person.get(path, { 'accept-language': 'en' })).text();
  const list = /<section class="set-up-list"[\s\S]*?<\/section>/.exec(page)?.[0];
  if (list === undefined) return undefined;
  const steps = [...list.matchAll(/<li([^>]*)>([\s\S]*?)<\/li>/g)];
  const textOf = (html = '') => html.replace(/<small>.*|<svg[\s\S]*?<\/svg>|<[^>]+>/g, '').trim();
  return {
    done: steps.filter(([, marks]) => marks?.includes('done')).map(([, , html]) => textOf(html)),
    next: textOf(steps.find(([, marks]) => marks?.includes('aria-current'))?.[2]),
    count: steps.length,
  };
}

const mail =
  'From: Ada <ada@customer.example>\r\nTo: support@postroom.example\r\nSubject: Order\r\nMessage-ID: <m@customer.example>\r\n\r\nHello\r\n';

test('an admin sees above his tickets what is done and what is next, an agent nothing', async () => {
  assert.deepEqual(await readList(admin), {
    done: ['Consent given (done)', 'Account added (done)'],
    next: 'App registered',
    count: 6,
  });
  assert.equal(await readList(agent), undefined);
  await desk.deliver(mail);
  assert.ok((await readList(admin))?.done.includes('First mail has come (done)'));
  await desk.door.as({ kind: 'command_line' }).call(noteBackup, {});
  assert.ok((await readList(admin))?.done.includes('A backup or a second admin (done)'));
});

test('a desk that reads other mailboxes than Microsoft’s needs no app', async () => {
  await put(sql`UPDATE channels SET kind = 'email'`);
  assert.deepEqual(await readList(admin), {
    done: ['Account added (done)', 'First mail has come (done)', 'A backup or a second admin (done)'],
    next: 'First answer sent',
    count: 4,
  });
});

test('it ends with the first answer that was sent, and comes back with none', async () => {
  const answered = { text: 'Here you are', to: 'ada@customer.example', key: 'first-answer-0001' };
  const answer = await admin.post('/tickets/10001/replies', { ...answered, state: 'waiting' });
  assert.equal(answer.status, 303, await answer.text());
  assert.notEqual(await readList(admin), undefined, 'it waits in the outbox');
  await put(sql`UPDATE outbox SET state = 'sent'`);
  assert.equal(await readList(admin), undefined);
  await put(sql`UPDATE outbox SET state = 'queued'`);
});

test('an admin puts it away for all admins, an agent cannot', async () => {
  assert.equal((await agent.post('/set-up-list/dismissal', {})).status, 403);
  assert.notEqual(await readList(admin), undefined);
  const answer = await admin.post('/set-up-list/dismissal', {});
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/tickets']);
  assert.equal(await readList(admin), undefined);
  assert.equal(await readList(await desk.signIn('admin', 'other@postroom.example')), undefined);
  await desk.door.as(admin.actor).call(putAwaySetUpList, {});
  const [kept] = await desk.desk.read.all<{ count: number }>(
    sql`SELECT count(*) AS count FROM facts WHERE kind = 'setting.changed' AND data LIKE '%set-up list%'`,
  );
  assert.equal(kept?.count, 1, 'it is noted once');
});
