import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc } from 'drizzle-orm';
import { insertEmailAddress } from '../../../src/db/email-addresses.ts';
import { updateGroup } from '../../../src/db/groups.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let ada: Person;
before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada, Admin');
  await desk.deliver(
    'From: Carla {{group}} <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help\r\nMessage-ID: <one@c.example>\r\n\r\nHi\r\n',
  );
});
after(() => desk.close());

const ticket = '/tickets/10001';
let keys = 0;
const answer = (more: Record<string, string> = {}) => ({
  key: `form-key-${++keys}`,
  to: 'carla@customer.example',
  text: 'Hello',
  state: 'open',
  ...more,
});
const lastSender = async () => {
  const [row] = await desk.desk.read.select().from(articles).orderBy(desc(articles.id)).limit(1);
  return [row?.fromName, row?.fromAddress];
};

test('the name beside the address is the one the group wants', async () => {
  const address = 'support@postroom.example';
  const expected = [
    ['group', 'Postroom Support'],
    ['agent_via_group', 'Ada, Admin via Postroom Support'],
    ['agent', 'Ada, Admin'],
  ] as const;
  for (const [nameFormat, name] of expected) {
    await desk.desk.write((tx) => updateGroup(tx, 1, { nameFormat }));
    assert.equal((await ada.post(`${ticket}/replies`, answer())).status, 303);
    assert.deepEqual(await lastSender(), [name, address]);
  }
});

test('any address of the channel can be chosen, and no other', async () => {
  const add = (address: string, channelId: number) =>
    desk.desk.write((tx) =>
      insertEmailAddress(tx, { address, name: 'Sales', channelId, isPrimary: false, groupId: null }),
    );
  const sales = await add('sales@postroom.example', desk.channel.id);
  await desk.desk.write((tx) => updateGroup(tx, 1, { nameFormat: 'group' }));
  assert.match(
    await (await ada.get(ticket)).text(),
    /<option value="\d+"[^>]*>Sales &lt;sales@postroom\.example/,
  );
  assert.equal((await ada.post(`${ticket}/replies`, answer({ from: String(sales.id) }))).status, 303);
  assert.deepEqual(await lastSender(), ['Sales', 'sales@postroom.example']);
  const refused = await ada.post(`${ticket}/replies`, answer({ from: '999' }));
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /cannot be answered from that address/);
});

test('the signature stands in the form with its variables filled, and alone it is no answer', async () => {
  const signature = 'Kind regards, {{agent}}\n{{group}}, #{{ticket}} for {{customer}} {{ unknown }}';
  await desk.desk.write((tx) => updateGroup(tx, 1, { signature }));
  await ada.post('/drafts/deletion', { ticket: '10001', kind: 'reply' });
  const page = await (await ada.get(ticket)).text();
  const filled = 'Kind regards, Ada, Admin\nSupport, #10001 for Carla {{group}} {{ unknown }}';
  const [, group = ''] = /\n(.+), #10001/.exec(page) ?? [];
  const shown = filled.replace('Support', group);
  const [area = ''] = /<textarea id="reply-text"[\s\S]*?<\/textarea>/.exec(page) ?? [];
  assert.ok(area.includes(`\n-- \n${shown}`), area);
  const alone = await ada.post(`${ticket}/replies`, answer({ text: `\n\n-- \n${shown}` }));
  assert.equal(alone.status, 422);
  await ada.post(`${ticket}/replies`, answer({ text: `Yes.\r\n\r\n-- \r\n${shown}` }));
  const [row] = await desk.desk.read.select().from(articles).orderBy(desc(articles.id)).limit(1);
  assert.equal(row?.text, `Yes.\n\n-- \n${shown}`);
  const wrong = { name: 'Team', followUp: 'reopen', signature: '{{agnet}}' };
  const refused = await ada.post('/settings/groups/1', wrong);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /There is no \{\{agnet\}\}/);
});
