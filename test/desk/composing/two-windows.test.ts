import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { draftAttachments, drafts } from '../../../src/db/schema/schema-drafts.ts';
import { attachments } from '../../../src/db/schema/schema-tickets.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

// One person, two windows on the same ticket: neither takes the other's words away unsaid.

let desk: TicketDesk;
let ada: Person;
before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help\r\nMessage-ID: <one@c.example>\r\n\r\nHelp.\r\n',
  );
});
after(() => desk.close());

const ticket = '/tickets/10001';
const place = { ticket: '10001', kind: 'reply' };
const save = async (fields: Record<string, string>) => {
  const answer = await ada.post('/drafts', { ...place, ...fields });
  return `${answer.status} ${await answer.text()}`.trim();
};
const send = (fields: Record<string, string>) =>
  ada.post(`${ticket}/replies`, { to: 'carla@customer.example', state: 'open', ...fields });
const kept = async () => {
  const [draft] = await desk.desk.read.select().from(drafts);
  return draft?.fields;
};

test('a window that has not seen what another one wrote does not write over it', async () => {
  const key = 'form-key-first';
  assert.equal(await save({ key, version: 'one.1', basis: '', text: 'First' }), '204');
  assert.equal(
    await save({ key: 'form-key-second', version: 'two.1', basis: '', text: 'Second' }),
    '409 elsewhere',
  );
  assert.equal((await kept())?.text, 'First');
  assert.equal(await save({ key, version: 'one.2', basis: '', text: 'First, on' }), '204');
  const page = await (await ada.get(ticket)).text();
  assert.match(page, /name="basis" value="one\.2"/);
  assert.equal(await save({ key, version: 'three.1', basis: 'one.2', text: 'First, on and on' }), '204');
  assert.equal(await save({ key, version: 'one.3', basis: '', text: 'First, other' }), '409 elsewhere');
});

test('what another window wrote is still a draft when one is sent, and another message', async () => {
  assert.equal(
    (await send({ key: 'form-key-second', version: 'two.1', basis: '', text: 'Second' })).status,
    303,
  );
  const draft = await kept();
  assert.equal(draft?.text, 'First, on and on');
  assert.notEqual(draft?.key, 'form-key-first');
});

test('what is typed on after another window has sent the same draft is told to be sent, and kept under another key', async () => {
  const key = 'form-key-third';
  await ada.post('/drafts/deletion', place);
  assert.equal(await save({ key, version: 'four.1', basis: '', text: 'Third' }), '204');
  assert.equal((await send({ key, version: 'four.1', basis: '', text: 'Third' })).status, 303);
  assert.equal(await kept(), undefined);
  assert.equal(await save({ key, version: 'five.1', basis: 'four.1', text: 'Third, and more' }), '409 sent');
  assert.equal(
    await save({ key: 'form-key-renewed', version: 'five.2', basis: 'four.1', text: 'More' }),
    '204',
  );
});

test('a ticked file that went with another window’s message is missed, not left out', async () => {
  await ada.send('/drafts/attachments', place, [new File(['12.50'], 'prices.txt', { type: 'text/plain' })]);
  const [file] = await desk.desk.read.select().from(draftAttachments);
  const attach = `d${file?.id}`;
  const form = { text: 'See it', version: 'six.1', basis: 'five.2', attach };
  assert.equal((await send({ ...form, key: 'form-key-fourth' })).status, 303);
  const own = eq(attachments.name, 'prices.txt');
  assert.equal((await desk.desk.read.select().from(attachments).where(own)).length, 1);
  const again = await send({ ...form, key: 'form-key-fifth', text: 'See it, too' });
  assert.equal(again.status, 422);
  assert.match(await again.text(), /A file that was ticked is gone/);
  // The form that was sent is no new message, whatever it ticks.
  assert.equal((await send({ ...form, key: 'form-key-fourth' })).status, 303);
});
