import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { putAlertSettings } from '../../../src/db/alerts.ts';
import { updateChannel } from '../../../src/db/channels.ts';
import { updateWebhook } from '../../../src/db/webhooks.ts';
import { storeBatch } from '../../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../../src/desk/incoming/store-context.ts';
import { tellWebhooks } from '../../../src/desk/telling/tell-webhooks.ts';
import { defaultAlertSettings } from '../../../src/domain/alert-settings.ts';
import { tokenScopes } from '../../../src/domain/token-scope.ts';
import { type ApiClient, openApi } from '../../support/api-client.ts';
import { type ApiDocument, ask, fillPath, loadDocument } from '../../support/checked-api.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

// Every route of the document is asked once so that it does what it is for, and the answer is what the document says.

let desk: TicketDesk;
let document: ApiDocument;
let program: ApiClient;

const withFile = [
  'From: Carla <carla@customer.example>',
  'Subject: Printer',
  'Message-ID: <one@customer.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  'It burns',
  '--b',
  'Content-Type: text/plain; name=log.txt',
  'Content-Disposition: attachment; filename=log.txt',
  '',
  'smoke',
  '--b--',
  '',
].join('\r\n');
/** As if its parser process had ended. */
async function quarantine(place: string): Promise<void> {
  const raw = Buffer.from(`From: ${place}@customer.example\r\nSubject: Held\r\n\r\nx\r\n`);
  const key = { channelId: desk.channel.id, folder: 'INBOX', numbering: '1' };
  const context = await loadStoreContext(desk.desk, desk.channel, key);
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const outcome = { kind: 'rejected', reason: { code: 'broken' } } as const;
  const mail = { place, raw, sha256, size: raw.length, receivedAt: new Date(), outcome };
  await storeBatch(desk.desk, context, [mail]);
}

before(async () => {
  desk = await openTicketDesk();
  const { id } = await desk.signIn('admin', 'Ada Admin');
  await desk.desk.write((tx) => updateChannel(tx, desk.channel.id, { startedAt: new Date() }));
  const way = { route: 'channel', channelId: desk.channel.id, to: ['ada@postroom.example'] } as const;
  await desk.desk.write((tx) => putAlertSettings(tx, { ...defaultAlertSettings, ...way }));
  await desk.deliver(withFile);
  for (const place of ['901', '902']) await quarantine(place);
  document = await loadDocument(desk);
  program = await openApi(desk, id, [...tokenScopes]);
});
after(() => desk.close());

interface Step {
  /** Values of the path, and a query behind it. */
  readonly at?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
}

const hook = { name: 'Chat', url: 'https://93.184.215.14/', kinds: ['ticket.*'] };
/** Where nobody answers; an admin has allowed it. */
const inside = { url: 'http://127.0.0.1:1/', allowsPrivate: true };
const rule = {
  name: 'Invoices',
  match: 'all',
  conditions: [{ field: 'subject', operator: 'contains', value: 'invoice' }],
  actions: { tags: ['invoice'] },
};

/** In this order: what a later step needs, an earlier one makes. */
const steps: readonly (readonly [operation: string, step?: Step])[] = [
  ['GET /tickets', { query: '?limit=1' }],
  ['GET /tickets/{number}', { at: { number: '10001' } }],
  ['PATCH /tickets/{number}', { at: { number: '10001' }, body: { priority: 'high', addTags: ['hot'] } }],
  ['POST /tickets/{number}/articles', { at: { number: '10001' }, body: { kind: 'reply', text: 'Soon.' } }],
  ['POST /tickets', { body: { groupId: 1, to: 'dora@customer.example', subject: 'Hi', text: 'Hello' } }],
  ['GET /attachments/{id}'],
  ['GET /customers', { query: '?q=carla' }],
  ['GET /customers/{id}'],
  ['PATCH /customers/{id}', { body: { note: 'Calls often' } }],
  ['GET /channels'],
  ['GET /channels/{id}'],
  ['POST /channels/{id}/fetches'],
  ['PUT /channels/{id}/pause'],
  ['DELETE /channels/{id}/pause'],
  ['GET /email-addresses'],
  ['GET /receipts', { query: '?channel=1' }],
  ['GET /quarantine'],
  ['GET /quarantine/{id}', { at: { id: '2' } }],
  ['GET /quarantine/{id}/raw', { at: { id: '2' } }],
  ['POST /quarantine/{id}/attempts', { at: { id: '2' } }],
  ['POST /quarantine/{id}/discard', { at: { id: '1' } }],
  ['GET /outbox'],
  ['GET /trace', { query: '?q=carla@customer.example&ask=true' }],
  ['GET /users'],
  ['POST /users', { body: { name: 'Ben', email: 'ben@postroom.example', access: { 1: 'read' } } }],
  ['GET /users/{id}', { at: { id: '2' } }],
  [
    'PATCH /users/{id}',
    { at: { id: '2' }, body: { name: 'Benno', isActive: false, access: { 1: 'answer' } } },
  ],
  ['GET /groups'],
  ['POST /groups', { body: { name: 'Billing', language: 'de' } }],
  ['GET /groups/{id}', { at: { id: '2' } }],
  ['PATCH /groups/{id}', { at: { id: '2' }, body: { isActive: false, autoReply: true } }],
  ['GET /signatures'],
  ['PUT /signatures/{id}', { body: { text: 'Yours, {{agent}}' } }],
  ['PUT /users/{id}/signature', { at: { id: '2' }, body: { text: '', html: '<b>Ada</b>', withGroup: true } }],
  ['GET /users/{id}/signature'],
  ['POST /filters', { body: rule }],
  ['GET /filters'],
  ['PUT /filters/{id}', { body: { ...rule, isActive: false } }],
  ['DELETE /filters/{id}'],
  ['POST /canned-answers', { body: { name: 'Thanks', text: 'Dear {{customer}}' } }],
  ['GET /canned-answers'],
  ['PUT /canned-answers/{id}', { body: { name: 'Thank you', text: 'Hi', groupIds: [1] } }],
  ['DELETE /canned-answers/{id}'],
  ['POST /webhooks', { body: hook }],
  ['GET /webhooks'],
  ['GET /webhooks/{id}'],
  ['PATCH /webhooks/{id}', { body: { name: 'Team', groupIds: [1] } }],
  ['POST /webhooks/{id}/secrets'],
  ['POST /webhooks/{id}/tests'],
  ['GET /webhooks/{id}/deliveries'],
  ['POST /webhooks/{id}/deliveries/{delivery}/attempts'],
  ['PUT /webhooks/{id}/pause'],
  ['DELETE /webhooks/{id}/pause'],
  ['DELETE /webhooks/{id}'],
  ['GET /reports', { query: '?by=group&owner=nobody' }],
  ['GET /facts', { query: '?after=0' }],
];

test('every route does what it is for, and answers as the document says', async (t) => {
  for (const [named, { at = {}, query = '', body } = {}] of steps) {
    await t.test(named, async () => {
      const operation = document.operations.find(({ method, path }) => `${method} ${path}` === named);
      assert.ok(operation, `the document has no ${named}`);
      const answer = await ask(program, operation, fillPath(operation.path, at) + query, body);
      assert.ok(answer.status < 300, `${named}: ${answer.status} ${JSON.stringify(answer.body)}`);
      document.check(operation, answer);
      if (named === 'POST /webhooks') {
        await desk.desk.write((tx) => updateWebhook(tx, answer.body.id, inside));
      }
      if (named === 'POST /webhooks/{id}/secrets') {
        await program.send('PATCH', '/tickets/10001', { priority: 'low' });
        await tellWebhooks(desk.desk, { stopping: new AbortController().signal, beat: () => undefined });
      }
    });
  }
});

test('no route of the document is left out', () => {
  const known = new Set(steps.map(([named]) => named));
  const left = document.operations.map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(
    left.filter((named) => !known.has(named)),
    [],
  );
});

test('what was written is what is read, and what was left out stays', async () => {
  const group = (await program.get('/groups/2')).body;
  assert.deepEqual(
    [group.name, group.language, group.isActive, group.autoReply],
    ['Billing', 'de', false, true],
  );
  const user = (await program.get('/users/2')).body;
  assert.deepEqual([user.name, user.isActive, user.access], ['Benno', false, { 1: 'answer' }]);
  const { items } = (await program.get('/signatures')).body;
  const own = items.find(({ groupId }: { groupId: number }) => groupId === 1);
  assert.equal(own.text, 'Yours, {{agent}}');
});

test('a token makes no admins and changes none', async () => {
  const promoted = await program.send('POST', '/users', { name: 'x', email: 'x@y.example', role: 'admin' });
  assert.equal(promoted.status, 400);
  const changed = await program.send('PATCH', '/users/1', { name: 'Mallory' });
  assert.deepEqual([changed.status, changed.body.error.code], [403, 'forbidden']);
  assert.equal((await program.send('PATCH', '/users/1', { isActive: false })).status, 403);
});

test('what does not fit is named by its field', async () => {
  const wrong = await program.send('POST', '/filters', {
    ...rule,
    conditions: [{ ...rule.conditions[0], value: '' }],
  });
  assert.equal(wrong.status, 400);
  assert.ok(wrong.body.error.fields['conditions.0.value'], JSON.stringify(wrong.body));
  const unknown = await program.send('POST', '/webhooks', { ...hook, kinds: ['ticket.opend'] });
  assert.match(unknown.body.error.fields.kinds, /ticket\.opend/);
  const zone = await program.send('PATCH', '/groups/1', { timeZone: 'Mars/Olympus' });
  assert.match(zone.body.error.fields.timeZone, /Mars/);
});
