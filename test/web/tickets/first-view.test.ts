import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, createClient } from '@libsql/client/sqlite3';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

let desk: TicketDesk;
let agent: Person;
before(async () => {
  desk = await openTicketDesk();
  agent = await desk.signIn('agent');
  await desk.deliver(mail(0));
  await desk.deliver(...Array.from({ length: 9 }, (_, at) => mail(at + 1)));
});
after(() => desk.close());

test('all of a ticket that nobody has opened yet is there as text at once, and ready to be shown a moment later', async () => {
  const told = desk.events.length;
  const first = await readPage();
  for (let at = 0; at < 10; at++)
    assert.ok(first.includes(`Words of ${at}`) || first.includes('/body'), `${at}`);
  await waitFor(async () => countFrames(await readPage()) === 10);
  const kinds = desk.events.slice(told).map(({ kind }) => kind);
  assert.ok(kinds.includes('shown'), 'pages that are open follow');
  // The older ones lie behind their frame's address, too.
  assert.match(await (await agent.get('/articles/1/body')).text(), /<b>Words of 0<\/b>/);
});

test('a page that waited in vain is told, however little time it took the desk from when it began', async () => {
  await desk.deliver(mail(10, 'The scanner'));
  const held = holdStatements(/^select "articles"."id", "articles"."ticket_id" from "articles" inner join/);
  assert.equal(countFrames(await readPage(10_002)), 0);
  const told = desk.events.length;
  held.release();
  await waitFor(() => desk.events.slice(told).some(({ kind }) => kind === 'shown'));
  assert.equal(countFrames(await readPage(10_002)), 1);
});

/** Statements of this form wait, as they do where a thread or the disk is busy. */
function holdStatements(form: RegExp): { release(): void } {
  const probe = createClient({ url: 'file::memory:' });
  const client = Object.getPrototypeOf(probe) as Client;
  probe.close();
  const { execute } = client;
  const released = Promise.withResolvers<void>();
  client.execute = async function (this: Client, statement: { sql: string }, values?: never) {
    if (form.test(statement.sql)) await released.promise;
    return execute.call(this, statement as never, values as never);
  } as Client['execute'];
  return {
    release() {
      client.execute = execute;
      released.resolve();
    },
  };
}

async function readPage(number = 10_001): Promise<string> {
  const page = await agent.get(`/tickets/${number}`);
  assert.equal(page.status, 200);
  return page.text();
}

function countFrames(html: string): number {
  return new Set(html.match(/\/articles\/\d+\/body/g)).size;
}

function mail(at: number, subject = 'The printer'): string {
  const head = [
    'From: Ada <ada@customer.example>',
    'To: support@postroom.example',
    `Subject: ${subject}`,
    `Message-ID: <m${at}@customer.example>`,
    ...(at % 10 === 0 ? [] : ['In-Reply-To: <m0@customer.example>']),
    'Content-Type: text/html; charset=utf-8',
  ];
  return `${head.join('\r\n')}\r\n\r\n<p>It burns. <b>Words of ${at}</b></p>\r\n`;
}
