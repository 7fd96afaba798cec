import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eq, sql } from 'drizzle-orm';
import { insertBounces } from '../../../src/db/bounces.ts';
import { connect } from '../../../src/db/care/connect.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles, outbox } from '../../../src/db/schema/schema-tickets.ts';
import { traceMail } from '../../../src/db/trace.ts';
import { eraseCustomer } from '../../../src/desk/customers/erase-customer.ts';
import { storeBatch } from '../../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../../src/desk/incoming/store-context.ts';
import { discardQuarantined } from '../../../src/desk/quarantine/discard-quarantined.ts';
import { type ApiClient, openApi } from '../../support/api-client.ts';
import { runPostroom } from '../../support/command.ts';
import { listCostlySteps } from '../../support/query-plans.ts';
import { recordStatements } from '../../support/recorded-statements.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

const place = mkdtempSync(join(tmpdir(), 'postroom-trace-'));
after(() => rmSync(place, { recursive: true, force: true }));
const path = join(place, 'postroom.db');

let desk: TicketDesk;
let admin: Person;
let stranger: Person;
let api: ApiClient;

const mail = (id: string, more: readonly string[] = []) =>
  [
    `From: Person ${id} <${id}@customer.example>`,
    'To: support@postroom.example',
    `Subject: The ${id} matter`,
    `Message-ID: <${id}@Mail.example>`,
    ...more,
    '',
    `Words of ${id}`,
    '',
  ].join('\r\n');

/** As the fetch does with what no parser can read. */
async function refuse(id: string, uid: number): Promise<number> {
  const raw = Buffer.from(mail(id));
  const key = { channelId: desk.channel.id, folder: 'INBOX', numbering: '1' };
  const context = await loadStoreContext(desk.desk, desk.channel, key);
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const outcome = { kind: 'rejected', reason: { code: 'broken' } } as const;
  const size = raw.length;
  await storeBatch(desk.desk, context, [
    { place: String(uid), raw, sha256, size, receivedAt: new Date(), outcome },
  ]);
  const [newest] = await listQuarantine(desk.desk.read);
  return newest?.id ?? 0;
}

const settle = (id: string, settleAction: 'delete' | 'move' | 'mark_read' | 'gone') =>
  desk.desk.write(async (tx) => {
    await tx
      .update(receipts)
      .set({ settleAction, settledAt: new Date() })
      .where(eq(receipts.messageId, `${id}@Mail.example`));
  });

async function numberOf(id: string): Promise<number> {
  const trace = await traceMail(desk.desk.read, { userId: 1, isAdmin: true }, `${id}@customer.example`);
  return trace?.facts.find(({ ticket }) => ticket !== null)?.ticket ?? 0;
}

async function answer(id: string): Promise<number> {
  const number = await numberOf(id);
  const reply = { key: `answer-to-${id}`, to: `${id}@customer.example`, text: 'Hello', state: 'open' };
  assert.equal((await admin.post(`/tickets/${number}/replies`, reply)).status, 303);
  const rows = await desk.desk.read.select().from(articles).where(eq(articles.direction, 'out'));
  return rows.at(-1)?.id ?? 0;
}

before(async () => {
  desk = await openTicketDesk({ trustsHeaders: true, moveTo: 'Done' }, {}, path);
  admin = await desk.signIn('admin', 'Ada Admin');
  stranger = await desk.signIn('agent', 'Stan Stranger', { 1: 'none' });
  api = await openApi(desk, admin.id, ['channels:read']);
  const opening = ['opened', 'double', 'deleted', 'moved', 'read', 'gone', 'erased'];
  await desk.deliver(
    ...[...opening, 'answered', 'failed', 'bounced', 'merged', 'target'].map((id) => mail(id)),
  );
  const followed = mail('followed', ['In-Reply-To: <opened@Mail.example>']);
  await desk.deliver(followed.replace('followed@customer', 'opened@customer'));
  const second = mail('second', ['In-Reply-To: <first@Mail.example>']);
  await desk.deliver(mail('first'));
  await desk.deliver(second.replace('second@customer', 'first@customer'));
  await desk.deliver(mail('double'), mail('ignored', ['X-Postroom-Ignore: true']));
  await refuse('waiting', 901);
  const discarded = await refuse('discarded', 902);
  await desk.door.as(admin.actor).call(discardQuarantined, { id: discarded });
  for (const [id, action] of [
    ['deleted', 'delete'],
    ['moved', 'move'],
    ['read', 'mark_read'],
    ['gone', 'gone'],
  ] as const)
    await settle(id, action);
  await answer('answered');
  const failed = await answer('failed');
  const fates = [
    { address: 'failed@customer.example', state: 'refused', code: 'smtp_refused', reply: '550 no' } as const,
  ];
  await desk.desk.write(async (tx) => {
    await tx.update(outbox).set({ state: 'failed', recipients: fates }).where(eq(outbox.articleId, failed));
  });
  const articleId = await answer('bounced');
  await desk.desk.write((tx) =>
    insertBounces(tx, [
      {
        reportArticleId: articleId,
        articleId,
        address: 'bounced@customer.example',
        status: '5.1.1',
        state: 'failed',
        problem: { code: 'no_such_address' },
        marksAddress: true,
        retriesUntil: null,
        at: new Date(),
      },
    ]),
  );
  const [merged, target] = [await numberOf('merged'), await numberOf('target')];
  assert.equal(
    (await admin.post(`/tickets/${merged}/merge`, { number: String(target), confirmed: 'on' })).status,
    303,
  );
  const [split] = await desk.desk.read
    .select()
    .from(articles)
    .where(eq(articles.messageId, 'second@Mail.example'));
  assert.equal((await admin.post(`/articles/${split?.id}/ticket`, {})).status, 303);
  const query = sql<{ id: number }>`SELECT id FROM customers WHERE email = 'erased@customer.example'`;
  const [customer] = await desk.desk.read.all<{ id: number }>(query);
  const erasing = { customerId: customer?.id ?? 0, confirmation: 'erased@customer.example' };
  await desk.door.as(admin.actor).call(eraseCustomer, erasing);
});
after(() => desk.close());

/** Each fate, what is asked, and what is said of it. */
const fates: readonly (readonly [string, string, RegExp])[] = [
  ['opened a ticket', '<opened@Mail.example>', /opened ticket #\d+/],
  ['added to a ticket', '<followed@Mail.example>', /was added to ticket #\d+/],
  ['a duplicate', 'double@customer.example', /left out as a duplicate of a message in ticket #\d+/],
  ['ignored', '<ignored@Mail.example>', /became no article.*Check Settings, Filters/s],
  ['in quarantine', 'waiting matter', /Put into quarantine.*It waits there.*retry, import or discard/s],
  ['discarded', 'discarded matter', /It was discarded/],
  ['erased', '<erased@Mail.example>', /erased at somebody.s request.*Nothing of it is kept/s],
  ['deleted on the server', 'deleted@customer.example', /It was deleted on the server/],
  ['moved', 'moved@customer.example', /It was moved to Done/],
  ['marked as read', 'read@customer.example', /marked as read in INBOX/],
  ['gone', 'gone@customer.example', /gone from INBOX before/],
  ['not settled yet', 'opened@customer.example', /still lies in INBOX/],
  ['answered', 'answered@customer.example', /An answer waits in the outbox\. answered@customer\.example has/],
  ['an answer that failed', 'failed@customer.example', /was refused \(550 no\).*Open Outbox/s],
  ['bounced', 'bounced@customer.example', /could not be delivered to bounced@customer\.example.*Check/s],
  ['merged', 'merged@customer.example', /was merged into #\d+/],
  ['split off', 'first@customer.example', /A message of #\d+ was split off; it stands in #\d+/],
  ['never arrived', 'nobody@nowhere.example', /Look into Junk.*another mailbox.*message trace/s],
  ['words of a subject', 'answered matter', /opened ticket #\d+/],
  ['a domain', '@customer.example', /opened ticket #\d+/],
  [
    'a domain that nobody writes from',
    'nowhere.example',
    /an address of nowhere\.example or with it in the subject/,
  ],
];

describe('page, API and command say where a message is, and what to do', () => {
  for (const [fate, query, expected] of fates) {
    test(fate, async () => {
      const q = new URLSearchParams({ q: query });
      const page = await (await admin.get(`/trace?${q}`)).text();
      assert.match(page.replaceAll('&#39;', "'"), expected, 'page');
      const told = await api.get(`/trace?${q}`);
      assert.equal(told.status, 200);
      const { facts, checks } = told.body as { facts: { words: string; step: string }[]; checks: string[] };
      const said = [...facts.flatMap(({ words, step }) => [words, step]), ...checks].join('\n');
      assert.match(said, expected, 'API');
      const command = await runPostroom(['trace', query, '--data', path]);
      assert.match(command.stdout, expected, `command: ${command.stderr}`);
      assert.equal(command.code, query.includes('nowhere') ? 1 : 0);
    });
  }
});

test('a failing channel is named where nothing was found', async () => {
  await desk.desk.write(async (tx) => {
    await tx.run(sql`UPDATE channels SET state = 'failing', failure_code = 'imap_disabled'`);
  });
  const { body } = await api.get('/trace?q=nobody@nowhere.example');
  assert.match(body.checks.join('\n'), /is failing: mail may still lie in its folder/);
  assert.equal(body.channels[0].failureCode, 'imap_disabled');
});

test('who may not see a ticket learns nothing of it, nor of channels and quarantine', async () => {
  for (const query of [
    'opened@customer.example',
    'opened@mail.example',
    'waiting matter',
    'customer.example',
    'ignored@mail.example',
  ]) {
    const page = await (await stranger.get(`/trace?q=${encodeURIComponent(query)}`)).text();
    assert.match(page, /Nothing is known of it/);
    assert.doesNotMatch(page, /#100|INBOX|last fetch/);
  }
  const limited = { userId: admin.id, isAdmin: true, groupIds: [999] };
  const trace = await traceMail(desk.desk.read, limited, '<ignored@Mail.example>');
  assert.deepEqual([trace?.facts, trace?.channels], [[], null]);
});

test('the command gives JSON, and asks for what is to be looked for', async () => {
  const { stdout } = await runPostroom(['trace', 'opened@customer.example', '--json', '--data', path]);
  assert.equal(JSON.parse(stdout).facts[0].kind, 'received');
  const empty = await runPostroom(['trace', '--data', path]);
  assert.equal(empty.code, 2);
  assert.match(empty.stderr, /expected an address, a domain, a Message-ID or words of a subject/);
  assert.equal((await api.get('/trace?q=%20')).status, 400);
});

test('no step of it grows with the data file', async () => {
  const file = join(place, 'plans.db');
  const own = await openTicketDesk({}, {}, file);
  await own.deliver(mail('opened'));
  const recording = await recordStatements();
  for (const query of ['opened@customer.example', '<opened@Mail.example>']) {
    const trace = await traceMail(own.desk.read, { userId: 1, isAdmin: true }, query);
    assert.equal(trace?.facts.length, 2);
  }
  recording.stop();
  await own.close();
  const db = connect({ path: file });
  const costly: string[] = [];
  for (const statement of recording.statements()) costly.push(...(await listCostlySteps(db, statement)));
  db.close();
  assert.deepEqual(costly, []);
});
