import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { type Channel, getChannel, updateChannel } from '../../../src/db/channels.ts';
import { listFactsOfChannel } from '../../../src/db/facts.ts';
import {
  type GraphSubscription,
  listSubscriptions,
  updateSubscription,
} from '../../../src/db/graph-subscriptions.ts';
import { chooseRoads } from '../../../src/desk/channels/choose-roads.ts';
import { deleteChannel } from '../../../src/desk/channels/delete-channel.ts';
import { keepSubscriptions } from '../../../src/desk/channels/keep-subscriptions.ts';
import { mailSignalOf } from '../../../src/desk/channels/mail-signal-of.ts';
import { noteGraphNotifications } from '../../../src/desk/channels/note-graph-notifications.ts';
import { isToldOfMail } from '../../../src/desk/fetching/judge-graph-notifications.ts';
import { loadSuspects } from '../../../src/desk/fetching/parse-mail.ts';
import { defaultWatchOptions } from '../../../src/desk/fetching/watch-options.ts';
import { createWatchState } from '../../../src/desk/fetching/watch-state.ts';
import { createCertificates } from '../../../src/sandbox/ca.ts';
import { type GraphWorld, startGraphWorld } from '../../support/graph-world.ts';
import { type ImportDesk, openImportDesk, operate } from '../../support/import-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

// What a desk has Graph tell it of; an address that answers Graph's handshake stands for the web thread.

let world: GraphWorld;
let opened: ImportDesk;
let server: Server;
let address: string;
let clock: number;
let rings = 0;
const minute = 60_000;

before(async () => {
  // Not when the file was loaded: others that share its process may have run for minutes since then.
  clock = Date.now();
  world = await startGraphWorld();
  server = createServer(await createCertificates(), (request, response) => {
    const token = new URL(request.url ?? '', 'https://localhost').searchParams.get('validationToken');
    if (token === null) rings += 1;
    response.writeHead(token === null ? 202 : 200, { 'Content-Type': 'text/plain' }).end(token ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publicUrl = `https://localhost:${(server.address() as AddressInfo).port}`;
  const prepared = await world.prepare([]);
  address = prepared.mailbox.address;
  const changes = { cloudPath: world.cloudPath, publicUrl };
  opened = await openImportDesk(prepared.dataPath, {}, changes);
});
after(async () => {
  await opened.close();
  server.close();
  await world[Symbol.asyncDispose]();
});
afterEach(() => world.sandbox.faults.clear());

const held = () => [...world.sandbox.graph.subscriptions.values()];
const rows = () => listSubscriptions(opened.desk.read, 1);
const keep = () =>
  keepSubscriptions(opened.desk, { stopping: new AbortController().signal, beat: () => undefined });
const change = (changes: Partial<Channel>) => opened.desk.write((tx) => updateChannel(tx, 1, changes));
const kinds = async () =>
  (await listFactsOfChannel(opened.desk.read, 1, { limit: 50 })).map(({ kind }) => kind).reverse();

/** A subscription as if nothing had gone before. */
async function begin() {
  await change({ folder: '', importsSentSince: null, pausedAt: null, onlyUnread: false });
  await keep();
  const [row] = await rows();
  assert.ok(row?.subscriptionId);
  return row;
}

test('there is one for each folder that is read, of what comes into it and nothing that we do ourselves', async () => {
  const row = await begin();
  assert.deepEqual(
    held().map(({ id, kinds: what, folder }) => [id, what, folder?.path]),
    [[row.subscriptionId, ['created'], 'INBOX']],
  );
  await keep();
  assert.deepEqual(
    [held()[0]?.id, (await rows()).length],
    [row.subscriptionId, 1],
    'what is good is left alone',
  );
  await change({ importsSentSince: new Date(clock), onlyUnread: true });
  await keep();
  assert.deepEqual((await rows()).map(({ folderUse }) => folderUse).sort(), ['incoming', 'sent']);
  assert.equal(held().length, 2);
  assert.ok(held().every(({ kinds: what }) => what.join() === 'created,updated'));
  assert.equal(new Set(held().map(({ folder }) => folder?.path)).size, 2);
  assert.equal(new Set((await rows()).map(({ clientState }) => clientState)).size, 2);
  await change({ importsSentSince: null, onlyUnread: false });
  await keep();
  assert.equal(held().length, 1);
});

test('it is renewed before half of its time is over, and the limit that the server names is kept to', async () => {
  const row = await begin();
  const until = () => held()[0]?.expiresAt ?? 0;
  const first = until();
  assert.equal(Math.round((first - clock) / minute), 4200);
  const endIn = (minutes: number, more: Partial<GraphSubscription> = {}) =>
    opened.desk.write((tx) =>
      updateSubscription(tx, row, { expiresAt: new Date(Date.now() + minutes * minute), ...more }),
    );
  await endIn(2200);
  await keep();
  assert.equal(until(), first, 'not yet');
  await endIn(2000, { minutes: 20_000 });
  await keep();
  assert.ok(until() > first);
  assert.equal(held()[0]?.id, row.subscriptionId);
  const [renewed] = await rows();
  assert.equal(renewed?.minutes, 10_060);
  await opened.desk.write((tx) => updateSubscription(tx, row, { minutes: 4200 }));
});

test('what ran out, was removed, or is not renewed is made anew; other refusals are told and tried later', async () => {
  let row = await begin();
  const replaced = async (why: string) => {
    const [now] = await rows();
    assert.ok(now?.subscriptionId && now.subscriptionId !== row.subscriptionId, why);
    assert.deepEqual(
      held().map(({ id }) => id),
      [now.subscriptionId],
      why,
    );
    row = now;
  };
  const makeDue = () =>
    opened.desk.write((tx) => updateSubscription(tx, row, { expiresAt: new Date(clock + minute) }));
  for (const each of held()) each.expiresAt = 1;
  await makeDue();
  await keep();
  world.sandbox.graph.subscriptions.delete(String(row.subscriptionId));
  await replaced('it ran out');
  await operate(opened.desk).call(noteGraphNotifications, {
    told: [{ subscriptionId: String(row.subscriptionId), event: 'subscriptionRemoved' }],
  });
  await keep();
  await replaced('removed');
  const words = '404 ResourceNotFound: The object was not found.';
  world.sandbox.faults.set(address, { kind: 'graph-reply', command: 'renew-subscription', words });
  await makeDue();
  await keep();
  await replaced('not renewed');
  world.sandbox.faults.set(address, { kind: 'graph-server-busy', command: 'renew-subscription' });
  await makeDue();
  await keep();
  const [late] = await rows();
  assert.equal(late?.code, 'graph_busy');
  assert.ok(late?.retryAt && late.retryAt.getTime() > Date.now());
  world.sandbox.faults.clear();
  await keep();
  assert.equal((await rows())[0]?.code, 'graph_busy', 'not before its time');
  await opened.desk.write((tx) => updateSubscription(tx, row, { retryAt: new Date(clock) }));
  await keep();
  assert.equal((await rows())[0]?.code, null);
  const told = await kinds();
  assert.ok(
    told.lastIndexOf('channel.told') > told.lastIndexOf('channel.not_told') &&
      told.includes('channel.not_told'),
  );
});

test('an answer that was lost leaves no second subscription', async () => {
  const row = await begin();
  // Graph has one that nobody here knows.
  await opened.desk.write((tx) => updateSubscription(tx, row, { subscriptionId: null, expiresAt: null }));
  await keep();
  assert.equal(held().length, 1);
  assert.equal(held()[0]?.id, (await rows())[0]?.subscriptionId);
});

test('a notification wakes who waits; a token that Graph is not sure of is said to be good', async () => {
  const row = await begin();
  const mailSignal = mailSignalOf(opened.desk, 1);
  const heard = mailSignal.wait(mailSignal.given, new AbortController().signal);
  const id = String(row.subscriptionId);
  await operate(opened.desk).call(noteGraphNotifications, {
    told: [{ subscriptionId: id }, { subscriptionId: 'other' }],
  });
  assert.equal(await heard, true);
  assert.ok(((await rows())[0]?.lastToldAt?.getTime() ?? 0) >= clock - 1000);
  const [subscription] = held();
  if (subscription) subscription.isPaused = true;
  await operate(opened.desk).call(noteGraphNotifications, {
    told: [{ subscriptionId: id, event: 'reauthorizationRequired' }],
  });
  assert.equal((await rows())[0]?.event, 'reauthorizationRequired');
  await keep();
  assert.deepEqual([subscription?.isPaused, (await rows())[0]?.event], [false, null]);
});

test('three looks with mail that nobody told of: Graph is asked as often as without; the next notification ends it', async () => {
  await begin();
  const { desk } = opened;
  const channel = await getChannel(desk.read, 1);
  const openMailbox = () => Promise.reject(new Error('not opened here'));
  const suspects = await loadSuspects(desk);
  const state = createWatchState({ desk, options: defaultWatchOptions, suspects, openMailbox }, 1);
  assert.equal(await isToldOfMail(state, channel, 5), true, 'what was told when it was made');
  const old = { since: new Date(clock - 5 * minute) };
  for (const each of await rows()) await desk.write((tx) => updateSubscription(tx, each, old));
  assert.equal(await isToldOfMail(state, channel, 1), true);
  assert.equal(await isToldOfMail(state, channel, 0), true);
  assert.equal(await isToldOfMail(state, channel, 1), true);
  mailSignalOf(desk, 1).give();
  assert.equal(await isToldOfMail(state, channel, 1), true, 'told of, so it begins anew');
  for (const expected of [true, true, false]) assert.equal(await isToldOfMail(state, channel, 1), expected);
  const [row] = await rows();
  assert.equal(row?.code, 'notifications_silent');
  assert.equal(await isToldOfMail(state, channel, 0), false);
  await operate(desk).call(noteGraphNotifications, {
    told: [{ subscriptionId: String(row?.subscriptionId) }],
  });
  assert.equal((await rows())[0]?.code, null);
  assert.equal(await isToldOfMail(state, channel, 1), true);
});

test('where the mail comes in by IMAP, nothing is fetched, or nobody outside can reach us, there is none', async () => {
  const gone: [string, () => Promise<unknown>][] = [
    ['disabled', () => change({ pausedAt: new Date(clock) })],
    [
      'by IMAP',
      () =>
        operate(opened.desk).call(chooseRoads, {
          channelId: 1,
          in: 'imap_smtp',
          out: 'either',
          deletesForGood: false,
        }),
    ],
  ];
  for (const [why, act] of gone) {
    await begin();
    await act();
    await keep();
    assert.deepEqual([held().length, (await rows()).length], [0, 0], why);
  }
  await operate(opened.desk).call(chooseRoads, {
    channelId: 1,
    in: 'graph',
    out: 'either',
    deletesForGood: false,
  });
  await begin();
  const plain = { ...opened.desk, publicUrl: 'http://localhost:1' };
  await keepSubscriptions(plain, { stopping: new AbortController().signal, beat: () => undefined });
  assert.deepEqual([held().length, (await rows()).length], [0, 0]);
  assert.ok(rings === 0, 'no mail came in');
});

test('a channel that is deleted is told of no more, although its tokens are gone with it', async () => {
  await begin();
  await operate(opened.desk).call(deleteChannel, { channelId: 1, address });
  await waitFor(() => held().length === 0);
  assert.equal((await rows()).length, 0);
});
