import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { updateChannel } from '../../../src/db/channels.ts';
import { getDelivery, insertOutboxItem, type OutboxItem, updateOutboxItem } from '../../../src/db/outbox.ts';
import type { Person } from '../../support/ticket-desk.ts';
import { openTwoGroups, type TwoGroups } from '../../support/two-groups.ts';

let house: TwoGroups;
before(async () => {
  house = await openTwoGroups();
});
after(() => house.close());

const pageOf = async (person: Person, query = '') => (await person.get(`/outbox${query}`)).text();
const set = (changes: Partial<OutboxItem>) =>
  house.desk.desk.write((tx) => updateOutboxItem(tx, house.deliveryId, changes));
const load = () => getDelivery(house.desk.desk.read, house.deliveryId);
const act = (person: Person, deed: string, fields: Record<string, string> = {}) =>
  person.post(`/outbox/${house.deliveryId}/${deed}`, fields);

test('what waits is listed for those who read its group, and for nobody else', async () => {
  const { stranger, reader, answerer, admin } = house.visitors;
  for (const person of [reader, answerer, admin]) {
    assert.match(await pageOf(person), /carla@customer\.example[\s\S]*Waiting to be sent/);
  }
  assert.doesNotMatch(await pageOf(stranger), /carla@customer|first secret/);
  assert.match(await pageOf(stranger), /Everything is sent/);
  assert.doesNotMatch(await pageOf(reader), /action="\/outbox\/\d/);
  assert.match(await pageOf(answerer), /action="\/outbox\/\d+\/cancellation"/);
});

test('a failure says what is wrong, who must act, the step and the server’s words, and counts in the head of every page', async () => {
  const { stranger, answerer, reader } = house.visitors;
  // Whoever signs in with a password has no Microsoft administrator.
  const { channel, desk } = house.desk;
  await desk.write((tx) => updateChannel(tx, channel.id, { kind: 'microsoft365' }));
  await set({
    state: 'failed',
    failureCode: 'smtp_disabled_mailbox',
    serverReply: '535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox',
  });
  const page = await pageOf(answerer, '?view=failed');
  assert.match(page, /Not sent: Sending by SMTP is switched off for this mailbox/);
  assert.match(page, /Your Microsoft administrator can mend this:/);
  assert.match(page, /Set-CASMailbox -Identity &#39;support@postroom\.example&#39;/);
  assert.match(page, /535 5\.7\.139/);
  assert.match(page, /Failed <span class="count">1</);
  const countOf = async (person: Person) =>
    /trouble-count">(\d+)/.exec(await (await person.get('/tickets')).text())?.[1];
  assert.deepEqual([await countOf(reader), await countOf(stranger)], ['1', undefined]);
  assert.doesNotMatch(await pageOf(answerer, '?view=queued'), /carla@customer/);
});

test('a decision leads back to the list it was made in, and nowhere else', async () => {
  const { answerer } = house.visitors;
  const asked = await act(answerer, 'dismissal', { back: '/outbox?view=failed&q=secret' });
  assert.equal(asked.headers.get('location'), '/outbox?view=failed&q=secret');
  const { state, dismissedAt } = await load();
  assert.deepEqual([state, dismissedAt !== null], ['failed', true]);
  assert.doesNotMatch(await pageOf(answerer), /carla@customer|trouble-count/);
  assert.match(
    await pageOf(answerer, '?view=dismissed'),
    /carla@customer[\s\S]*Given up: somebody decided not to send it/,
  );
  for (const back of ['//evil.example', '/outbox/../x', 'https://evil.example/outbox', '/outbox?\\evil']) {
    const again = await act(answerer, 'attempts', { back });
    assert.equal(again.headers.get('location'), `/tickets/${house.numbers.own}`, back);
  }
  assert.deepEqual([(await load()).state, (await load()).dismissedAt], ['queued', null]);
});

test('what somebody may have got is never a draft again, even when it is given up', async () => {
  const { answerer } = house.visitors;
  await set({ state: 'unknown', failureCode: null });
  assert.match(await pageOf(answerer), /It is not known whether this was sent/);
  assert.equal((await act(answerer, 'cancellation')).status, 409);
  const place = 'Sent Items of support@postroom.example';
  const found = { checkedAt: Date.now(), looks: 1, place, foundAt: null, failure: '', isTelling: true };
  await set({ evidence: found });
  assert.equal((await act(answerer, 'dismissal')).status, 303);
  assert.equal((await act(answerer, 'cancellation')).status, 409);
  assert.equal((await load()).draft, null);
  const page = await pageOf(answerer, '?view=dismissed');
  assert.match(
    page,
    /Until then it was not known whether it had been sent[\s\S]*Not in Sent Items of support@/,
  );
  assert.doesNotMatch(page, /Not sent:/, 'nobody knows that');
});

test('mail of a paused channel says that it waits, and for what', async () => {
  await act(house.visitors.answerer, 'attempts');
  const { desk, channel } = house.desk;
  await desk.write((tx) => updateChannel(tx, channel.id, { pausedAt: new Date() }));
  assert.match(await pageOf(house.visitors.reader), /Waits: the channel Support is paused/);
  await set({ state: 'unknown', evidence: null });
  assert.match(
    await pageOf(house.visitors.reader),
    /channel Support is paused: Sent Items are looked through/,
  );
  await set({ state: 'queued' });
  await desk.write((tx) => updateChannel(tx, channel.id, { pausedAt: null }));
  assert.doesNotMatch(await pageOf(house.visitors.reader), /is paused/);
});

test('pages follow each other by the place of their last message; words and group narrow them', async () => {
  const { mover } = house.visitors;
  const { id: _, ticketId: __, groupId: ___, ...item } = await load();
  await house.desk.desk.write(async (tx) => {
    for (let n = 0; n < 55; n++) await insertOutboxItem(tx, { ...item, envelopeTo: [`p${n}@page.example`] });
  });
  const first = await pageOf(mover);
  const next = /href="(\/outbox\?[^"]*before=\d+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const second = await (await mover.get(next)).text();
  const listed = [...(first + second).matchAll(/id="outbox-item-(\d+)"/g)].map((match) => match[1]);
  assert.equal(listed.length, 56);
  assert.equal(new Set(listed).size, 56);
  assert.equal((await pageOf(mover, '?q=p7@page')).match(/id="outbox-item/g)?.length, 1);
  assert.match(await pageOf(mover, '?q=%25'), /Nothing here fits “%”/);
  assert.doesNotMatch(await pageOf(mover, `?group=${house.groups.other}`), /outbox-item-/);
});
