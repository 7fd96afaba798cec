import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { customers } from '../../../src/db/schema/schema-tickets.ts';
import { unknownSender } from '../../../src/domain/unknown-sender.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let tickets: TicketDesk;
let agent: Person;
before(async () => {
  tickets = await openTicketDesk();
  agent = await tickets.signIn('admin');
});
after(() => tickets.close());

/** @returns the page of the ticket that the mail has opened */
async function open(number: number, head: string, body = 'Words.'): Promise<string> {
  await tickets.deliver(
    `To: support@postroom.example\r\nMessage-ID: <${number}@c.example>\r\n${head}\r\n${body}\r\n`,
  );
  return (await agent.get(`/tickets/${number}`)).text();
}

test('a message without a sender says so where the sender stands, and in its answer', async () => {
  const page = await open(10_001, 'From: <>\r\nSubject: From nobody\r\n');
  assert.match(page, /<strong><bdi>Unknown sender<\/bdi><\/strong>/);
  assert.match(page, /The message names no address to answer to/);
  const forward = await (await agent.get('/tickets/10001?forward=1')).text();
  assert.doesNotMatch(forward, /names no address/, 'what is passed on goes to somebody else');
});

test('a picture without a byte is no picture to look at', async () => {
  const head = 'From: Carla <carla@customer.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n';
  const page = await open(
    10_002,
    head,
    '--b\r\n\r\nsee\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=empty.png\r\n\r\n\r\n--b--',
  );
  assert.match(page, /empty\.png/);
  assert.doesNotMatch(page, /<img src="\/attachments/);
  assert.doesNotMatch(page, /\/preview"/);
});

test('of a message to many all can be read, and the answer says how many get it', async () => {
  const copies = Array.from({ length: 30 }, (_, at) => `Copy ${at} <copy${at}@c.example>`).join(', ');
  const page = await open(10_003, `From: Carla <carla@customer.example>\r\nCc: ${copies}\r\n`);
  assert.match(page, /<summary>\s*and 22 more<\/summary>/);
  const folded = page.slice(page.indexOf('<summary>and 22 more'));
  assert.match(folded.slice(0, folded.indexOf('</details>')), /Copy 8 &lt;copy8@c\.example&gt;.*Copy 29/s);
  assert.match(page, /31 people get this answer/);
  const draft = {
    ticket: '10003',
    kind: 'reply',
    key: randomUUID(),
    to: 'carla@customer.example',
    cc: '',
    text: 'Hello',
  };
  assert.equal((await agent.post('/drafts', draft)).status, 204);
  const again = await (await agent.get('/tickets/10003')).text();
  assert.match(again, /Hello/);
  assert.doesNotMatch(again, /people get this answer/, 'the draft goes to one');
});

test('who has no address has no name either, and is called so in the language of the page', async () => {
  await open(10_004, 'From: <>\r\nSubject: From nobody else\r\n');
  const [nobody] = await tickets.desk.read.select().from(customers).where(eq(customers.email, unknownSender));
  assert.equal(nobody?.name, '');
  const list = await (await agent.get('/customers')).text();
  assert.match(list, /<bdi>Unknown sender<\/bdi>/);
  const german = await (await agent.get('/tickets/10004', { 'accept-language': 'de' })).text();
  assert.match(german, /<bdi>Unbekannter Absender<\/bdi>/);
  assert.doesNotMatch(german, /mail\.invalid|Unknown sender/);
});
