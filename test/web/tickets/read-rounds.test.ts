import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, createClient } from '@libsql/client/sqlite3';
import { markSeen } from '../../../src/desk/tickets/mark-seen.ts';
import { renderArticles } from '../../../src/desk/tickets/render-articles.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

// How many times a page would have to ask a server between program and data file: what is asked at once counts once.

/** As every browser does. */
const browser = { 'accept-language': 'en' };

let desk: TicketDesk;
let agent: Person;
before(async () => {
  desk = await openTicketDesk();
  agent = await desk.signIn('agent');
  await desk.deliver(
    'From: Ada <ada@customer.example>\r\nTo: support@postroom.example\r\nSubject: Order\r\nMessage-ID: <m@customer.example>\r\n\r\nHello\r\n',
  );
});
after(() => desk.close());

test('a ticket page asks at most six times, a list too', async () => {
  // Of a page in the background nothing is noted afterwards.
  const unseen = { 'x-page-visible': 'hidden', ...browser };
  // What is noted, and made ready, at the first visit is not asked again: here that has ended, however slow the machine is.
  const door = desk.door.as(agent.actor);
  await door.call(renderArticles, { articleIds: [1], isAwaited: true });
  await door.call(markSeen, { ticketId: 1, articleId: 1 });
  for (let visit = 0; visit < 3; visit++) await (await agent.get('/tickets/10001')).text();
  const ticket = await countRounds(async () =>
    assert.equal((await agent.get('/tickets/10001', unseen)).status, 200),
  );
  const list = await countRounds(async () =>
    assert.equal((await agent.get('/tickets', browser)).status, 200),
  );
  assert.ok(ticket.rounds <= 6, `ticket: ${ticket.rounds} times for ${ticket.statements} statements`);
  assert.ok(list.rounds <= 6, `list: ${list.rounds} times for ${list.statements} statements`);
});

async function countRounds(work: () => Promise<void>): Promise<{ rounds: number; statements: number }> {
  const probe = createClient({ url: 'file::memory:' });
  const prototype = Object.getPrototypeOf(probe) as Client;
  probe.close();
  const { execute } = prototype;
  let rounds = 0;
  let statements = 0;
  let waiting: (() => void)[] = [];
  const release = () => {
    rounds += 1;
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };
  prototype.execute = async function (this: Client, statement: never, values?: never) {
    statements += 1;
    if (waiting.length === 0) setImmediate(release);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return execute.call(this, statement, values as never);
  } as Client['execute'];
  try {
    await work();
  } finally {
    prototype.execute = execute;
  }
  return { rounds, statements };
}
