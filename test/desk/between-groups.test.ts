import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { loadBlob } from '../../src/db/blobs.ts';
import type { Channel } from '../../src/db/channels.ts';
import { insertEmailAddress } from '../../src/db/email-addresses.ts';
import { groups } from '../../src/db/schema.ts';
import { articles, ticketLinks, tickets } from '../../src/db/schema-tickets.ts';
import { changeTicketGroup } from '../../src/desk/change-ticket.ts';
import { replyToTicket } from '../../src/desk/reply-to-ticket.ts';
import { addChannel } from '../support/import-desk.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../support/ticket-desk.ts';

// Mail that concerns two groups: each has it once, whoever wrote it and whichever mailbox is read first.

const salesAddress = 'sales@postroom.example';
let desk: TicketDesk;
let agent: Person;
let support: Channel;
let sales: Channel;
let number = 0;
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
  const { articleId } = await replyToTicket(desk.desk, {
    ...{ userId: agent.id, ticketId, answers: undefined, key: `key-of-answer-${ticketId}`, to, cc },
    ...{ text: 'We look into it.', isQuoting: true, nextState: 'waiting' },
  });
  const [article] = await desk.desk.read.select().from(articles).where(eq(articles.id, articleId));
  return { raw: await loadBlob(desk.desk.read, article?.rawBlobId ?? 0), id: article?.messageId ?? '' };
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
  assert.match(link?.reason ?? '', /^became a new ticket linked to #\d+, where another group has it$/);
  // Nobody needs his own words a second time, or the other group's.
  assert.deepEqual(await desk.deliverTo(support, raw), ['duplicate']);
  assert.deepEqual(await desk.deliverTo(sales, raw), ['duplicate']);
  const back = await answer(second?.id ?? 0, supportAddress);
  assert.deepEqual(await desk.deliverTo(support, back.raw), ['appended']);
  assert.deepEqual(
    (await found()).map(({ articles: count }) => count),
    [3, 2],
  );
});

for (const order of ['the ticket’s own mailbox first', 'the other mailbox first']) {
  test(`an answer to two groups stands in the ticket once: ${order}`, async () => {
    await desk.deliver(fromCustomer('a'));
    const [first] = await found();
    assert.ok(first);
    const { id } = await answer(first.id, `c${number}@customer.example`, salesAddress);
    const both = fromCustomer('b', `In-Reply-To: <${id}>\r\n`);
    const isOwnFirst = order.startsWith('the ticket');
    const channels = isOwnFirst ? [support, sales] : [sales, support];
    const outcomes: string[] = [];
    for (const channel of channels) outcomes.push(...(await desk.deliverTo(channel, both)));
    assert.deepEqual(outcomes, isOwnFirst ? ['appended', 'opened'] : ['appended', 'duplicate']);
    const [ticket, other] = await found();
    assert.equal(ticket?.articles, 3);
    assert.equal(other?.groupId, isOwnFirst ? 2 : undefined);
    if (!isOwnFirst) return;
    // The conversation goes on in both.
    const next = fromCustomer(
      'c',
      `In-Reply-To: <${id}>\r\nReferences: <b${number}@customer.example> <${id}>\r\n`,
    );
    for (const channel of channels) assert.deepEqual(await desk.deliverTo(channel, next), ['appended']);
    assert.deepEqual(
      (await found()).map(({ articles: count }) => count),
      [4, 2],
    );
  });
}

test('a ticket that was handed to the other group has its mail already', async () => {
  await desk.deliver(fromCustomer('a'));
  const [first] = await found();
  await changeTicketGroup(desk.desk, { userId: agent.id, ticketId: first?.id ?? 0, groupId: 2 });
  assert.deepEqual(await desk.deliverTo(sales, fromCustomer('a')), ['duplicate']);
  // Another message that only calls itself the same is another one.
  assert.deepEqual(await desk.deliverTo(sales, fromCustomer('a').replace(/a\r\n$/, 'other\r\n')), ['opened']);
});
