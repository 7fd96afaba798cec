import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { articles } from '../../src/db/schema/schema-tickets.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../support/ticket-desk.ts';

// Who forges a sender joins nobody's ticket: S8, S9 and S10.

let desk: TicketDesk;
let agent: Person;
beforeEach(async () => {
  desk = await openTicketDesk({ trustedServers: ['mx.postroom.example'] });
  agent = await desk.signIn('agent', 'Bert Agent');
});
afterEach(() => desk.close());

interface Mail {
  readonly from: string;
  readonly to?: string;
  readonly cc?: string;
  readonly subject?: string;
  readonly id?: string;
  readonly more?: readonly string[];
}

let count = 0;
function write({ from, to = supportAddress, cc, subject = 'Hello', id, more = [] }: Mail): string {
  count += 1;
  const lines = [
    ...more,
    `From: ${from}`,
    `To: ${to}`,
    ...(cc === undefined ? [] : [`Cc: ${cc}`]),
    `Subject: ${subject}`,
    `Message-ID: <${id ?? `mail${count}@somewhere.example`}>`,
  ];
  return `${lines.join('\r\n')}\r\n\r\nText ${count}\r\n`;
}

const anna = 'anna@customer.example';
const tag = 'Re: [Ticket#10001] Hello';
const passed = 'Authentication-Results: mx.postroom.example; dmarc=pass header.from=customer.example';
const failed = 'Authentication-Results: mx.postroom.example; dmarc=fail header.from=customer.example';

test('our own address and an agent’s, with a guessed ticket number, open a ticket of their own', async () => {
  await desk.deliver(write({ from: anna, cc: 'bert.agent@postroom.example' }));
  for (const from of [supportAddress, 'bert.agent@postroom.example', 'BERT.AGENT@postroom.example']) {
    const [outcome] = await desk.deliver(write({ from, subject: tag, id: `forged-${from}` }));
    assert.notEqual(outcome, 'appended', from);
  }
  const page = await (await agent.get('/tickets/10001')).text();
  assert.equal(page.match(/<article /g)?.length, 1);
});

test('a customer’s address that his domain does not stand for joins nothing by its number', async () => {
  await desk.deliver(write({ from: anna, more: [passed] }));
  assert.deepEqual(await desk.deliver(write({ from: anna, subject: tag, more: [failed] })), ['opened']);
  assert.deepEqual(await desk.deliver(write({ from: anna, subject: tag, more: [passed] })), ['appended']);
  assert.deepEqual(await desk.deliver(write({ from: anna, subject: tag })), ['appended']);
});

test('a verdict that the sender has written himself counts for nothing', async () => {
  await desk.deliver(write({ from: anna }));
  const own = 'Authentication-Results: mx.evil.example; dmarc=pass header.from=customer.example';
  const arc =
    'ARC-Authentication-Results: i=1; mx.evil.example; arc=pass; dmarc=pass header.from=customer.example';
  assert.deepEqual(await desk.deliver(write({ from: anna, subject: tag, more: [failed, own, arc] })), [
    'opened',
  ]);
});

test('who is judged by one sender and shown by another joins nothing, and is marked', async () => {
  await desk.deliver(write({ from: anna, more: [passed] }));
  const judged = 'Authentication-Results: mx.postroom.example; dmarc=pass header.from=evil.example';
  const eve = 'eve@evil.example';
  for (const [from, more] of [
    [anna, [judged]],
    [`${anna}\r\nFrom: ${eve}`, [judged]],
    [`${anna}, ${eve}`, [judged]],
    [`<${anna}> <${eve}>`, [judged]],
    [`(${eve}) ${anna}`, [judged]],
    [`<@evil.example:${anna}>`, [judged]],
    [eve, [judged, `From : ${anna}`]],
  ] as const) {
    assert.deepEqual(await desk.deliver(write({ from, subject: tag, more })), ['opened'], from);
  }
  const page = await (await agent.get('/tickets/10002')).text();
  assert.match(page, /It could not be verified that this message comes from/);
});

test('whoever writes the identifier of our answer on a mail of his own is heard, and comes into nobody’s ticket', async () => {
  await desk.deliver(write({ from: anna, more: [passed] }));
  await agent.post('/tickets/10001/replies', {
    key: 'the-first-answer',
    to: anna,
    text: 'Yes',
    state: 'open',
  });
  const rows = await desk.desk.read.select().from(articles);
  const own = rows.find(({ direction }) => direction === 'out')?.messageId ?? '';
  for (const from of [anna, 'eve@evil.example']) {
    assert.deepEqual(await desk.deliver(write({ from, subject: 'Mine', id: own })), ['opened'], from);
  }
  // Our own comes back as it went out: from a copy to ourselves, or by a list.
  assert.deepEqual(await desk.deliver(write({ from: supportAddress, id: own })), ['duplicate']);
  const list = ['List-Id: <all.list.example>', 'Precedence: list'];
  assert.deepEqual(await desk.deliver(write({ from: 'all@list.example', id: own, more: list })), [
    'duplicate',
  ]);
  // What answers ours joins it all the same.
  const answer = write({ from: anna, subject: 'Re: Yes', more: [`In-Reply-To: <${own}>`] });
  assert.deepEqual(await desk.deliver(answer), ['appended']);
});

test('the page says in plain words that a sender could not be verified, and nothing of the others', async () => {
  await desk.deliver(
    write({ from: anna, more: [failed] }),
    write({ from: anna, more: [passed] }),
    write({ from: anna }),
  );
  const pages = await Promise.all(
    [10_001, 10_002, 10_003].map(async (n) => (await agent.get(`/tickets/${n}`)).text()),
  );
  assert.deepEqual(
    pages.map((page) => page.includes('It could not be verified that this message comes from')),
    [true, false, false],
  );
  assert.deepEqual(
    pages.map((page) => page.includes('sender verified')),
    [false, true, false],
  );
});

test('Exchange Online is believed without a setting, and what comes from outside in its name is not', async () => {
  const exchange = await openTicketDesk({ kind: 'microsoft365' });
  try {
    const reader = await exchange.signIn('agent');
    const forged =
      'Authentication-Results: spf=fail smtp.mailfrom=customer.example; dkim=none; dmarc=fail action=none header.from=customer.example;compauth=fail reason=001';
    const pass = 'Authentication-Results: spf=pass; dmarc=pass; compauth=pass reason=100';
    await exchange.deliver(write({ from: anna, more: [forged, pass] }));
    const page = await (await reader.get('/tickets/10001')).text();
    assert.match(page, /It could not be verified/);
  } finally {
    await exchange.close();
  }
});

test('a message that somebody else has announced as his draws nobody into his ticket', async () => {
  // Mallory knows the identifier of a message that Victor has had from a supplier, and sends his own under it.
  const stolen = 'offer-17@supplier.example';
  await desk.deliver(write({ from: 'mallory@evil.example', cc: 'victor@customer.example', id: stolen }));
  const answer = write({
    from: 'victor@customer.example',
    to: 'sales@supplier.example',
    cc: supportAddress,
    subject: 'Re: Our offer',
    more: [`In-Reply-To: <${stolen}>`],
  });
  assert.deepEqual(await desk.deliver(answer), ['opened']);
  // Who answers all of a real message still joins, and so does its author.
  const toAll = write({
    from: 'victor@customer.example',
    to: `mallory@evil.example, ${supportAddress}`,
    subject: 'Re: Hello',
    more: [`In-Reply-To: <${stolen}>`],
  });
  assert.deepEqual(await desk.deliver(toAll), ['appended']);
  const own = write({ from: 'mallory@evil.example', more: [`In-Reply-To: <${stolen}>`] });
  assert.deepEqual(await desk.deliver(own), ['appended']);
});

test('an admin can set mail aside whose sender failed, by a filter', async () => {
  const admin = await desk.signIn('admin', 'Ada Admin');
  const fields = {
    name: 'Forged',
    match: 'all',
    'conditions.0.field': 'sender_check',
    'conditions.0.operator': 'is',
    'conditions.0.value': 'failed',
    'actions.tags': 'forged',
    isActive: 'on',
  };
  const saved = await admin.post('/settings/filters', fields);
  assert.equal(saved.status, 303, await saved.text());
  await desk.deliver(write({ from: anna, more: [failed] }), write({ from: anna, more: [passed] }));
  const [first, second] = await Promise.all(
    [10_001, 10_002].map(async (n) => (await agent.get(`/tickets/${n}/side`)).text()),
  );
  assert.match(first ?? '', /forged/);
  assert.doesNotMatch(second ?? '', /forged/);
});
