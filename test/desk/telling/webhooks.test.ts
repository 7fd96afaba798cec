import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { listDueAlerts } from '../../../src/db/alerts.ts';
import { insertGroup } from '../../../src/db/groups.ts';
import { getWebhook, listWebhookDeliveries, updateWebhook } from '../../../src/db/webhooks.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { createDoor } from '../../../src/desk/door.ts';
import { sendDeliveryAgain, testWebhook } from '../../../src/desk/telling/deliver-webhooks.ts';
import { keepDeliveriesShort, saveDeliveryDays } from '../../../src/desk/telling/erase-deliveries.ts';
import { renewWebhookSecret, saveWebhook, switchWebhook } from '../../../src/desk/telling/save-webhook.ts';
import { tellWebhooks } from '../../../src/desk/telling/tell-webhooks.ts';
import { changeTicketPriority } from '../../../src/desk/tickets/change-ticket.ts';
import type { UserActor } from '../../../src/domain/actor.ts';
import { AppError } from '../../../src/errors.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

interface Call {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

let desk: TicketDesk;
let admin: UserActor;
let server: Server;
let url: string;
let calls: Call[];
/** What the receiver answers to a call. */
let answer: (call: Call) => number;
/** Headers of its answers. */
let says: Record<string, string> = {};
/** How far the desk's clock is ahead. */
let ahead = 0;
let clocked: Desk;

before(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = {
        path: request.url ?? '',
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString(),
      };
      calls.push(call);
      response.writeHead(answer(call), says).end('seen');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
after(() => server.close());

beforeEach(async () => {
  desk = await openTicketDesk();
  admin = (await desk.signIn('admin', 'Ada Admin')).actor;
  calls = [];
  answer = () => 204;
  says = {};
  ahead = 0;
  clocked = { ...desk.desk, now: () => new Date(Date.now() + ahead) };
});
afterEach(() => desk.close());

const mail = (subject: string) =>
  `From: Carla <carla@customer.example>\r\nSubject: ${subject}\r\n\r\nHello\r\n`;
const add = async (changes: object = {}) =>
  (
    await desk.door.as(admin).call(saveWebhook, {
      name: 'Receiver',
      url,
      kinds: ['ticket.*'],
      shape: 'standard',
      allowsPrivate: true,
      ...changes,
    })
  ).id;
const tell = () => tellWebhooks(clocked, { stopping: new AbortController().signal, beat: () => undefined });
const raise = (ticketId: number, priority: 'high' | 'low' | 'normal') =>
  desk.door.as(admin).call(changeTicketPriority, { ticketId, priority });
const stateOf = async (id: number) =>
  (await listWebhookDeliveries(desk.desk.read, id, { limit: 100 })).map(({ state }) => state);

test('what happens after it was added is told, signed as Standard Webhooks says', async () => {
  await desk.deliver(mail('Before'));
  const id = await add();
  await desk.deliver(mail('Printer & <b>'));
  await tell();
  const [first] = calls;
  const { secret } = await getWebhook(desk.desk.read, id);
  const verified = new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {}) as {
    type: string;
    data: { ticket: { number: number; subject: string; url: string }; actor: { via: string } };
  };
  assert.equal(verified.type, 'ticket.opened');
  assert.deepEqual(verified.data.ticket, {
    number: 10002,
    subject: 'Printer & <b>',
    url: 'http://localhost/tickets/10002',
  });
  assert.throws(() => new Webhook(secret).verify(`${first?.body} `, first?.headers ?? {}));
  assert.deepEqual([...new Set(await stateOf(id))], ['sent']);
  const told = calls.length;
  await tell();
  assert.equal(calls.length, told, 'each is told once');
});

test('while the disk takes nothing each is posted once, and its answer is written down when it does', async () => {
  const id = await add();
  await desk.deliver(mail('Printer'), mail('Scanner'));
  let isFull = false;
  const write: Desk['write'] = (fn, ...rest) =>
    desk.desk.write(
      async (tx) => {
        const changes = async () => (await tx.all<{ n: number }>(sql`SELECT total_changes() AS n`))[0]?.n;
        const before = await changes();
        const done = await fn(tx);
        if (isFull && (await changes()) !== before) throw new AppError('unavailable', 'The disk is full.');
        return done;
      },
      ...rest,
    );
  clocked = { ...clocked, write };
  answer = () => {
    isFull = true;
    return 204;
  };
  const ids = () => calls.map(({ headers }) => headers['webhook-id']);
  for (let look = 0; look < 4; look += 1) await tell();
  assert.deepEqual([...new Set(ids())].sort(), ids().sort());
  assert.deepEqual([...new Set(await stateOf(id))], ['queued']);
  answer = () => 204;
  isFull = false;
  await tell();
  assert.deepEqual([...new Set(await stateOf(id))], ['sent']);
  assert.deepEqual([...new Set(ids())].sort(), ids().sort());
  assert.equal(desk.desk.memory.webhookOutcomes.size, 0);
});

test('the answer about a delivery that is erased while the disk takes nothing is kept no longer', async () => {
  const id = await add();
  await desk.deliver(mail('Printer'));
  let isFull = false;
  const write: Desk['write'] = (fn, ...rest) => {
    if (isFull) throw new AppError('unavailable', 'The disk is full.');
    return desk.desk.write(fn, ...rest);
  };
  clocked = { ...clocked, write };
  answer = () => {
    isFull = true;
    return 204;
  };
  await tell();
  const { webhookOutcomes } = desk.desk.memory;
  assert.ok(webhookOutcomes.size > 0);
  isFull = false;
  await desk.desk.write((tx) => tx.run(sql`DELETE FROM webhook_deliveries WHERE webhook_id = ${id}`));
  answer = () => 204;
  await tell();
  assert.equal(webhookOutcomes.size, 0);
});

test('only chosen kinds and groups are told', async () => {
  const other = await desk.desk.write((tx) => insertGroup(tx, 'Elsewhere'));
  await add({ kinds: ['ticket.priority_changed'] });
  await add({ groupIds: [other.id] });
  await desk.deliver(mail('Printer'));
  await raise(1, 'high');
  await tell();
  assert.deepEqual(
    calls.map(({ body }) => JSON.parse(body).type),
    ['ticket.priority_changed'],
  );
});

test('a failed one is tried again with growing pauses, and what follows of its ticket waits for it', async () => {
  const id = await add({ kinds: ['ticket.priority_changed'] });
  await desk.deliver(mail('One'), mail('Two'));
  answer = ({ body }) => (JSON.parse(body).data.ticketId === 1 ? 500 : 204);
  await raise(1, 'high');
  await raise(1, 'low');
  await raise(2, 'high');
  await tell();
  assert.deepEqual(calls.map(({ body }) => JSON.parse(body).data.ticketId).sort(), [1, 2]);
  assert.deepEqual(await stateOf(id), ['sent', 'queued', 'queued']);
  answer = () => 204;
  await tell();
  assert.equal(calls.length, 2, 'not before the pause is over');
  ahead = 6000;
  await tell();
  const ofFirst = calls.map(({ body }) => JSON.parse(body)).filter(({ data }) => data.ticketId === 1);
  assert.deepEqual(
    ofFirst.map(({ data }) => data.facts.to),
    ['high', 'high', 'low'],
  );
  const ids = calls.map(({ headers }) => headers['webhook-id']);
  assert.equal(ids[0], ids.filter((each) => each === ids[0])[1], 'the same id for each try');
});

test('a receiver that says when it wants to be asked again is left alone until then, for half a day at most', async () => {
  await add();
  await desk.deliver(mail('One'));
  answer = () => 429;
  const inHalfAnHour = new Date(Date.now() + 1_800_000).toUTCString();
  for (const [wanted, tooSoon, due] of [
    ['600', 590, 610],
    [inHalfAnHour, 1_700, 1_810],
    ['1', 100, 130],
    ['99999999', 43_100, 43_300],
  ] as const) {
    says = { 'retry-after': wanted };
    calls = [];
    await tell();
    assert.ok(calls.length > 0, wanted);
    const [asked, start] = [calls.length, ahead];
    ahead = start + tooSoon * 1000;
    await tell();
    assert.equal(calls.length, asked, `${wanted}: asked after ${tooSoon} seconds`);
    ahead = start + due * 1000;
  }
  await tell();
  assert.ok(calls.length > 1);
});

async function failForDays(): Promise<void> {
  for (let hour = 0; hour <= 81; hour += 1) {
    ahead = hour * 3_600_000;
    await tell();
  }
}

test('what failed before Postroom was off for days is not given up at the first failure after them', async () => {
  const id = await add();
  await desk.deliver(mail('Printer'));
  answer = () => 503;
  await tell();
  ahead = 73 * 3_600_000;
  await tell();
  assert.equal((await getWebhook(desk.desk.read, id)).switchedOffAt, null);
  answer = () => 204;
  ahead += 60_000;
  await tell();
  assert.deepEqual(new Set(await stateOf(id)), new Set(['sent']));
});

test('after three days it is switched off loudly; on again it is told of what comes, not of what it has missed', async () => {
  const id = await add();
  await desk.deliver(mail('Printer'));
  answer = () => 503;
  await failForDays();
  assert.equal((await getWebhook(desk.desk.read, id)).switchedOffBecause, 'gave_up');
  const [alert] = await listDueAlerts(desk.desk.read, new Date(Date.now() + ahead));
  assert.deepEqual(alert?.news, { code: 'webhook_off', webhookId: id, name: 'Receiver', because: 'gave_up' });
  answer = () => 204;
  calls = [];
  await desk.deliver(mail('Missed'));
  await tell();
  assert.equal(calls.length, 0);
  await desk.door.as(admin).call(switchWebhook, { webhookId: id, isOn: true });
  await desk.deliver(mail('Told'));
  await tell();
  assert.ok(calls.some(({ body }) => body.includes('Told')));
  assert.ok(!calls.some(({ body }) => body.includes('Missed')));
});

test('a receiver that is gone (410) is left alone at once', async () => {
  const id = await add();
  await desk.deliver(mail('Printer'));
  answer = () => 410;
  await tell();
  assert.equal((await getWebhook(desk.desk.read, id)).switchedOffBecause, 'gone');
});

test('an address of this machine or its network is refused unless an admin allows it', async () => {
  await assert.rejects(add({ allowsPrivate: false }), { code: 'invalid', message: /127\.0\.0\.1/ });
  await assert.rejects(add({ url: 'http://[::1]/', allowsPrivate: false }), { code: 'invalid' });
  await assert.rejects(add({ url: 'http://169.254.169.254/', allowsPrivate: false }), { code: 'invalid' });
  await assert.rejects(add({ url: 'file:///etc/passwd' }), { code: 'invalid' });
  // A name may lead elsewhere later: each try looks again.
  const id = await add();
  await desk.desk.write((tx) => updateWebhook(tx, id, { allowsPrivate: false }));
  await desk.deliver(mail('Printer'));
  await tell();
  assert.equal(calls.length, 0);
  const [delivery] = (await listWebhookDeliveries(desk.desk.read, id, { limit: 1 })) ?? [];
  assert.equal(delivery?.problem?.code, 'private_address');
});

test('the log keeps what was sent and answered; it can be sent again, and tried out', async () => {
  const id = await add({ kinds: ['ticket.opened'] });
  await desk.deliver(mail('Printer'));
  await tell();
  const [delivery] = await listWebhookDeliveries(desk.desk.read, id, { limit: 1 });
  assert.deepEqual([delivery?.status, delivery?.answer, delivery?.attempts], [204, '', 1]);
  await desk.door.as(admin).call(sendDeliveryAgain, { deliveryId: delivery?.id ?? 0 });
  await tell();
  assert.equal(calls.length, 2);
  assert.equal(calls[0]?.headers['webhook-id'], calls[1]?.headers['webhook-id']);
  const [again] = await listWebhookDeliveries(desk.desk.read, id, { limit: 1 });
  assert.deepEqual(again?.createdAt, delivery?.createdAt, 'it keeps its first time');
  const tried = await desk.door.as(admin).call(testWebhook, { webhookId: id });
  assert.equal(tried.kind, 'sent');
  assert.equal(JSON.parse(calls[2]?.body ?? '').type, 'test');
});

test('what is sent again after days is tried for three days from then', async () => {
  const id = await add({ kinds: ['ticket.opened'] });
  await desk.deliver(mail('Printer'));
  await tell();
  const [delivery] = await listWebhookDeliveries(desk.desk.read, id, { limit: 1 });
  ahead = 100 * 3_600_000;
  answer = () => 500;
  await createDoor(clocked)
    .as({ kind: 'command_line' })
    .call(sendDeliveryAgain, { deliveryId: delivery?.id ?? 0 });
  await tell();
  assert.equal((await getWebhook(desk.desk.read, id)).switchedOffAt, null);
  assert.deepEqual(await stateOf(id), ['queued']);
});

test('switched on again, it sends what it has given up, in order, and has three days for it', async () => {
  const id = await add({ kinds: ['ticket.priority_changed'] });
  await desk.deliver(mail('Printer'));
  await raise(1, 'high');
  await raise(1, 'low');
  answer = () => 500;
  await failForDays();
  assert.deepEqual(await stateOf(id), ['queued', 'failed']);
  ahead = 90 * 3_600_000;
  await createDoor(clocked).as({ kind: 'command_line' }).call(switchWebhook, { webhookId: id, isOn: true });
  await tell();
  assert.equal((await getWebhook(desk.desk.read, id)).switchedOffAt, null, 'one failure is not three days');
  ahead = 91 * 3_600_000;
  answer = () => 204;
  calls = [];
  await tell();
  assert.deepEqual(
    calls.map(({ body }) => JSON.parse(body).data.facts.to),
    ['high', 'low'],
  );
});

test('several that fail at once after three days are one alert', async () => {
  await add({ kinds: ['ticket.priority_changed'] });
  await desk.deliver(mail('One'), mail('Two'), mail('Three'));
  for (const ticketId of [1, 2, 3]) await raise(ticketId, 'high');
  answer = () => 500;
  await failForDays();
  assert.equal((await listDueAlerts(desk.desk.read, new Date(Date.now() + ahead))).length, 1);
});

test('a changed secret and the one before are both good for a day', async () => {
  const id = await add({ kinds: ['ticket.priority_changed'] });
  const { secret: old } = await getWebhook(desk.desk.read, id);
  const { secret } = await desk.door.as(admin).call(renewWebhookSecret, { webhookId: id });
  await desk.deliver(mail('Printer'));
  await raise(1, 'high');
  await tell();
  for (const each of [old, secret]) new Webhook(each).verify(calls[0]?.body ?? '', calls[0]?.headers ?? {});
  ahead = 25 * 3_600_000;
  await raise(1, 'low');
  await tell();
  const { 'webhook-signature': signature = '' } = calls[1]?.headers ?? {};
  assert.equal(signature.split(' ').length, 1);
});

test('old deliveries are erased once they are done with', async () => {
  const id = await add({ kinds: ['ticket.opened'] });
  await desk.deliver(mail('Sent'));
  await tell();
  answer = () => 500;
  await desk.deliver(mail('Waiting'));
  await tell();
  await desk.door.as(admin).call(saveDeliveryDays, { days: '7' });
  ahead = 6 * 86_400_000;
  await keepDeliveriesShort(clocked);
  assert.equal((await stateOf(id)).length, 2);
  ahead = 8 * 86_400_000;
  await keepDeliveriesShort(clocked);
  assert.deepEqual(await stateOf(id), ['queued']);
  await assert.rejects(desk.door.as(admin).call(saveDeliveryDays, { days: '0' }), { code: 'invalid' });
});

test('a receiver that does not answer keeps no other waiting', async () => {
  const slow = createServer(() => undefined);
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const { port } = slow.address() as AddressInfo;
  await add({ name: 'Slow', url: `http://127.0.0.1:${port}/` });
  await add();
  await desk.deliver(mail('One'), mail('Two'));
  const stopping = new AbortController();
  const telling = tellWebhooks(clocked, { stopping: stopping.signal, beat: () => undefined });
  await waitFor(() => calls.length >= 2);
  const told = calls.length;
  await desk.deliver(mail('Three'));
  await waitFor(() => calls.length > told);
  stopping.abort();
  slow.closeAllConnections();
  await telling;
  slow.close();
});

for (const [what, end] of [
  ['switched off', (id: number) => desk.door.as(admin).call(switchWebhook, { webhookId: id, isOn: false })],
  // As with the tickets of a customer who is erased.
  ['erased', () => desk.desk.write((tx) => tx.run(sql`DELETE FROM webhook_deliveries WHERE ticket_id > 5`))],
] as const) {
  test(`what is ${what} after it was due, and before its turn, is not sent`, async () => {
    const id = await add();
    await desk.deliver(...Array.from({ length: 8 }, (_, index) => mail(`Subject ${index}`)));
    const ended: Promise<unknown>[] = [];
    answer = () => {
      if (calls.length === 1) ended.push(end(id));
      return 204;
    };
    await tell();
    await Promise.all(ended);
    assert.equal(calls.length, 5, 'those that were under way');
  });
}

test('shapes for chats carry the subject as text, never as their own markup', async () => {
  const topic = url.replace('/hook', '/alarms');
  for (const shape of ['slack', 'teams', 'mattermost']) await add({ name: shape, shape });
  const ntfy = await add({ shape: 'ntfy', url: topic });
  await desk.deliver(mail('<!channel> @all [x](http://evil.example)'));
  await tell();
  const texts = calls.map(({ body }) => body).filter((body) => body.includes('opened'));
  assert.equal(texts.length, 4);
  assert.ok(texts.some((body) => JSON.parse(body).text?.includes('&lt;!channel&gt;')));
  assert.ok(texts.some((body) => JSON.parse(body).text?.includes('\\[x\\]\\(http')));
  assert.ok(!texts.some((body) => JSON.parse(body).text?.includes('@all') && !body.includes('&lt;')));
  const cards = texts.flatMap((body) => JSON.parse(body).attachments ?? []);
  assert.equal(cards[0]?.content.type, 'AdaptiveCard');
  assert.deepEqual(
    cards[0]?.content.body.map(({ type }: { type: string }) => type),
    ['RichTextBlock'],
  );
  const posted = calls.find(({ body }) => JSON.parse(body).topic !== undefined);
  assert.deepEqual([posted?.path, JSON.parse(posted?.body ?? '{}').topic], ['/', 'alarms']);
  await desk.door.as(admin).call(testWebhook, { webhookId: ntfy });
  assert.deepEqual(Object.keys(JSON.parse(calls.at(-1)?.body ?? '')), ['topic', 'title', 'message', 'click']);
  await assert.rejects(add({ shape: 'ntfy', url: topic.replace('/alarms', '/') }), { code: 'invalid' });
});

test('a receiver that fails half of the time gets each one, in the order of its ticket', async () => {
  const id = await add({ kinds: ['ticket.priority_changed'] });
  await desk.deliver(...Array.from({ length: 10 }, (_, n) => mail(`Mail ${n}`)));
  for (const priority of ['high', 'low', 'normal'] as const) {
    for (let ticketId = 1; ticketId <= 10; ticketId++) await raise(ticketId, priority);
  }
  let tries = 0;
  const taken = new Map<number, string[]>();
  answer = ({ body }) => {
    if (++tries % 2 === 0) return 500;
    const { data } = JSON.parse(body);
    taken.set(data.ticketId, [...(taken.get(data.ticketId) ?? []), data.facts.to]);
    return 204;
  };
  for (let round = 0; round < 25; round++, ahead += 7_200_000) await tell();
  assert.deepEqual(new Set(await stateOf(id)), new Set(['sent']));
  assert.equal(taken.size, 10);
  for (const told of taken.values()) assert.deepEqual(told, ['high', 'low', 'normal']);
});
