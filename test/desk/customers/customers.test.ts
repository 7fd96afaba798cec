import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { checkReceipts } from '../../../src/db/care/check-receipts.ts';
import { indexCustomers } from '../../../src/db/customer-index.ts';
import { isBlocked } from '../../../src/db/customers.ts';
import { putDraft } from '../../../src/db/drafts.ts';
import { previewErasure } from '../../../src/db/erasure-preview.ts';
import { eraseTraces } from '../../../src/db/erasure-traces.ts';
import { searchTickets } from '../../../src/db/search.ts';
import { recordChannel } from '../../../src/desk/record-channel.ts';
import { queueWebhooks } from '../../../src/desk/telling/queue-webhooks.ts';
import { saveWebhook } from '../../../src/desk/telling/save-webhook.ts';
import { addChannel } from '../../support/import-desk.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let agent: Person;
let reader: Person;

before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  await admin.post('/settings/groups', { name: 'Payroll', followUp: 'reopen' });
  agent = await desk.signIn('agent', 'Agent Smith', { 1: 'answer' });
  reader = await desk.signIn('agent', 'Rita Reader', { 1: 'read' });
  const payroll = await addChannel(desk.desk, { address: 'payroll@postroom.example', groupId: 2 });
  await desk.deliver(
    mail('a1', 'Zoe <zoe@brightwater.example>', 'Printer'),
    mail('a2', 'Bob <bob@other.example>', 'Scanner'),
  );
  await desk.deliverTo(payroll, mail('p1', 'Carla <carla@secret.example>', 'Salary'));
});
after(() => desk.close());

const rows = <T>(query: ReturnType<typeof sql>) => desk.desk.read.all<T>(query);
const idOf = async (email: string) =>
  (await rows<{ id: number }>(sql`SELECT id FROM customers WHERE email = ${email}`))[0]?.id ?? 0;
const textOf = async (person: Person, path: string) => (await person.get(path)).text();
const find = async (input: string) => {
  const result = await searchTickets(desk.desk.read, { userId: 1, isAdmin: true }, { input, limit: 50 });
  return result.kind === 'found' ? result.hits.map(({ number }) => number) : [];
};

test('agents see the customers of the tickets they see', async () => {
  const list = await textOf(agent, '/customers');
  assert.match(list, /Zoe/);
  assert.doesNotMatch(list, /Carla/);
  assert.match(await textOf(admin, '/customers?q=carla'), /carla@secret\.example/);
  assert.equal((await agent.get(`/customers/${await idOf('carla@secret.example')}`)).status, 404);
  const page = await textOf(agent, `/customers/${await idOf('zoe@brightwater.example')}`);
  assert.match(page, /Printer/);
  assert.match(page, /href="\/tickets\/new\?to=[^"]*zoe%40brightwater\.example/);
});

test('name and note are saved by those who may answer', async () => {
  const path = `/customers/${await idOf('zoe@brightwater.example')}`;
  assert.equal((await reader.post(path, { name: 'X', note: '' })).status, 403);
  assert.equal((await agent.post(path, { name: 'Zoe Bright', note: 'Prefers mornings' })).status, 303);
  const page = await textOf(agent, path);
  assert.match(page, /Zoe Bright/);
  assert.match(page, /Prefers mornings/);
  assert.equal((await agent.post(path, { name: 'x'.repeat(300), note: '' })).status, 422);
});

test('mail of a blocked sender is kept, closed and not reopened', async () => {
  const path = `/customers/${await idOf('bob@other.example')}`;
  await agent.post(`${path}/block`, {});
  assert.equal(await isBlocked(desk.desk.read, 'bob@other.example'), true);
  assert.deepEqual(await desk.deliver(mail('b1', 'Bob <bob@other.example>', 'Buy now')), ['opened']);
  const [ticket] = await rows<object>(sql`SELECT state, tag, no_auto_reply AS "noAutoReply" FROM tickets
    JOIN articles ON articles.ticket_id = tickets.id JOIN ticket_tags ON ticket_tags.ticket_id = tickets.id
    WHERE tickets.subject = 'Buy now'`);
  assert.deepEqual(ticket, { state: 'closed', tag: 'blocked', noAutoReply: 1 });
  await desk.deliver(mail('b2', 'Bob <bob@other.example>', 'Re: Buy now', 'In-Reply-To: <b1@test.example>'));
  const [again] =
    await rows<object>(sql`SELECT state, (SELECT count(*) FROM articles WHERE ticket_id = tickets.id) AS articles
    FROM tickets WHERE subject = 'Buy now'`);
  assert.deepEqual(again, { state: 'closed', articles: 2 });
  // Nor is anybody told of what he adds to a ticket that is open.
  const told = () =>
    rows(sql`SELECT user_id FROM notifications JOIN tickets ON tickets.id = ticket_id
      WHERE subject = 'Scanner' AND notifications.kind = 'answered'`);
  await desk.desk.write((tx) =>
    tx.run(sql`UPDATE tickets SET owner_id = ${agent.id}, state = 'open' WHERE subject = 'Scanner'`),
  );
  await desk.deliver(mail('b3', 'Bob <bob@other.example>', 'Re: Scanner', 'In-Reply-To: <a2@test.example>'));
  assert.deepEqual(await told(), []);
  // Old mail of his is not left open either, whatever the channel does with old mail.
  const archive = { ...desk.channel, archiveBefore: new Date('2100-01-01'), archiveState: 'open' } as const;
  const old = await desk.deliverTo(archive, mail('b5', 'Bob <bob@other.example>', 'Long ago'));
  assert.deepEqual(old, ['archived']);
  const said = await rows<object>(sql`SELECT tickets.state, data ->> 'to' AS "to" FROM tickets
    JOIN facts ON facts.ticket_id = tickets.id AND facts.kind = 'ticket.state_changed' WHERE subject = 'Long ago'`);
  assert.deepEqual(said, [{ state: 'closed', to: 'closed' }]);
  await agent.post(`${path}/release`, {});
  assert.equal(await isBlocked(desk.desk.read, 'bob@other.example'), false);
  await desk.deliver(mail('b4', 'Bob <bob@other.example>', 'Re: Scanner', 'In-Reply-To: <a2@test.example>'));
  assert.equal((await told()).length, 1);
});

test('merged customers are one, and mail to the old address joins them', async () => {
  await desk.deliver(mail('m1', 'Zoe <zoe@home.example>', 'From home'));
  const from = await idOf('zoe@home.example');
  const into = await idOf('zoe@brightwater.example');
  assert.equal((await agent.get(`/customers/${into}/merges`)).status, 403);
  const preview = await textOf(admin, `/customers/${into}/merges?from=${from}`);
  assert.match(preview, /zoe@home\.example/);
  assert.equal((await admin.post(`/customers/${into}/merges`, { from: String(from) })).status, 303);
  assert.equal((await admin.get(`/customers/${from}`)).status, 404);
  assert.match(await textOf(admin, `/customers/${into}`), /From home/);
  await desk.deliver(mail('m2', 'Zoe <zoe@home.example>', 'Home again'));
  assert.match(await textOf(admin, `/customers/${into}`), /Home again/);
  assert.equal((await find('customer:zoe@home.example')).length, 3);
  assert.equal((await admin.post(`/customers/${into}/merges`, { from: String(into) })).status, 400);
});

test('who is blocked is not let in again by a merge, and the page says whom it blocks', async () => {
  await desk.deliver(
    mail('m1', 'Mallory <mallory@spam.example>', 'Offer'),
    mail('m2', 'Mona <mona@good.example>', 'Question'),
    mail('m3', 'Max <max@good.example>', 'Question'),
  );
  const [mallory, mona, max] = await Promise.all(
    ['mallory@spam.example', 'mona@good.example', 'max@good.example'].map(idOf),
  );
  await admin.post(`/customers/${mallory}/block`, {});
  const page = await textOf(admin, `/customers/${mona}/merges?from=${mallory}`);
  assert.match(
    page,
    /Mail of mallory@spam\.example is blocked\. After the merge mail of mona@good\.example is blocked, too/,
  );
  assert.equal((await admin.post(`/customers/${mona}/merges`, { from: String(mallory) })).status, 303);
  const { read } = desk.desk;
  assert.deepEqual(
    [await isBlocked(read, 'mallory@spam.example'), await isBlocked(read, 'mona@good.example')],
    [true, true],
  );
  const found = await rows<{ kind: string }>(
    sql`SELECT kind FROM facts WHERE customer_id = ${mona} AND kind = 'customer.blocked'`,
  );
  assert.equal(found.length, 1);
  // The other way round the page says it, too.
  assert.match(
    await textOf(admin, `/customers/${mona}/merges?from=${max}`),
    /mail of max@good\.example is blocked, too/,
  );
});

test('an export is one JSON document with the files in it', async () => {
  const answer = await admin.get(`/customers/${await idOf('zoe@brightwater.example')}/export`);
  const document = JSON.parse(await answer.text());
  assert.deepEqual(document.customer.addresses, ['zoe@brightwater.example', 'zoe@home.example']);
  assert.deepEqual(
    document.tickets.map(({ subject }: { subject: string }) => subject),
    ['Printer', 'From home', 'Home again'],
  );
  const [attachment] = document.tickets[0].articles[0].attachments;
  assert.equal(Buffer.from(attachment.base64, 'base64').toString(), 'inside a1');
});

test('an erased customer leaves hashes alone, and his mail is not imported again', async () => {
  const id = await idOf('zoe@brightwater.example');
  const path = `/customers/${id}/erasure`;
  assert.equal((await agent.get(path)).status, 403);
  assert.match(await textOf(admin, path), /3 tickets with 3 messages/);
  const addresses = ['zoe@brightwater.example', 'zoe@home.example'];
  // Of very much no more is counted than the page has time for.
  for (const bounds of [
    { looked: 2, named: 1000, counted: 2 },
    { looked: 200, named: 0, counted: 2 },
  ]) {
    const { details, tickets, articles, hasMore } = await previewErasure(
      desk.desk.read,
      id,
      addresses,
      bounds,
    );
    assert.deepEqual(
      { details, tickets, articles, hasMore },
      { details: undefined, tickets: 3, articles: 2, hasMore: true },
    );
  }
  assert.equal((await admin.post(path, { confirmation: 'yes' })).status, 422);
  const open = await rows<{ id: number }>(sql`SELECT id FROM tickets WHERE customer_id = ${id} ORDER BY id`);
  const heard = desk.events.length;
  assert.equal((await admin.post(path, { confirmation: 'Zoe@brightwater.example' })).status, 303);
  const told = desk.events.slice(heard).flatMap((event) => (event.kind === 'ticket' ? event.ticketId : []));
  assert.deepEqual(
    told.sort((a, b) => a - b),
    open.map((ticket) => ticket.id),
    'whoever has one of them open is told',
  );
  assert.equal((await admin.get(`/customers/${id}`)).status, 404);
  assert.deepEqual(await find('customer:zoe'), []);
  const broken = await rows(sql`PRAGMA foreign_key_check`);
  assert.deepEqual(broken, []);
  const outcomes = await desk.deliver(mail('a1', 'Zoe <zoe@brightwater.example>', 'Printer'));
  assert.deepEqual(outcomes, ['duplicate'], 'known by its hash');
  const unused = await rows(sql`SELECT id FROM blobs WHERE id NOT IN (SELECT raw_blob_id FROM articles)
    AND id NOT IN (SELECT blob_id FROM attachments)`);
  assert.deepEqual(unused, []);
  for await (const finding of checkReceipts(desk.desk.read)) assert.fail(JSON.stringify(finding));
});

test('what is quarantined of an erased customer goes, whatever its letters, and nothing of others whose address holds his', async () => {
  const email = 'özgür@brightwater.example';
  await desk.deliver(mail('o1', `Özgür <${email}>`, 'Toner'));
  const id = await idOf(email);
  const own = ['ÖZGÜR ÇELİK <ÖZGÜR@Brightwater.EXAMPLE>', email, `"${email}" via list.`, `${email}.`];
  const others = ['x.özgür@brightwater.example', `${email}.au`, 'züözgür@brightwater.example', `a${email}`];
  await desk.desk.write(async (tx) => {
    for (const [at, sender] of [...own, ...others].entries()) {
      await tx.run(sql`INSERT INTO blobs (id, sha256, size) VALUES (${900 + at}, ${`${at}`}, 0)`);
      await tx.run(sql`INSERT INTO receipts (id, channel_id, folder, uid_validity, uid, sha256, size, outcome, stored_at)
        VALUES (${900 + at}, 1, 'INBOX', '1', ${900 + at}, ${`${at}`}, 0, 'quarantined', 0)`);
      await tx.run(sql`INSERT INTO quarantine (receipt_id, channel_id, kind, reason, sender, subject, blob_id, created_at)
        VALUES (${900 + at}, 1, 'unreadable', '{}', ${sender}, '', ${900 + at}, 0)`);
    }
  });
  assert.match(await textOf(admin, `/customers/${id}/erasure`), /4 messages in quarantine/);
  assert.equal((await admin.post(`/customers/${id}/erasure`, { confirmation: email })).status, 303);
  const left = await rows<{ sender: string }>(sql`SELECT sender FROM quarantine ORDER BY id`);
  assert.deepEqual(
    left.map(({ sender }) => sender),
    others,
  );
});

test('what holds the address of an erased customer goes, also where JSON writes it in another way', async () => {
  const address = '"john doe"@quoted.example';
  await desk.desk.write(async (tx) => {
    const fields = { to: `${address}, dan@other.example`, text: 'Words' };
    await putDraft(tx, { userId: admin.id, ticketId: null, kind: 'new' }, fields, new Date());
    await tx.run(sql`INSERT INTO api_tokens (user_id, name, token_hash, scopes, created_at, expires_at)
      VALUES (${admin.id}, 'quoted', 'quoted', '[]', 1, 2)`);
    await tx.run(sql`INSERT INTO idempotent_requests (token_id, key, request_hash, status, body, created_at)
      SELECT id, 'quoted', 'h', 201, ${JSON.stringify({ customer: { email: address } })}, 1 FROM api_tokens WHERE name = 'quoted'`);
    await eraseTraces(tx, [address], sql`SELECT 0`);
  });
  const [draft] = await rows<{ to: string }>(
    sql`SELECT fields ->> 'to' AS "to" FROM drafts WHERE user_id = ${admin.id}`,
  );
  assert.equal(draft?.to, 'dan@other.example');
  const [answer] = await rows<{ body: string }>(
    sql`SELECT body FROM idempotent_requests WHERE key = 'quoted'`,
  );
  assert.equal(answer?.body, '{}');
});

test('nothing of an erased customer can be read in the file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-erase-'));
  try {
    const path = join(folder, 'postroom.db');
    const other = await openTicketDesk({}, {}, path);
    const ada = await other.signIn('admin', 'Ada Admin');
    await other.deliver(
      mail('e1', 'Xavier <xavier@quetzalcoatl.example>', 'Xylophone'),
      mail('e2', 'Bob <bob@other.example>', 'Stays'),
      mail('e3', 'Yolanda <yolanda@yucatan.example>', 'Yardstick'),
    );
    await other.desk.write((tx) => indexCustomers(tx, 10));
    // A log of what programs were told, or are to be told, holds his words, too.
    const asAda = other.door.as(ada.actor);
    await asAda.call(saveWebhook, {
      name: 'All',
      url: 'https://hook.example/',
      kinds: ['*'],
      shape: 'standard',
      allowsPrivate: true,
    });
    await ada.post('/customers/1', { name: 'Xavier the Second', note: '' });
    await ada.post('/tickets/10001/priority', { priority: 'high' });
    // Whoever was merged into him goes with him, what was noted of her among it.
    await ada.post('/customers/3', { name: 'Yolanda', note: 'Likes Tlaloc' });
    assert.equal((await ada.post('/customers/1/merges', { from: '3' })).status, 303);
    await ada.post('/tickets/10002/priority', { priority: 'high' });
    const queued = () => other.desk.read.all<{ body: string }>(sql`SELECT body FROM webhook_deliveries`);
    await other.door.as({ kind: 'desk', duty: 'tell' }).call(queueWebhooks, {});
    assert.match(JSON.stringify(await queued()), /Xylophone.*Stays/s);
    // Mail to him that is being written, alone and with others; what lies in Junk; what a program was answered.
    const bob = await other.signIn('agent', 'Bob Agent');
    const place = (person: Person) => ({ userId: person.id, ticketId: null, kind: 'new' as const });
    await other.desk.write(async (tx) => {
      const alone = { to: 'Xavier <xavier@quetzalcoatl.example>', text: 'Chrysalis' };
      await putDraft(tx, place(ada), alone, new Date());
      const both = { to: 'bob@other.example, Xavier@Quetzalcoatl.example', text: 'Kept words' };
      await putDraft(tx, place(bob), both, new Date());
      await tx.run(sql`INSERT INTO junk_mails (channel_id, folder, numbering, place, from_name, from_address, subject, sent_at, found_at)
        VALUES (1, 'Junk', '1', '1', 'X', 'Xavier@quetzalcoatl.example', 'Wyvern', 1, 1)`);
      const answer = JSON.stringify({ customer: { email: 'xavier@quetzalcoatl.example' }, text: 'Basilisk' });
      await tx.run(
        sql`INSERT INTO api_tokens (user_id, name, token_hash, scopes, created_at, expires_at) VALUES (${ada.id}, 't', 't', '[]', 1, 2)`,
      );
      await tx.run(sql`INSERT INTO idempotent_requests (token_id, key, request_hash, status, body, created_at)
        VALUES (1, 'k', 'h', 201, ${answer}, 1)`);
    });
    // That mail of his was fetched from the junk folder.
    const rescue = { folder: 'Junk', address: 'Xavier@Quetzalcoatl.example' };
    const rescued = { kind: 'channel.junk_rescued', channelId: 1, data: rescue } as const;
    await other.desk.write((tx) => recordChannel(tx, rescued, { at: new Date(), by: ada.actor }));
    // His words in the ticket of another, as programs are told of them.
    const [number] = await other.desk.read.all<{ id: number; number: number }>(
      sql`SELECT tickets.id, number FROM tickets JOIN customers ON customers.id = customer_id WHERE email = 'bob@other.example'`,
    );
    await other.deliver(
      mail('e4', 'Xavier <xavier@quetzalcoatl.example>', 'Re: Stays', 'In-Reply-To: <e2@test.example>'),
    );
    await other.door.as({ kind: 'desk', duty: 'tell' }).call(queueWebhooks, {});
    assert.equal(number?.number, 10_002);
    const page = await (await ada.get('/customers/1/erasure')).text();
    assert.match(page, /2 messages to these addresses that are being written/);
    await ada.post('/customers/1/erasure', { confirmation: 'xavier@quetzalcoatl.example' });
    const left = await other.desk.read.all<{ fields: string }>(sql`SELECT fields FROM drafts`);
    assert.deepEqual(
      left.map(({ fields }) => JSON.parse(fields)),
      [{ to: 'bob@other.example', text: 'Kept words' }],
    );
    assert.match(JSON.stringify(await queued()), /Stays/, 'what others are about is still told');
    const [erased] = await other.desk.read.all<{ merged: string }>(
      sql`SELECT data ->> 'merged' AS merged FROM facts WHERE kind = 'customer.erased'`,
    );
    assert.equal(erased?.merged, '[3]', 'a restore lists who had been merged into him');
    const [pragma] = await other.desk.write((tx) => tx.all<object>(sql`PRAGMA secure_delete`));
    assert.deepEqual(pragma, { secure_delete: 1 }, 'what is deleted later is overwritten too');
    await other.close();
    const bytes = readFileSync(path, 'latin1').toLowerCase();
    assert.ok(bytes.includes('inside e2'), 'the mail of others stays readable');
    // Three letters of the address stand in the index of customers.
    for (const word of [
      'quetzalcoatl',
      'xylophone',
      'inside e1',
      'xav',
      'yolanda',
      'yucatan',
      'tlaloc',
      'chrysalis',
      'wyvern',
      'basilisk',
      'of e4',
    ])
      assert.ok(!bytes.includes(word), word);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function mail(id: string, from: string, subject: string, ...fields: string[]): string {
  return [
    `From: ${from}`,
    'To: support@postroom.example',
    `Subject: ${subject}`,
    `Message-ID: <${id}@test.example>`,
    ...fields,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWords of ${id}`,
    `--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="file.txt"\r\n\r\ninside ${id}`,
    '--b--\r\n',
  ].join('\r\n');
}
