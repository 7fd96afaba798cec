import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { loadBlob } from '../../../src/db/blobs.ts';
import type { Channel } from '../../../src/db/channels.ts';
import { insertEmailAddress } from '../../../src/db/email-addresses.ts';
import { groups } from '../../../src/db/schema/schema.ts';
import { articles, customers, ticketLinks, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { replyToTicket } from '../../../src/desk/composing/reply-to-ticket.ts';
import { eraseCustomer } from '../../../src/desk/customers/erase-customer.ts';
import { changeTicketGroup, changeTicketState } from '../../../src/desk/tickets/change-ticket.ts';
import { mergeTickets } from '../../../src/desk/tickets/merge-tickets.ts';
import { addChannel } from '../../support/import-desk.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';

// Mail that concerns two groups: each has it once, whoever wrote it and whichever mailbox is read first.

const salesAddress = 'sales@postroom.example';
let desk: TicketDesk;
let agent: Person;
let support: Channel;
let sales: Channel;
let number = 0;
let answers = 0;
before(async () => {
  desk = await openTicketDesk();
  agent = await desk.signIn('admin');
  support = desk.channel;
  await desk.desk.write((tx) => tx.insert(groups).values({ name: 'Sales', isActive: true }));
  sales = await addChannel(desk.desk, { address: salesAddress, userName: salesAddress, groupId: 2 });
  const own = { address: salesAddress, name: 'Sales', channelId: sales.id, isPrimary: true, groupId: 2 };
  await desk.desk.write((tx) => insertEmailAddress(tx, own));
});
after(() => desk.close());
beforeEach(() => {
  number += 1;
});

const fromCustomer = (id: string, more = '') =>
  `From: C <c${number}@customer.example>\r\nTo: ${supportAddress}, ${salesAddress}\r\nSubject: Q${number}\r\nMessage-ID: <${id}${number}@customer.example>\r\n${more}\r\n${id}\r\n`;

/** @returns the tickets of this test, the oldest first, each with how many articles it has */
async function found() {
  const rows = await desk.desk.read.select().from(tickets).orderBy(tickets.id);
  return Promise.all(
    rows
      .filter(({ subject }) => subject.includes(`Q${number}`))
      .map(async ({ id, groupId }) => ({
        id,
        groupId,
        articles: await desk.desk.read.$count(articles, eq(articles.ticketId, id)),
      })),
  );
}

/** Answers a ticket. @returns what goes out, and its Message-ID */
async function answer(ticketId: number, to: string, cc = '') {
  const { articleId } = await desk.door.as(agent.actor).call(replyToTicket, {
    ticketId,
    answers: undefined,
    key: `key-of-answer-${++answers}`,
    to,
    cc,
    text: 'We look into it.',
    isQuoting: true,
    nextState: 'waiting',
  });
  const [article] = await desk.desk.read.select().from(articles).where(eq(articles.id, articleId));
  return { raw: await loadBlob(desk.desk.read, article?.rawBlobId ?? 0), id: article?.messageId ?? '' };
}

/** @returns how many articles each ticket of this test has, the oldest ticket first */
async function counts() {
  return (await found()).map((each) => each.articles);
}

test('what one group writes to the other is a ticket there, and the answer comes back to the first', async () => {
  await desk.deliver(fromCustomer('a'));
  const [first] = await found();
  assert.ok(first);
  const { raw } = await answer(first.id, `c${number}@customer.example`, salesAddress);
  assert.deepEqual(await desk.deliverTo(sales, raw), ['opened']);
  const [, second] = await found();
  assert.deepEqual([second?.groupId, second?.articles], [2, 1]);
  const [link] = await desk.desk.read
    .select()
    .from(ticketLinks)
    .where(eq(ticketLinks.ticketId, second?.id ?? 0));
  assert.equal(link?.linkedTicketId, first.id);
  assert.equal(link?.reason.code, 'other_group');
  // Nobody needs his own words a second time, or the other group's.
  assert.deepEqual(await desk.deliverTo(support, raw), ['duplicate']);
  assert.deepEqual(await desk.deliverTo(sales, raw), ['duplicate']);
  const back = await answer(second?.id ?? 0, supportAddress);
  assert.deepEqual(await desk.deliverTo(support, back.raw), ['appended']);
  assert.deepEqual(await counts(), [3, 2]);
  // A reminder goes where the first mail went.
  const reminder = await answer(first.id, salesAddress);
  assert.deepEqual(await desk.deliverTo(sales, reminder.raw), ['appended']);
  assert.deepEqual(await counts(), [4, 3]);
});

test('a copy that Exchange has given another Message-ID is known by our own mark', async () => {
  await desk.deliver(fromCustomer('a'));
  const [first] = await found();
  const { raw } = await answer(first?.id ?? 0, `c${number}@customer.example`, salesAddress);
  const renamed = String(raw).replace(
    /Message-ID:\s+<[^>]+>/,
    `Message-ID: <exchange${number}@prod.example>`,
  );
  assert.notEqual(renamed, String(raw));
  assert.deepEqual(await desk.deliverTo(support, renamed), ['duplicate']);
  assert.deepEqual(await desk.deliverTo(sales, renamed), ['opened']);
  assert.deepEqual(await counts(), [2, 1]);
});

for (const order of ['the ticket’s own mailbox first', 'the other mailbox first']) {
  const isOwnFirst = order.startsWith('the ticket');
  const deliverBoth = async (raw: string) => {
    const outcomes: string[] = [];
    for (const channel of isOwnFirst ? [support, sales] : [sales, support]) {
      outcomes.push(...(await desk.deliverTo(channel, raw)));
    }
    return outcomes;
  };

  test(`an answer to two groups stands in each one's ticket once: ${order}`, async () => {
    await desk.deliver(fromCustomer('a'));
    const [first] = await found();
    const { id, raw } = await answer(first?.id ?? 0, `c${number}@customer.example`, salesAddress);
    await desk.deliverTo(sales, raw);
    for (const name of ['b', 'c']) {
      const both = fromCustomer(name, `In-Reply-To: <${id}>\r\n`);
      assert.deepEqual(await deliverBoth(both), ['appended', 'appended']);
    }
    assert.deepEqual(await counts(), [4, 3]);
  });

  test(`where the other group has no ticket yet, nothing is doubled: ${order}`, async () => {
    await desk.deliver(fromCustomer('a'));
    const [first] = await found();
    const { id } = await answer(first?.id ?? 0, `c${number}@customer.example`, salesAddress);
    const both = fromCustomer('b', `In-Reply-To: <${id}>\r\n`);
    assert.deepEqual(await deliverBoth(both), ['appended', isOwnFirst ? 'opened' : 'duplicate']);
    assert.deepEqual(await counts(), isOwnFirst ? [3, 1] : [3]);
  });

  test(`a ticket that was handed to the other group stays one ticket: ${order}`, async () => {
    await desk.deliver(fromCustomer('a'));
    const [first] = await found();
    const { id, raw } = await answer(first?.id ?? 0, `c${number}@customer.example`, salesAddress);
    await desk.door.as(agent.actor).call(changeTicketGroup, { ticketId: first?.id ?? 0, groupId: 2 });
    assert.deepEqual(await desk.deliverTo(sales, fromCustomer('a'), raw), ['duplicate', 'duplicate']);
    assert.deepEqual(await desk.deliverTo(support, raw), ['duplicate']);
    const both = fromCustomer('b', `In-Reply-To: <${id}>\r\n`);
    assert.deepEqual(await deliverBoth(both), ['appended', 'duplicate']);
    assert.deepEqual(await counts(), [3]);
    // Another message that only calls itself the same is another one.
    assert.deepEqual(await desk.deliverTo(sales, fromCustomer('a').replace(/a\r\n$/, 'other\r\n')), [
      'opened',
    ]);
  });
}

for (const merged of ['the first group’s', 'the second group’s']) {
  test(`the conversation goes on in both where ${merged} ticket was merged into another`, async () => {
    await desk.deliver(fromCustomer('a'));
    const [first] = await found();
    const email = `c${number}@customer.example`;
    const { id, raw } = await answer(first?.id ?? 0, email, salesAddress);
    await desk.deliverTo(sales, raw);
    const [, second] = await found();
    const [source, mailbox] = merged.startsWith('the first') ? [first, support] : [second, sales];
    await desk.deliverTo(mailbox, fromCustomer('target'));
    const target = (await found()).at(-1);
    await desk.door
      .as(agent.actor)
      .call(mergeTickets, { ticketId: source?.id ?? 0, otherId: target?.id ?? 0 });
    const before = await found();
    const both = fromCustomer('b', `In-Reply-To: <${id}>\r\n`);
    for (const channel of [support, sales])
      assert.deepEqual(await desk.deliverTo(channel, both), ['appended']);
    const kept = [target?.id, source === first ? second?.id : first?.id];
    assert.deepEqual(
      await found(),
      before.map((each) => ({ ...each, articles: each.articles + (kept.includes(each.id) ? 1 : 0) })),
    );
  });
}

test('a ticket that followed a closed one draws nothing of the other group into either', async () => {
  await desk.deliver(fromCustomer('a'));
  const [first] = await found();
  const { id } = await answer(first?.id ?? 0, `c${number}@customer.example`, supportAddress);
  await desk.desk.write((tx) => tx.update(groups).set({ followUp: 'new' }).where(eq(groups.id, 1)));
  await desk.door.as(agent.actor).call(changeTicketState, { ticketId: first?.id ?? 0, state: 'closed' });
  assert.deepEqual(await desk.deliver(fromCustomer('b', `In-Reply-To: <${id}>\r\n`)), ['opened']);
  await desk.desk.write((tx) => tx.update(groups).set({ followUp: 'reopen' }).where(eq(groups.id, 1)));
  const [, second] = await found();
  const { raw } = await answer(second?.id ?? 0, salesAddress);
  assert.deepEqual(await desk.deliverTo(sales, raw), ['opened']);
  assert.deepEqual(await counts(), [2, 2, 1]);
});

test('an automatic answer between two mailboxes of ours opens nothing and reopens nothing', async () => {
  const fields = `From: ${salesAddress}\r\nTo: ${supportAddress}\r\nMessage-ID: <ooo${number}@prod.example>\r\n`;
  await desk.deliver(fromCustomer('a'));
  const [first] = await found();
  const { id } = await answer(first?.id ?? 0, salesAddress);
  await desk.door.as(agent.actor).call(changeTicketState, { ticketId: first?.id ?? 0, state: 'closed' });
  const away = `${fields}Subject: Automatic reply: Q${number}\r\nAuto-Submitted: auto-generated\r\nIn-Reply-To: <${id}>\r\n\r\nAway\r\n`;
  assert.deepEqual(await desk.deliver(away), ['appended']);
  const [row] = await desk.desk.read
    .select()
    .from(tickets)
    .where(eq(tickets.id, first?.id ?? 0));
  assert.equal(row?.state, 'closed');
});

test('what a colleague answers from Outlook stands in his own group’s ticket, and comes into the other’s', async () => {
  await desk.deliver(fromCustomer('a'));
  const [first] = await found();
  const { id, raw } = await answer(first?.id ?? 0, salesAddress);
  await desk.deliverTo(sales, raw);
  const fromOutlook = `From: Sue <${salesAddress}>\r\nTo: ${supportAddress}\r\nSubject: Re: Q${number}\r\nMessage-ID: <outlook${number}@prod.example>\r\nIn-Reply-To: <${id}>\r\n\r\nDone.\r\n`;
  assert.deepEqual(await desk.deliverSent(sales, fromOutlook), ['appended']);
  assert.deepEqual(await counts(), [2, 2]);
  assert.deepEqual(await desk.deliver(fromOutlook), ['appended']);
  assert.deepEqual(await counts(), [3, 2]);
});

test('what the other group has of a customer who is removed goes, too', async () => {
  await desk.deliver(fromCustomer('a'));
  const [first] = await found();
  const email = `c${number}@customer.example`;
  const { raw } = await answer(first?.id ?? 0, email, salesAddress);
  await desk.deliverTo(sales, raw);
  assert.deepEqual(await counts(), [2, 1]);
  const [customer] = await desk.desk.read.select().from(customers).where(eq(customers.email, email));
  await desk.door.as(agent.actor).call(eraseCustomer, { customerId: customer?.id ?? 0, confirmation: email });
  assert.deepEqual(await counts(), [0]);
});
