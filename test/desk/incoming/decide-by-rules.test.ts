import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { asc } from 'drizzle-orm';
import type { Channel } from '../../../src/db/channels.ts';
import { insertFilter } from '../../../src/db/filters.ts';
import { setAccess } from '../../../src/db/group-access.ts';
import { insertGroup } from '../../../src/db/groups.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles, customers, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { listTicketTags } from '../../../src/db/ticket-tags.ts';
import { insertUser } from '../../../src/db/users.ts';
import { storeBatch } from '../../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../../src/desk/incoming/store-context.ts';
import {
  type FilterActions,
  type FilterCondition,
  noActions,
} from '../../../src/domain/filters/filter-rule.ts';
import { listHistory } from '../../support/history.ts';
import { addChannel, type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

let running: ImportDesk;
let sales: number;
let anna: number;
beforeEach(async () => {
  running = await openImportDesk();
  const { write, now } = running.desk;
  sales = (await write((tx) => insertGroup(tx, 'Sales'))).id;
  const agent = {
    email: 'anna@test',
    name: 'Anna',
    role: 'agent',
    passwordHash: '',
    isActive: true,
  } as const;
  anna = (await write((tx) => insertUser(tx, { ...agent, createdAt: now() }))).id;
  await write((tx) => setAccess(tx, anna, sales, 'answer'));
});
afterEach(() => running.close());

test('a filter decides about a new ticket, and the history says so', async () => {
  await addFilter('Orders', subject('matches', 'order (?P<order>\\d+)'), {
    groupId: sales,
    ownerId: anna,
    priority: 'high',
    state: 'waiting',
    tags: ['Order-{{order}}'],
    customer: 'No. {{order}} <order{{order}}@shop.example>',
    isInternal: true,
    noAutoReply: true,
  });
  const channel = await addChannel(running.desk);
  assert.deepEqual(await receive(channel, ['Subject: Your order 17', 'Message-ID: <1@shop>']), ['opened']);
  const [ticket] = await running.desk.read.select().from(tickets);
  const [customer] = await running.desk.read.select().from(customers);
  assert.partialDeepStrictEqual(ticket, {
    groupId: sales,
    ownerId: anna,
    priority: 'high',
    state: 'waiting',
  });
  assert.deepEqual([customer?.name, customer?.email], ['No. 17', 'order17@shop.example']);
  assert.deepEqual(await listTicketTags(running.desk.read, ticket?.id ?? 0), ['order-17']);
  const [article] = await running.desk.read.select().from(articles);
  assert.partialDeepStrictEqual(article, { isInternal: true, noAutoReply: true });
  assert.deepEqual(await history(), [
    'Filter “Orders” applied (Subject matches pattern “order (?P<order>\\d+)”): group Sales, owner Anna, priority high, state waiting, tag order-17, customer No. 17 <order17@shop.example>, internal, no automatic reply.',
  ]);
});

test('on a follow-up only tags and what concerns the message count', async () => {
  const channel = await addChannel(running.desk);
  await receive(channel, ['Subject: Paddle', 'Message-ID: <1@shop>']);
  await addFilter('Paddles', subject('contains', 'paddle'), {
    groupId: sales,
    state: 'closed',
    tags: ['paddle'],
  });
  await addFilter('Sales', subject('contains', 'paddle'), { groupId: sales });
  const outcomes = await receive(channel, [
    'Subject: Re: Paddle',
    'Message-ID: <2@shop>',
    'In-Reply-To: <1@shop>',
  ]);
  assert.deepEqual(outcomes, ['appended']);
  const [ticket] = await running.desk.read.select().from(tickets);
  assert.partialDeepStrictEqual(ticket, { groupId: channel.groupId, state: 'new' });
  assert.deepEqual(await listTicketTags(running.desk.read, ticket?.id ?? 0), ['paddle']);
  assert.deepEqual(await history(), ['Filter “Paddles” applied (Subject contains “paddle”): tag paddle.']);
});

test('nobody becomes the owner of a ticket that he may not answer', async () => {
  await addFilter('Anna', subject('exists', ''), { ownerId: anna });
  const channel = await addChannel(running.desk);
  await running.desk.write((tx) => setAccess(tx, anna, channel.groupId, 'none'));
  await receive(channel, ['Subject: Hello', 'Message-ID: <1@shop>']);
  assert.equal((await running.desk.read.select().from(tickets))[0]?.ownerId, null);
  assert.equal(
    (await history()).at(-1),
    'Anna may not answer tickets of this group and did not become the owner.',
  );
});

test('ignored mail leaves a receipt and no ticket', async () => {
  await addFilter('Newsletters', subject('contains', 'sale'), { isIgnored: true });
  const channel = await addChannel(running.desk);
  assert.deepEqual(await receive(channel, ['Subject: Big sale', 'Message-ID: <1@shop>']), ['ignored']);
  const [receipt] = await running.desk.read.select().from(receipts);
  assert.partialDeepStrictEqual(receipt, { outcome: 'ignored', articleId: null, messageId: '1@shop' });
  assert.equal(await running.desk.read.$count(tickets), 0);
});

test('action headers count on a trusted channel only', async () => {
  const mail = [
    'X-Postroom-Ticket-Group: sales',
    'X-Zammad-Ticket-Owner: anna@test',
    'X-Postroom-Ticket-Priority: 3 high',
    'X-Postroom-Ticket-State: nonsense',
    'X-Postroom-Ticket-Tags: web, form',
  ];
  await addFilter(
    'Web',
    { ...subject('exists', ''), field: 'header', header: 'x-postroom-ticket-tags' },
    {
      tags: ['seen'],
    },
  );
  const plain = await addChannel(running.desk, { address: 'plain@test' });
  await receive(plain, ['Subject: One', 'Message-ID: <1@form>', ...mail]);
  const trusted = await addChannel(running.desk, { address: 'form@test', trustsHeaders: true });
  await receive(trusted, ['Subject: Two', 'Message-ID: <2@form>', ...mail]);
  const [first, second] = await running.desk.read.select().from(tickets).orderBy(asc(tickets.id));
  assert.partialDeepStrictEqual(first, { groupId: plain.groupId, ownerId: null, priority: 'normal' });
  assert.deepEqual(await listTicketTags(running.desk.read, first?.id ?? 0), []);
  assert.partialDeepStrictEqual(second, { groupId: sales, ownerId: anna, priority: 'high', state: 'new' });
  assert.deepEqual(await listTicketTags(running.desk.read, second?.id ?? 0), ['form', 'seen', 'web']);
  assert.deepEqual(await history(second?.id), [
    'The header x-postroom-ticket-state says “nonsense”, which is not understood.',
    'Header fields of the message applied: group Sales, owner Anna, priority high, tags web, form.',
    'Filter “Web” applied (Header x-postroom-ticket-tags exists): tag seen.',
  ]);
});

test('archived mail is sorted but keeps the state that the channel says', async () => {
  await addFilter('All', subject('exists', ''), { groupId: sales, state: 'open' });
  const channel = await addChannel(running.desk, { archiveBefore: new Date('2100-01-01') });
  assert.deepEqual(await receive(channel, ['Subject: Old', 'Message-ID: <1@old>']), ['archived']);
  const [ticket] = await running.desk.read.select().from(tickets);
  assert.partialDeepStrictEqual(ticket, { groupId: sales, state: 'closed' });
  assert.deepEqual(await history(), ['Filter “All” applied (Subject exists): group Sales.']);
});

test('a filter that cannot run is left out and logged; mail goes on', async () => {
  await addFilter('Broken', subject('matches', '(a'), { isIgnored: true });
  await addFilter('Gone', subject('exists', ''), { groupId: 999 });
  const channel = await addChannel(running.desk);
  assert.deepEqual(await receive(channel, ['Subject: (a', 'Message-ID: <1@shop>']), ['opened']);
  assert.ok(running.logged.some((line) => line.includes('filter left out')));
  const [ticket] = await running.desk.read.select().from(tickets);
  assert.equal(ticket?.groupId, channel.groupId);
});

function subject(operator: FilterCondition['operator'], value: string): FilterCondition {
  return { field: 'subject', header: '', operator, isNegated: false, value };
}

async function addFilter(name: string, condition: FilterCondition, actions: Partial<FilterActions>) {
  const at = running.desk.now();
  const rule = { name, note: '', match: 'all', conditions: [condition], stopsAfter: false } as const;
  await running.desk.write((tx) =>
    insertFilter(tx, {
      ...rule,
      actions: { ...noActions, ...actions },
      isActive: true,
      createdAt: at,
      updatedAt: at,
    }),
  );
}

let uid = 1;
async function receive(channel: Channel, header: string[]) {
  const { desk } = running;
  const lines = ['From: Bo <bo@shop.example>', 'To: support@test', ...header, '', `Text ${uid}`, ''];
  const raw = Buffer.from(lines.join('\r\n'));
  const [outcome] = await desk.parser.parse([raw]);
  assert.ok(outcome !== undefined);
  const key = { channelId: channel.id, folder: 'INBOX', numbering: '1' };
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const mail = { place: String(uid++), raw, sha256, size: raw.length, receivedAt: desk.now(), outcome };
  const received = await storeBatch(desk, await loadStoreContext(desk, channel, key), [mail]);
  return received.map((each) => each.outcome);
}

const history = (ticketId?: number) => listHistory(running.desk.read, ticketId);
