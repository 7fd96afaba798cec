import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { emailAddresses } from '../../../src/db/schema/schema.ts';
import { outbox } from '../../../src/db/schema/schema-tickets.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitUntil } from '../../support/wait-for.ts';

let tickets: TicketDesk;
let agent: Person;
before(async () => {
  tickets = await openTicketDesk();
  agent = await tickets.signIn('admin', 'Ada Admin');
  await tickets.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example, ben@customer.example\r\nSubject: Help\r\nMessage-ID: <one@c.example>\r\n\r\nPlease help.\r\n',
  );
});
after(() => tickets.close());

const ticket = '/tickets/10001';
const textOf = async (path: string) => (await agent.get(path)).text();
const rows = () => tickets.desk.read.select().from(outbox);

/** The fields of a form as the page has them, hidden ones too. */
async function readForm(action: string): Promise<Record<string, string>> {
  const page = await textOf(ticket);
  const form = new RegExp(`action="${action}"[\\s\\S]*?</form>`).exec(page)?.[0] ?? '';
  const inputs = [...form.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name, value]) => [name ?? '', decode(value ?? '')]));
}

function decode(value: string): string {
  return value
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

test('the form offers sender, recipients and quote; sent, it is an article that waits in the outbox', async () => {
  const form = await readForm(`${ticket}/replies`);
  assert.equal(form.to, 'Carla <carla@customer.example>');
  assert.equal(form.cc, 'ben@customer.example');
  const sent = { ...form, text: 'We look into it.', quote: 'on', state: 'waiting' };
  const answer = await agent.post(`${ticket}/replies`, sent);
  assert.equal(answer.status, 303);
  assert.match(answer.headers.get('location') ?? '', /^\/tickets\/10001#article-\d+$/);
  // What folds the quote is made ready meanwhile; until then the page shows the text alone.
  const page = await waitUntil(
    () => textOf(ticket),
    (text) => text.includes('Quoted text'),
  );
  assert.match(page, /We look into it\./);
  assert.match(page, /Waiting to be sent/);
  assert.match(page, />Waiting</);
  const [item] = await rows();
  assert.deepEqual(item?.envelopeTo, ['carla@customer.example', 'ben@customer.example']);
  assert.equal(item?.envelopeFrom, 'support@postroom.example');

  await agent.post(`${ticket}/replies`, sent);
  assert.equal((await rows()).length, 1, 'the same form again');

  const changed = await agent.post(`${ticket}/replies`, { ...sent, text: 'Changed after going back.' });
  assert.equal(changed.status, 422);
  const again = await changed.text();
  assert.match(again, /was sent before, with another text/);
  assert.match(again, /Changed after going back\./);
  assert.doesNotMatch(again, new RegExp(`value="${form.key}"`));
  assert.equal((await rows()).length, 1);
});

test('what is wrong is said at its field, and what was typed stays', async () => {
  const form = await readForm(`${ticket}/replies`);
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ to: '' }, /Say who gets the answer/],
    [{ to: 'carla' }, /“carla” is no e-mail address/],
    [{ cc: 'a@x.example, nobody' }, /“nobody” is no e-mail address/],
    [{ to: 'a@x.example\r\nBcc: evil@else.example' }, /is no e-mail address/],
    [{ to: 'a@x.example> RCPT TO:<b@y.example' }, /is no e-mail address/],
    [{ text: '  ' }, /Write an answer first/],
  ];
  for (const [changes, message] of cases) {
    const answer = await agent.post(`${ticket}/replies`, { ...form, text: 'Kept text', ...changes });
    assert.equal(answer.status, 422, JSON.stringify(changes));
    const page = await answer.text();
    assert.match(page, message);
    if (changes.text === undefined) assert.match(page, /Kept text/);
    assert.match(page, new RegExp(`name="key" value="${form.key}"`));
  }
  assert.equal((await rows()).length, 1);
});

test('a note stays in the house and is stored once', async () => {
  const form = await readForm(`${ticket}/notes`);
  for (let round = 0; round < 2; round++) {
    assert.equal((await agent.post(`${ticket}/notes`, { ...form, text: 'He is angry' })).status, 303);
  }
  const page = await textOf(ticket);
  assert.equal(page.match(/class="article note"/g)?.length, 1);
  assert.match(page, /He is angry/);
  assert.match(page, /Internal note/);
  assert.equal((await rows()).length, 1);
  assert.equal((await agent.post(`${ticket}/notes`, { ...form, text: '' })).status, 422);
  assert.equal((await agent.post(`${ticket}/notes`, { text: 'x', key: '"><script>' })).status, 422);
});

test('without a token of this session nothing is stored', async () => {
  for (const path of ['replies', 'notes', 'state', 'owner', 'group']) {
    const answer = await agent.post(`${ticket}/${path}`, { csrf: 'wrong', text: 'x', state: 'closed' });
    assert.equal(answer.status, 403, path);
  }
});

test('a ticket without a sending address says so, and notes still work', async () => {
  const mute = await openTicketDesk();
  try {
    const admin = await mute.signIn('admin');
    await mute.deliver('From: x@y.example\r\nSubject: Q\r\n\r\nHi\r\n');
    await mute.desk.write((tx) => tx.delete(emailAddresses));
    const page = await (await admin.get(ticket)).text();
    assert.match(page, /No address is set to answer by/);
    const form = { key: 'abcdefgh-1', to: 'a@b.example', text: 'x', state: 'open' };
    const answer = await admin.post(`${ticket}/replies`, form);
    assert.equal(answer.status, 422);
    assert.equal((await admin.post(`${ticket}/notes`, { key: 'abcdefgh-2', text: 'x' })).status, 303);
  } finally {
    await mute.close();
  }
});
