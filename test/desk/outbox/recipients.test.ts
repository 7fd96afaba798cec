import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateOutboxItem } from '../../../src/db/outbox.ts';
import { retryDelivery } from '../../../src/desk/outbox/decide-delivery.ts';
import { startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { openScriptedOutbox } from '../../support/scripted-outbox.ts';
import { type ScriptedSmtpOptions, startScriptedSmtp } from '../../support/scripted-smtp.ts';

const hour = 3_600_000;
const [anna, ben, cleo] = ['anna@a.example', 'ben@b.example', 'cleo@c.example'];

async function openScene(options: ScriptedSmtpOptions) {
  const server = await startScriptedSmtp(options);
  const world = await openScriptedOutbox(server.port);
  const running = startOutbox(world.tickets.desk);
  const countFor = (address: string) => server.taken.filter(({ to }) => to.includes(address)).length;
  return {
    server,
    world,
    running,
    countFor,
    async [Symbol.asyncDispose]() {
      await running.stop();
      await world[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}

/** Says these words to RCPT of one address, as often as `times`. */
function refuse(address: string, words: string, times = Number.POSITIVE_INFINITY) {
  let said = 0;
  return (line: string) => (line.includes(`<${address}>`) && said++ < times ? [words] : undefined);
}

test('a recipient that is refused for now is tried again alone, and everybody gets it once', async () => {
  const later = refuse(ben, '450 4.2.0 Greylisted', 2);
  await using scene = await openScene({
    answer: ({ name, line }) => (name === 'RCPT' ? later(line) : undefined),
  });
  const { world, running, countFor } = scene;
  const { id } = await world.answer(anna, ben, cleo);
  running.wake();
  const partly = await world.until(id, ({ recipients }) => recipients !== null);
  assert.deepEqual(
    partly.recipients?.map(({ address, state }) => `${address} ${state}`),
    [`${anna} taken`, `${ben} waiting`, `${cleo} taken`],
  );
  assert.deepEqual([partly.state, partly.failureCode, partly.draft], ['queued', 'smtp_later', null]);
  const page = await world.readPage(partly);
  assert.match(page, /Not sent to all yet: The server asks to try again later/);
  assert.match(page, /ben@b\.example: waits/);
  assert.doesNotMatch(page, /address does not exist/i);
  for (const tries of [2, 3]) {
    world.later(hour);
    running.wake();
    await world.until(id, ({ attempts, state }) => attempts === tries && state !== 'sending');
  }
  const sent = await world.until(id, ({ state }) => state === 'sent');
  assert.equal(sent.failureCode, null);
  assert.deepEqual([anna, ben, cleo].map(countFor), [1, 1, 1]);
});

test('a recipient that is put off for ever is given up after two days, and the page says what to do', async () => {
  await using scene = await openScene({
    answer: ({ name, line }) =>
      name === 'RCPT' && line.includes(ben) ? ['450 4.7.1 Greylisted, come back later'] : undefined,
  });
  const { world, running, countFor } = scene;
  const { id } = await world.answer(anna, ben);
  running.wake();
  await world.until(id, ({ recipients }) => recipients !== null);
  await world.tickets.desk.write((tx) => updateOutboxItem(tx, id, { attempts: 30 }));
  world.later(50 * hour);
  running.wake();
  const given = await world.until(id, ({ state }) => state === 'failed');
  assert.deepEqual(
    given.recipients?.map(({ address, state }) => `${address} ${state}`),
    [`${anna} taken`, `${ben} refused`],
  );
  const page = await world.readPage(given);
  assert.match(page, /Not sent to all: The server asks to try again later/);
  assert.match(page, /You can mend this: It was tried for two days .{0,40}press Send again/);
  assert.deepEqual([anna, ben].map(countFor), [1, 0]);
});

test('a recipient that is refused for good is listed with what was said; the others have it', async () => {
  const never = refuse(ben, '550 5.1.1 User unknown', 1);
  await using scene = await openScene({
    answer: ({ name, line }) => (name === 'RCPT' ? never(line) : undefined),
  });
  const { world, running, countFor, server } = scene;
  const { id } = await world.answer(anna, ben);
  running.wake();
  const failed = await world.until(id, ({ state }) => state === 'failed');
  assert.equal(failed.failureCode, 'smtp_recipient_refused');
  assert.ok(failed.sentAt !== null);
  const page = await world.readPage(failed);
  assert.match(page, /Not sent to all: The recipient was refused/);
  assert.match(page, /anna@a\.example: sent/);
  assert.match(page, /ben@b\.example: not sent, the recipient was refused/);
  assert.match(page, /User unknown/);
  // It is listed where what has failed is listed.
  assert.match(await (await world.admin.get('/outbox?view=failed')).text(), /ben@b\.example/);
  // A person wants it sent all the same: to this one alone.
  const { door } = world.tickets;
  await door.as({ kind: 'user', userId: world.admin.id }).call(retryDelivery, { deliveryId: id });
  running.wake();
  await world.until(id, ({ state }) => state === 'sent');
  assert.deepEqual([anna, ben].map(countFor), [1, 1]);
  assert.equal(server.taken.length, 2);
});

test('all refused, one for now and one for good: the one waits, the other is told', async () => {
  const later = refuse(anna, '452 4.2.2 Mailbox full for now', 1);
  const never = refuse(ben, '550 5.1.10 Not found');
  await using scene = await openScene({
    answer: ({ name, line }) => (name === 'RCPT' ? (later(line) ?? never(line)) : undefined),
  });
  const { world, running, countFor } = scene;
  const { id } = await world.answer(anna, ben);
  running.wake();
  const waiting = await world.until(id, ({ recipients }) => recipients !== null);
  assert.deepEqual(
    waiting.recipients?.map(({ address, state }) => `${address} ${state}`),
    [`${anna} waiting`, `${ben} refused`],
  );
  assert.equal(waiting.state, 'queued');
  world.later(hour);
  running.wake();
  await world.until(id, ({ state }) => state === 'failed');
  assert.deepEqual([anna, ben].map(countFor), [1, 0]);
});

test('what is not known after a partial sending is sent again to nobody who has it', async () => {
  let isCut = false;
  const later = refuse(ben, '451 4.7.1 Later', 1);
  await using scene = await openScene({
    answer({ name, line, count }) {
      if (name === 'RCPT') return later(line);
      isCut = name === '.' && count === 2;
      // The message is taken, and nobody hears of it.
      return isCut ? ['CUT'] : undefined;
    },
  });
  const { world, running, countFor } = scene;
  const { id } = await world.answer(anna, ben);
  running.wake();
  await world.until(id, ({ recipients }) => recipients !== null);
  world.later(hour);
  running.wake();
  const unknown = await world.until(id, ({ state }) => state === 'unknown');
  assert.deepEqual(
    unknown.recipients?.map(({ state }) => state),
    ['taken', 'waiting'],
  );
  const { door } = world.tickets;
  await door.as({ kind: 'user', userId: world.admin.id }).call(retryDelivery, { deliveryId: id });
  running.wake();
  await world.until(id, ({ state }) => state === 'sent');
  assert.deepEqual([anna, ben].map(countFor), [1, 1]);
});

test('an address beyond ASCII that the server cannot write to keeps nobody from the message', async () => {
  await using scene = await openScene({ offer: ['AUTH PLAIN'] });
  const { world, running, countFor } = scene;
  const { id } = await world.answer(anna, 'jörg@b.example');
  running.wake();
  const failed = await world.until(id, ({ state }) => state === 'failed');
  assert.equal(failed.failureCode, 'smtp_utf8_missing');
  assert.equal(countFor(anna), 1);
  assert.match(await world.readPage(failed), /The server cannot write to this address/);
});

test('a message above the limit of the server is not tried, and the limit is named', async () => {
  await using scene = await openScene({ offer: ['AUTH PLAIN', 'SIZE 300'] });
  const { world, running, server } = scene;
  const { id } = await world.answer(anna);
  running.wake();
  const failed = await world.until(id, ({ state }) => state === 'failed');
  assert.equal(failed.failureCode, 'smtp_over_limit');
  const page = await world.readPage(failed);
  assert.match(page, /The message is larger than the server takes/);
  assert.match(page, /takes messages of up to 0\.0 MB/);
  assert.ok(!server.lines.some((line) => line.startsWith('MAIL')));
});

test('an unknown refusal of the message is final, and the page says so', async () => {
  await using scene = await openScene({
    answer: ({ name }) => (name === '.' ? ['554 Something nobody has heard of'] : undefined),
  });
  const { world, running } = scene;
  const { id } = await world.answer(anna);
  running.wake();
  const failed = await world.until(id, ({ state }) => state === 'failed');
  assert.equal(failed.failureCode, 'smtp_refused');
  const page = await world.readPage(failed);
  assert.match(page, /not tried again by itself/);
  assert.doesNotMatch(page, /Postroom tries again/);
});
