import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let tickets: TicketDesk;
let admin: Person;
before(async () => {
  tickets = await openTicketDesk({ archiveBefore: new Date(0) });
  admin = await tickets.signIn('admin');
});
after(() => tickets.close());

const mail = (id: string, answers = '') =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Question ${id[0]}\r\nMessage-ID: <${id}@c.example>\r\n${answers === '' ? '' : `In-Reply-To: <${answers}@c.example>\r\n`}\r\nHello\r\n`;
const setRule = (followUp: string) => admin.post('/settings/groups/1', { name: 'Support', followUp });
const pageOf = async (number: number) => (await admin.get(`/tickets/${number}`)).text();

test('a follow-up on a closed ticket reopens it, or opens a new one linked to it, as its group says', async () => {
  await tickets.deliver(mail('a1'));
  await admin.post('/tickets/10001/state', { state: 'closed' });
  assert.deepEqual(await tickets.deliver(mail('a2', 'a1')), ['appended']);
  assert.match(await pageOf(10_001), /class="badge[^"]*">\s*Open/);
  assert.equal((await setRule('new')).status, 303);
  assert.deepEqual(await tickets.deliver(mail('a3', 'a2')), ['appended'], 'an open ticket goes on');
  await admin.post('/tickets/10001/state', { state: 'closed' });
  assert.deepEqual(await tickets.deliver(mail('a4', 'a3')), ['opened']);
  assert.match(await pageOf(10_002), /linked to #10001, which is closed/);
  assert.match(await pageOf(10_001), /class="badge[^"]*">\s*Closed/);
});

test('archived mail joins its closed ticket whatever the rule', async () => {
  await setRule('new');
  const archive = {
    ...tickets.channel,
    archiveBefore: new Date('2100-01-01'),
    archiveState: 'closed' as const,
  };
  const outcomes = await tickets.deliverTo(archive, mail('b1'), mail('b2', 'b1'), mail('b3', 'b2'));
  assert.deepEqual(outcomes, ['archived', 'archived', 'archived']);
  const list = await (await admin.get('/tickets?view=closed')).text();
  assert.equal(list.match(/Question b/g)?.length, 1);
});
