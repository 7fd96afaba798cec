import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { searchTickets } from '../../src/db/search.ts';
import { indexArticles } from '../../src/db/search-index.ts';
import { viewerOf } from '../../src/db/ticket-access.ts';
import { addChannel } from '../support/import-desk.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

let desk: TicketDesk;
const admin = { userId: 1, isAdmin: true };

before(async () => {
  desk = await openTicketDesk();
  const ada = await desk.signIn('admin', 'Ada Admin');
  await ada.post('/settings/groups', { name: 'Payroll', followUp: 'reopen' });
  const payroll = await addChannel(desk.desk, { address: 'payroll@postroom.example', groupId: 2 });
  await desk.deliver(
    mail({
      from: 'Zoë Müller <zoe@brightwater.example>',
      subject: 'Invoice 77',
      text: 'The crème brûlée is late.',
      file: 'Vertrag März.pdf',
    }),
    mail({
      from: 'Bob <bob@other.example>',
      subject: 'Newsletter',
      text: 'Crème for your hands',
      date: 'Mon, 05 Jan 2026 10:00:00 +0000',
    }),
  );
  await desk.deliverTo(
    payroll,
    mail({ from: 'Carla <carla@secret.example>', subject: 'Salary', text: 'secret crème' }),
  );
  await ada.post('/tickets/10002/state', { state: 'closed' });
  await ada.post('/tickets/10001/owner', { owner: String(ada.id) });
  await ada.post('/tickets/10001/notes', { key: 'a-note-of-ada', text: 'Ask the pâtissier' });
});
after(() => desk.close());

const find = async (input: string, viewer = admin) => {
  const result = await searchTickets(desk.desk.read, viewer, { input, limit: 50 });
  return result.kind === 'found' ? result.hits.map(({ number }) => number).sort() : result.message;
};

async function indexAll(): Promise<void> {
  while ((await desk.desk.write((tx) => indexArticles(tx, 3))) > 0);
}

const searches: readonly (readonly [input: string, numbers: readonly number[]])[] = [
  ['creme', [10001, 10002, 10003]],
  ['brul', [10001]],
  ['"creme brulee"', [10001]],
  ['"brulee creme"', []],
  ['crème -newsletter', [10001, 10003]],
  ['-crème', []],
  ['from:zoe', [10001]],
  ['from:zoe@brightwater.example', [10001]],
  ['-from:zoe', [10002, 10003]],
  ['to:support', [10001, 10002, 10003]],
  ['customer:muller', [10001]],
  ['customer:brightwater invoice', [10001]],
  ['subject:crème', []],
  ['subject:invoice', [10001]],
  ['vertrag', [10001]],
  ['patissier', [10001]],
  ['from:ada', [10001]],
  // The note and the mail are two messages.
  ['patissier brulee', []],
  ['#10002', [10002]],
  ['number:10002 number:10003', [10002, 10003]],
  ['10002', [10002]],
  ['state:closed', [10002]],
  ['-state:closed', [10001, 10003]],
  ['group:pay', [10003]],
  ['-group:pay', [10001, 10002]],
  ['owner:me', []],
  ['owner:ada', [10001]],
  ['-owner:ada', [10002, 10003]],
  ['owner:nobody', [10002, 10003]],
  ['has:attachment', [10001]],
  ['-has:attachment', [10002, 10003]],
  ['before:2026-02', [10002]],
  ['creme before:2026-02', [10002]],
  ['newsletter after:2026-02', []],
  ['zzyzx', []],
];

for (const place of ['what is not indexed yet', 'the index'] as const) {
  describe(`every operator finds what it says in ${place}`, () => {
    before(() => (place === 'the index' ? indexAll() : undefined));
    for (const [input, numbers] of searches) {
      test(input, async () => {
        const viewer = input === 'owner:me' ? { userId: 999, isAdmin: true } : admin;
        assert.deepEqual(await find(input, viewer), numbers);
      });
    }
  });
}

test('names that nobody has are said', async () => {
  assert.match(String(await find('group:nowhere')), /No group/);
  assert.match(String(await find('owner:nowhere')), /No agent/);
});

test('an agent finds nothing of groups that are not for him', async () => {
  const agent = await desk.signIn('agent', 'Agent Smith', { 1: 'read' });
  const viewer = viewerOf({ id: agent.id, role: 'agent' });
  assert.deepEqual(await find('creme', viewer), [10001, 10002]);
  assert.deepEqual(await find('#10003', viewer), []);
  assert.deepEqual(await find('-zzyzx', viewer), [10001, 10002]);
  assert.match(String(await find('group:payroll', viewer)), /No group that you can see/);
});

test('the index follows what changes, and holds each article once', async () => {
  const { write, read } = desk.desk;
  await write((tx) => tx.run(sql`UPDATE customers SET name = 'Quetzal' WHERE email = 'bob@other.example'`));
  assert.deepEqual(await find('quetzal'), [10002]);
  await write((tx) => tx.run(sql`UPDATE tickets SET subject = 'Heliotrope' WHERE number = 10002`));
  assert.deepEqual(await find('heliotrope'), [10002]);
  await write((tx) => tx.run(sql`UPDATE articles SET ticket_id = 1 WHERE ticket_id = 2`));
  assert.deepEqual(await find('hands'), [10001]);
  await write((tx) => tx.run(sql`UPDATE articles SET ticket_id = 2 WHERE subject = 'Newsletter'`));
  assert.deepEqual(await find('hands'), [10002]);
  await indexAll();
  assert.deepEqual(await find('heliotrope quetzal'), [10002]);
  assert.deepEqual(await find('newsletter'), [10002], 'the subject of the message itself is still there');
  const [count] = await read.all<{ articles: number; indexed: number; pending: number }>(sql`SELECT
    (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM search_index_docsize) AS indexed,
    (SELECT count(*) FROM search_pending) AS pending`);
  assert.deepEqual(count, { articles: count?.articles, indexed: count?.articles, pending: 0 });
});

test('a step of the index takes no more text than was said, and one article at least', async () => {
  const { write } = desk.desk;
  await write((tx) => tx.run(sql`INSERT INTO search_pending SELECT id, 0 FROM articles`));
  const pending = await desk.desk.read.all<{ bytes: number }>(
    sql`SELECT octet_length(text) AS bytes FROM articles ORDER BY id`,
  );
  const [first, second, third] = pending.map(({ bytes }) => bytes);
  const two = (first ?? 0) + (second ?? 0);
  assert.equal(await write((tx) => indexArticles(tx, 100, two + (third ?? 0) - 1)), 2);
  assert.equal(await write((tx) => indexArticles(tx, 100, 0)), 1);
  assert.equal(await write((tx) => indexArticles(tx, 100)), pending.length - 3);
});

test('what a failed transaction wrote is not found', async () => {
  const failed = desk.desk.write(async (tx) => {
    await tx.run(sql`UPDATE tickets SET subject = 'Xylophone' WHERE number = 10001`);
    throw new Error('on purpose');
  });
  await assert.rejects(failed);
  assert.deepEqual(await find('xylophone'), []);
});

test('any input is a search or one sentence', async () => {
  const pieces = [
    '"',
    '*',
    'NEAR(',
    'NOT',
    'AND',
    'col:x',
    '{',
    '}',
    '(',
    ')',
    '^',
    '+',
    '-',
    "'",
    ';--',
    ':',
    'from:',
    'state:open',
    'creme',
    '\0',
    '\\',
    'ﷺ',
    '𐍈',
    '%',
    '0x1',
    '-"',
  ];
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.constant(' ')), { maxLength: 12 })
      .map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(typed, async (input) => {
      const result = await searchTickets(desk.desk.read, admin, { input, limit: 5 });
      assert.match(result.kind, /^(found|unclear)$/);
    }),
    { numRuns: 400 },
  );
});

test('the page escapes what it marks, and pages on', async () => {
  await desk.deliver(
    mail({
      from: 'Eve <eve@evil.example>',
      subject: '<img src=x onerror=alert(1)> quokka',
      text: '<script>alert(2)</script> quokka',
    }),
  );
  const person = await desk.signIn('admin', 'Reader Admin');
  const html = await (await person.get('/tickets?q=quokka')).text();
  assert.ok(!html.includes('<img src=x') && !html.includes('<script>alert'), 'nothing of the mail is markup');
  assert.match(html, /&lt;script&gt;alert\(2\)&lt;\/script&gt; <mark>quokka<\/mark>/);
  const bad = await person.get(`/tickets?q=${encodeURIComponent('state:done')}`);
  assert.equal(bad.status, 200);
  assert.match(await bad.text(), /“done” is no state/);
  const first = await searchTickets(desk.desk.read, admin, { input: 'creme', limit: 2 });
  assert.ok(first.kind === 'found' && first.next !== undefined);
  const second = await searchTickets(desk.desk.read, admin, { input: 'creme', limit: 2, after: first.next });
  const numbers = [first, second]
    .flatMap((page) => (page.kind === 'found' ? page.hits : []))
    .map((hit) => hit.number);
  assert.deepEqual(numbers.toSorted(), [10001, 10002, 10003]);
});

test('a saved search stands among the views of its owner alone', async () => {
  const owner = await desk.signIn('admin', 'Owner Admin');
  const other = await desk.signIn('admin', 'Other Admin');
  const saved = await owner.post('/saved-views', { name: 'Late desserts', q: 'creme state:open' });
  assert.equal(saved.status, 303);
  assert.match(await (await owner.get('/tickets')).text(), /Late desserts/);
  assert.doesNotMatch(await (await other.get('/tickets')).text(), /Late desserts/);
  const html = await (await owner.get('/tickets?q=creme+state%3Aopen')).text();
  const action = /\/saved-views\/\d+\/deletion/.exec(html)?.[0] ?? '';
  assert.equal((await other.post(action, {})).status, 404);
  assert.equal((await owner.post(action, {})).status, 303);
  assert.doesNotMatch(await (await owner.get('/tickets')).text(), /Late desserts/);
});

let letters = 0;
function mail({
  from,
  subject,
  text,
  file,
  date = 'Mon, 02 Mar 2026 10:00:00 +0000',
}: {
  from: string;
  subject: string;
  text: string;
  file?: string;
  date?: string;
}) {
  const encode = (words: string) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`;
  const name = /^(.*) </.exec(from)?.[1] ?? '';
  return [
    `From: ${from.replace(name, encode(name))}`,
    'To: support@postroom.example',
    `Subject: ${encode(subject)}`,
    `Message-ID: <letter-${++letters}@test.example>`,
    `Date: ${date}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`,
    ...(file === undefined
      ? []
      : [
          `--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="${encode(file)}"\r\n\r\nx`,
        ]),
    '--b--\r\n',
  ].join('\r\n');
}
