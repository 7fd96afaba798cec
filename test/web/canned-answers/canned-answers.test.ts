import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { listCannedAnswers } from '../../../src/db/canned-answers.ts';
import { drafts } from '../../../src/db/schema/schema-drafts.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let ada: Person;
let answerer: Person;
before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  const signature = 'Kind regards';
  await ada.post('/settings/groups/1', { name: 'Support', followUp: 'reopen', signature });
  await ada.post('/settings/groups', { name: 'Sales', followUp: 'reopen' });
  answerer = await desk.signIn('agent', 'Bob Agent', { 1: 'answer' });
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: A torn sail\r\n\r\nHelp\r\n',
  );
});
after(() => desk.close());

const list = '/settings/canned-answers';
const textOf = async (path: string, who = ada) => (await who.get(path)).text();
const all = () => listCannedAnswers(desk.desk.read);

test('an admin keeps texts; what is wrong with one is said at its field', async () => {
  const text = 'Hello {{customer}},\n#{{ticket}} {{subject}}: {{agent}} of {{group}} is on it.';
  assert.equal((await ada.post(list, { name: 'On it', text })).status, 303);
  assert.equal((await ada.post(list, { name: 'Quote', text: 'A quote', groups: '2' })).status, 303);
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ name: '' }, /Enter a name/],
    [{ name: 'ON IT' }, /canned answer of this name already/],
    [{ text: ' ' }, /Write the text/],
    [{ text: 'Dear {{custommer}}' }, /There is no \{\{custommer\}\}; expected one of agent,/],
    [{ groups: '77' }, /One of these groups is gone/],
  ];
  for (const [changes, message] of cases) {
    const answer = await ada.post(list, { name: 'Another', text: 'Kept text', ...changes });
    assert.equal(answer.status, 422, JSON.stringify(changes));
    assert.match(await answer.text(), message);
  }
  const page = await textOf(list);
  assert.match(page, /On it[\s\S]*in all groups[\s\S]*Quote[\s\S]*Sales/);
  assert.equal((await all()).length, 2);
  const preview = await ada.post(`${list}/preview`, { text: 'Dear {{customer}}, {{agent}} <b>' });
  assert.match(await preview.text(), /^<p id="canned-preview"[^>]*>Dear Kai Moor, Ada Admin &lt;b&gt;<\/p>$/);
});

test('a text comes filled in, where its group offers it', async () => {
  const [onIt, quote] = await all();
  const ofTicket = await answerer.get(`/canned-answers/${onIt?.id}/text?ticket=10001`);
  assert.equal(await ofTicket.text(), 'Hello Carla,\n#10001 A torn sail: Bob Agent of Support is on it.');
  assert.equal((await answerer.get(`/canned-answers/${quote?.id}/text?ticket=10001`)).status, 404);
  const query = new URLSearchParams({ group: '1', to: 'carla@customer.example', subject: '' });
  const first = await answerer.get(`/canned-answers/${onIt?.id}/text?${query}`);
  // What is not known yet is filled in when the message is sent.
  assert.equal(await first.text(), 'Hello Carla,\n#{{ticket}} {{subject}}: Bob Agent of Support is on it.');
  assert.equal((await answerer.get(`/canned-answers/${onIt?.id}/text?group=2`)).status, 404);
  const stranger = await desk.signIn('agent', 'Stranger', { 2: 'answer' });
  query.set('group', '2');
  const unseen = await stranger.get(`/canned-answers/${onIt?.id}/text?${query}`);
  assert.match(await unseen.text(), /^Hello carla@customer\.example,/, 'her name is not for him');
  const page = await textOf('/tickets/10001', answerer);
  assert.match(page, /<option value="\d+" data-start="[^"]*">On it<\/option>/);
  assert.doesNotMatch(page, />Quote<\/option>/);
});

test('without a script a button puts the text above the signature', async () => {
  const [onIt] = await all();
  const place = { kind: 'reply', ticket: '10001', key: 'a-form-of-mine', to: 'carla@customer.example' };
  const form = { ...place, text: 'Dear Carla\n\n-- \nKind regards', canned: String(onIt?.id), insert: 'on' };
  const answer = await answerer.post('/drafts/continuation', form);
  assert.equal(answer.headers.get('location'), '/tickets/10001#reply');
  const [draft] = await desk.desk.read.select().from(drafts).where(eq(drafts.userId, answerer.id));
  assert.equal(
    draft?.fields.text,
    'Dear Carla\n\nHello Carla,\n#10001 A torn sail: Bob Agent of Support is on it.\n\n-- \nKind regards',
  );
});

test('a text is changed and deleted', async () => {
  const [onIt] = await all();
  assert.equal((await ada.post(`${list}/${onIt?.id}`, { name: 'On it', text: 'Soon.' })).status, 303);
  assert.equal((await all())[0]?.text, 'Soon.');
  assert.equal((await ada.post(`${list}/${onIt?.id}/deletion`, {})).status, 303);
  assert.deepEqual(
    (await all()).map(({ name }) => name),
    ['Quote'],
  );
  assert.equal((await ada.get(`${list}/${onIt?.id}`)).status, 404);
});
