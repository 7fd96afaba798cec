import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { loadAlertSettings } from '../../../src/db/alerts.ts';
import { type Channel, findChannel, updateChannel } from '../../../src/db/channels.ts';
import { type OutboxItem, updateOutboxItem } from '../../../src/db/outbox.ts';
import { outbox } from '../../../src/db/schema/schema-tickets.ts';
import { noticeHealth } from '../../../src/desk/channels/notice-health.ts';
import { noteFailure, noteSuccess } from '../../../src/desk/fetching/note-channel.ts';
import { chooseAlertWay } from '../../../src/desk/telling/choose-alert-way.ts';
import { noticeUnsent } from '../../../src/desk/telling/notice-unsent.ts';
import { RemoteError } from '../../../src/domain/failure.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let tickets: TicketDesk;
let admin: Person;
let agent: Person;
let stranger: Person;
let now: Date;

before(async () => {
  // Not when the file was loaded: others that share its process may have run for minutes since then.
  now = new Date();
  tickets = await openTicketDesk({ startedAt: now, state: 'watching' }, { now: () => now });
  admin = await tickets.signIn('admin', 'Ada');
  agent = await tickets.signIn('agent', 'Kim');
  stranger = await tickets.signIn('agent', 'Sam', {});
});
after(() => tickets.close());

const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const pageOf = async (person: Person, path = '/tickets') => (await person.get(path)).text();
const noticeOf = async (person: Person) =>
  /<section class="notice trouble-notice[\s\S]*?<\/section>/
    .exec(await pageOf(person))?.[0]
    .replace(/<[^>]+>/g, '');
const bellOf = async (person: Person) => /Notifications: (\d+) unread/.exec(await pageOf(person))?.[1];
const channel = async () => (await findChannel(tickets.desk.read, tickets.channel.id)) as Channel;
const options = { backoff: 1000, longestBackoff: 60_000, slow: 3_600_000, random: () => 0.5 } as never;
const fail = async (failure: ConstructorParameters<typeof RemoteError>[0]) =>
  noteFailure(tickets.desk, await channel(), new RemoteError(failure), options);
const collected = { stored: 0, withheld: 0, settled: 0, areMarkedOnly: false } as never;

test('a sign-in that was revoked is said at once on every page: to admins with who mends it, to agents milder', async () => {
  await fail({
    origin: 'entra',
    text: 'AADSTS50173: The provided grant has expired',
    error: 'invalid_grant',
    aadsts: [50173],
  });
  assert.match(
    (await noticeOf(admin)) ?? '',
    /Mail to Support is not fetched since .*: .*\. You can mend it\./,
  );
  assert.match(await pageOf(admin), /Channels<\/span><span class="unread-count trouble-count">1</);
  assert.match((await noticeOf(agent)) ?? '', /New mail to Support does not come in .* The admins are told/);
  assert.doesNotMatch((await noticeOf(agent)) ?? '', /grant/);
  assert.equal(await noticeOf(stranger), undefined);
  assert.equal((await agent.get('/channels/link')).status, 403);
  assert.deepEqual([await bellOf(admin), await bellOf(agent)], ['1', undefined]);
  assert.match(await pageOf(admin, '/notifications'), /Mail is not fetched:[\s\S]*Support:/);
  assert.ok(tickets.events.some(({ kind }) => kind === 'health'));
});

test('it rings once, can be read, and is gone when the channel works again', async () => {
  await admin.post('/notifications/readings', {});
  assert.equal(await bellOf(admin), undefined);
  await fail({ origin: 'entra', text: 'AADSTS50173 again', error: 'invalid_grant', aadsts: [50173] });
  assert.equal(await bellOf(admin), undefined);
  await noteSuccess(tickets.desk, tickets.channel.id, collected);
  assert.equal(await noticeOf(admin), undefined);
  assert.doesNotMatch(await pageOf(admin, '/notifications'), /Mail is not fetched/);
});

test('what heals by itself is worth a word only after two minutes, and a paused channel none', async () => {
  await fail({ origin: 'network', text: 'connect ETIMEDOUT', code: 'ETIMEDOUT' });
  assert.equal(await noticeOf(admin), undefined);
  later(121);
  await noticeHealth(tickets.desk);
  assert.match((await noticeOf(admin)) ?? '', /tried again by itself/);
  await tickets.desk.write((tx) => updateChannel(tx, tickets.channel.id, { pausedAt: now }));
  await noticeHealth(tickets.desk);
  assert.equal(await noticeOf(admin), undefined);
  await tickets.desk.write((tx) => updateChannel(tx, tickets.channel.id, { pausedAt: null }));
  await noteSuccess(tickets.desk, tickets.channel.id, collected);
});

test('an answer that waits for longer than two minutes is counted, marked in the list, and told to its author', async () => {
  await tickets.deliver(
    'From: c@customer.example\r\nSubject: Help\r\nMessage-ID: <1@c.example>\r\n\r\nHello\r\n',
  );
  const reply = { text: 'Done.', to: 'c@customer.example', state: 'waiting', key: randomUUID() };
  assert.equal((await agent.post('/tickets/10001/replies', reply)).status, 303);
  const markOf = async (person: Person) =>
    /badge attention">([^<]+)/.exec(await pageOf(person, '/tickets?view=all'))?.[1];
  const countOf = async (person: Person) =>
    /trouble-count">(\d+)<[^>]*> not sent/.exec(await pageOf(person))?.[1];
  await noticeUnsent(tickets.desk);
  assert.deepEqual([await markOf(agent), await countOf(agent)], [undefined, undefined]);
  const [delivery] = await tickets.desk.read.select().from(outbox);
  const set = (changes: Partial<OutboxItem>) =>
    tickets.desk.write((tx) => updateOutboxItem(tx, delivery?.id ?? 0, changes));
  await set({ createdAt: new Date(Date.now() - 121_000) });
  await noticeUnsent(tickets.desk);
  await noticeUnsent(tickets.desk);
  assert.equal(await markOf(agent), 'Not sent yet');
  assert.equal(await countOf(agent), '1');
  assert.match(await pageOf(agent, '/notifications'), /Still waits to be sent:/);
  await set({ state: 'failed' });
  await noticeUnsent(tickets.desk);
  assert.equal(await markOf(agent), 'Not sent');
  assert.match(await pageOf(agent, '/notifications'), /Not delivered:/);
  await set({ state: 'sent' });
  await noticeUnsent(tickets.desk);
  assert.deepEqual([await markOf(agent), await countOf(agent)], [undefined, undefined]);
  assert.doesNotMatch(await pageOf(agent, '/notifications'), /Still waits/);
});

test('the first admin gets the alerts as soon as a channel can send, unless somebody has said otherwise', async () => {
  await chooseAlertWay(tickets.desk);
  assert.equal((await loadAlertSettings(tickets.desk.read)).route, 'none');
  await tickets.desk.write((tx) => updateChannel(tx, tickets.channel.id, { sendingState: 'works' }));
  await chooseAlertWay(tickets.desk);
  const { route, channelId, to } = await loadAlertSettings(tickets.desk.read);
  assert.deepEqual([route, channelId, to.length], ['channel', tickets.channel.id, 1]);
  assert.match(await pageOf(admin, '/settings/audit'), /alerts/i);
});
