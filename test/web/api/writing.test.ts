import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { findDraft } from '../../../src/db/drafts.ts';
import { listOutbox } from '../../../src/db/outbox-list.ts';
import { outboxViews } from '../../../src/domain/outbox-view.ts';
import { type ApiAnswer, type ApiClient, assertProblem, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let program: ApiClient;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nCc: Ben <ben@customer.example>\r\n' +
      'Message-ID: <first@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n',
  );
  program = await openApi(desk, admin.id, ['send', 'tickets:write']);
});
after(() => desk.close());

const queued = async () =>
  (
    await listOutbox(
      desk.desk.read,
      { userId: admin.id, isAdmin: true },
      {
        view: outboxViews[0],
        words: '',
        limit: 50,
      },
    )
  ).rows;

test('a reply goes where the page would send it, and is in the outbox like any other', async () => {
  const { status, body } = await program.send('POST', '/tickets/10001/articles', {
    kind: 'reply',
    text: 'Water it.',
  });
  assert.equal(status, 201, JSON.stringify(body));
  assert.equal(body.direction, 'out');
  assert.match(body.text, /^Water it\./);
  assert.deepEqual(body.to, [{ name: 'Carla', address: 'carla@customer.example' }]);
  assert.deepEqual(body.cc, [{ name: 'Ben', address: 'ben@customer.example' }]);
  assert.equal(body.delivery.state, 'queued');
  assert.equal((await queued()).length, 1);
  assert.equal((await program.get('/tickets/10001')).body.state, 'waiting');
});

test('the same Idempotency-Key sends once and answers the same; another body is refused', async () => {
  const before = (await queued()).length;
  const text = { kind: 'reply', text: 'Only once.', to: 'carla@customer.example' };
  const key = { 'idempotency-key': 'answer-1' };
  const first = await program.send('POST', '/tickets/10001/articles', text, key);
  const again = await program.send('POST', '/tickets/10001/articles', text, key);
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.equal((await queued()).length, before + 1);
  const other = { ...text, text: 'Another.' };
  assertProblem(await program.send('POST', '/tickets/10001/articles', other, key), 409, 'conflict');
  // What was refused can be mended and sent with the same key.
  const wrong = { kind: 'reply', text: 'Mended.', to: 'nobody' };
  const mended = { 'idempotency-key': 'answer-2' };
  assertProblem(await program.send('POST', '/tickets/10001/articles', wrong, mended), 400, 'invalid');
  const right = { ...wrong, to: 'carla@customer.example' };
  assert.equal((await program.send('POST', '/tickets/10001/articles', right, mended)).status, 201);
});

test('what comes again is answered with where the new ticket is, and with its version', async () => {
  const mail = { groupId: 1, to: 'again@customer.example', subject: 'Offer', text: 'Here it is.' };
  const key = { 'idempotency-key': 'opened-1' };
  const first = await program.send('POST', '/tickets', mail, key);
  const again = await program.send('POST', '/tickets', mail, key);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  const told = ({ headers }: ApiAnswer) => [headers.get('location'), headers.get('etag')];
  assert.deepEqual(told(again), told(first));
  assert.equal(again.headers.get('location'), `/api/v1/tickets/${first.body.number}`);
  assert.ok(again.headers.get('etag'));
});

test('what was written before its answer was lost is not written again with the same key', async () => {
  const lose = () =>
    desk.desk.write((tx) => tx.run(sql`UPDATE idempotent_requests SET status = NULL, body = NULL`));
  const { headers } = await program.get('/tickets/10001');
  const match = { 'if-match': headers.get('etag') ?? '' };
  const mail = { groupId: 1, to: 'new@customer.example', subject: 'Offer', text: 'Here it is.' };
  for (const [name, path, body, extra] of [
    ['lost-reply', '/tickets/10001/articles', { kind: 'reply', text: 'Only this.' }, match],
    ['lost-note', '/tickets/10001/articles', { kind: 'note', text: 'Only this, too.' }, {}],
    ['lost-mail', '/tickets', mail, {}],
  ] as const) {
    const key = { 'idempotency-key': name, ...extra };
    const first = await program.send('POST', path, body, key);
    assert.equal(first.status, 201, JSON.stringify(first.body));
    const count = (await queued()).length;
    await lose();
    const again = await program.send('POST', path, body, key);
    assert.deepEqual([again.status, again.body], [first.status, first.body], name);
    assert.equal((await queued()).length, count);
    // After a day the key is free for another message, which may say the same.
    await desk.desk.write((tx) => tx.run(sql`UPDATE idempotent_requests SET created_at = 0`));
    const next = await program.send('POST', path, body, { 'idempotency-key': name });
    assert.equal(next.status, 201, JSON.stringify(next.body));
    assert.notEqual(next.body.id, first.body.id);
  }
});

test('what was done is answered so also where its answer cannot be kept, and its key is not under way', async () => {
  const note = { kind: 'note', text: 'On a full disk.' };
  const key = { 'idempotency-key': 'full-1' };
  await desk.desk.write((tx) =>
    tx.run(
      sql`CREATE TRIGGER full BEFORE UPDATE ON idempotent_requests BEGIN SELECT RAISE(ABORT, 'full'); END`,
    ),
  );
  const first = await program.send('POST', '/tickets/10001/articles', note, key);
  assert.equal(first.status, 201, JSON.stringify(first.body));
  await desk.desk.write((tx) => tx.run(sql`DROP TRIGGER full`));
  const again = await program.send('POST', '/tickets/10001/articles', note, key);
  assert.deepEqual([again.status, again.body], [201, first.body]);
});

test('with If-Match nothing is written where the ticket has changed since it was read', async () => {
  const count = (await queued()).length;
  const { headers } = await program.get('/tickets/10001');
  const match = { 'if-match': headers.get('etag') ?? '' };
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nMessage-ID: <since@customer.example>\r\n' +
      'In-Reply-To: <first@customer.example>\r\nSubject: Re: Printer\r\n\r\nIt is out.\r\n',
  );
  for (const kind of ['reply', 'note']) {
    const late = await program.send('POST', '/tickets/10001/articles', { kind, text: 'Water it.' }, match);
    assertProblem(late, 412, 'conflict');
  }
  assert.equal((await queued()).length, count);
  const again = { 'if-match': (await program.get('/tickets/10001')).headers.get('etag') ?? '' };
  const sent = await program.send('POST', '/tickets/10001/articles', { kind: 'reply', text: 'Good.' }, again);
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
});

test('a reply follows no Reply-To to a stranger unless it says so', async () => {
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nReply-To: carla@elsewhere.example\r\nTo: support@postroom.example\r\n' +
      'Message-ID: <led@customer.example>\r\nIn-Reply-To: <first@customer.example>\r\nSubject: Re: Printer\r\n\r\nPassword?\r\n',
  );
  const count = (await queued()).length;
  const led = await program.send('POST', '/tickets/10001/articles', { kind: 'reply', text: 'It is 1234.' });
  assertProblem(led, 409, 'conflict');
  assert.match(led.body.error.message, /carla@elsewhere\.example/);
  assert.equal((await queued()).length, count);
  const to = 'carla@customer.example';
  const meant = await program.send('POST', '/tickets/10001/articles', { kind: 'reply', text: 'Hello.', to });
  assert.equal(meant.status, 201, JSON.stringify(meant.body));
});

test('a note is for agents only, and each kind takes its own scope', async () => {
  const noted = await program.send('POST', '/tickets/10001/articles', { kind: 'note', text: 'Call her.' });
  assert.deepEqual([noted.status, noted.body.kind, noted.body.isInternal], [201, 'note', true]);
  const writer = await openApi(desk, admin.id, ['tickets:write']);
  const sent = await writer.send('POST', '/tickets/10001/articles', { kind: 'reply', text: 'Hello' });
  assertProblem(sent, 403, 'forbidden');
  assert.match(sent.body.error.message, /send/);
  const sender = await openApi(desk, admin.id, ['send']);
  const note = await sender.send('POST', '/tickets/10001/articles', { kind: 'note', text: 'Hello' });
  assertProblem(note, 403, 'forbidden');
});

test('a ticket is opened by a first mail; what is missing is named', async () => {
  const opened = await program.send('POST', '/tickets', {
    groupId: 1,
    to: ['Dora <dora@customer.example>'],
    subject: 'Your order',
    text: 'It is here.',
  });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  assert.equal(opened.headers.get('location'), `/api/v1/tickets/${opened.body.number}`);
  assert.equal(opened.body.customer.email, 'dora@customer.example');
  assert.equal(opened.body.articles.length, 1);
  const wrong = await program.send('POST', '/tickets', { groupId: 1, to: 'x', subject: 's', text: 't' });
  assertProblem(wrong, 400, 'invalid');
  assert.match(wrong.body.error.fields.to, /no e-mail address/);
  const missing = await program.send('POST', '/tickets', { groupId: 1 });
  assert.deepEqual(Object.keys(missing.body.error.fields).sort(), ['subject', 'text', 'to']);
});

test('what a person is writing on the page is left alone by a program of hers', async () => {
  const place = { userId: admin.id, ticketId: 1, kind: 'reply' } as const;
  await admin.post('/drafts', { ticket: '1', kind: 'reply', text: 'Half a sen', key: 'a-key-of-a-form' });
  const before = await findDraft(desk.desk.read, place);
  await program.send('POST', '/tickets/10001/articles', { kind: 'reply', text: 'From a program.' });
  assert.deepEqual(await findDraft(desk.desk.read, place), before);
});

test('a reply that names what was read is refused where others have written since', async () => {
  const read = (await program.get('/tickets/10001')).body.articles;
  const seen = Math.max(...read.map(({ id }: { id: number }) => id));
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Re: Printer\r\n' +
      'Message-ID: <since@customer.example>\r\nIn-Reply-To: <first@customer.example>\r\n\r\nIt is out\r\n',
  );
  const before = (await queued()).length;
  const reply = { kind: 'reply', text: 'Is it out?' };
  assertProblem(await program.send('POST', '/tickets/10001/articles', { ...reply, seen }), 409, 'conflict');
  assert.equal((await queued()).length, before);
  const now = (await program.get('/tickets/10001')).body.articles;
  assert.equal(now.length, read.length + 1);
  const newest = Math.max(...now.map(({ id }: { id: number }) => id));
  const sent = await program.send('POST', '/tickets/10001/articles', { ...reply, seen: newest });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
});

test('what is asked for again when much has been written since is answered the same, too', async () => {
  const key = { 'idempotency-key': 'long-ago' };
  const path = '/tickets/10001/articles';
  const first = await program.send('POST', path, { kind: 'note', text: 'Long ago.' }, key);
  for (let count = 0; count < 51; count += 1)
    await program.send('POST', path, { kind: 'note', text: 'Since.' });
  await desk.desk.write((tx) => tx.run(sql`UPDATE idempotent_requests SET status = NULL, body = NULL`));
  const again = await program.send('POST', path, { kind: 'note', text: 'Long ago.' }, key);
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
});
