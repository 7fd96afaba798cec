import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { RemoteError } from '../../src/domain/failure.ts';
import { listAround } from '../../src/microsoft/graph-around.ts';
import type { GraphClient } from '../../src/microsoft/graph-client.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Mailbox } from '../../src/sandbox/mailboxes.ts';
import type { Sandbox } from '../../src/sandbox/tenant.ts';
import { type ReadingScene, startReadingScene } from '../sandbox/graph-support.ts';

// One message that Exchange cannot read: whatever list has it in it fails.

const address = 'lena.hart@brightwater.example';
let scene: ReadingScene;
let sandbox: Sandbox;
let mailbox: Mailbox;

before(async () => {
  scene = await startReadingScene(address);
  ({ sandbox, mailbox } = scene);
});
after(() => scene.close());
beforeEach(() => scene.reset());

const open = () => scene.open();
const deliver = (subject: string) => scene.deliver(subject);
const deliverMany = (count: number) => Array.from({ length: count }, (_, n) => deliver(`Mail ${n}`));
const spoil = (uid: number, words?: string, kind: Fault['kind'] = 'graph-corrupt') =>
  sandbox.faults.set(address, { kind, value: uid, ...(words === undefined ? {} : { words }) });
const countGaps = (unlisted: readonly { count: number }[] = []) =>
  unlisted.reduce((sum, { count }) => sum + count, 0);

for (const words of [
  '500 ErrorInternalServerError: No.',
  '503 UnknownError: No.',
  '504 UnknownError:',
  'no-json',
]) {
  test(`a list goes around one message that is answered with ${words}`, async () => {
    const uids = deliverMany(300);
    spoil(uids[137] ?? 0, words);
    const reader = open();
    await reader.openFolder('');
    const listing = await reader.list({ cursor: '' });
    assert.equal(listing.places.length, 299);
    assert.equal(listing.unlisted?.length, 1);
    const [gap] = listing.unlisted ?? [];
    assert.equal(gap?.count, 1);
    const { beginning } = scene;
    assert.deepEqual([Number(gap?.after), Number(gap?.before)], [beginning + 137_000, beginning + 139_000]);
    const raws = await reader.fetchMessages(listing.places.slice(135, 139));
    assert.deepEqual(
      raws.map(({ raw }) => /Subject: (.*)\r\n/.exec(String(raw))?.[1]),
      ['Mail 135', 'Mail 136', 'Mail 138', 'Mail 139'],
    );
  });
}

test('what comes later is found with few requests, and the one that is left out is tried again', async () => {
  const uids = deliverMany(5);
  spoil(uids[3] ?? 0);
  scene.pass(600_000);
  deliverMany(35);
  const reader = open();
  await reader.openFolder('');
  const first = await reader.list({ cursor: '' });
  assert.equal(first.places.length, 39);
  const pending = first.places.slice(0, 1);
  const cursor = first.cursorAfter(pending);
  scene.pass(600_000);
  deliver('Later');
  const before = sandbox.graph.stats.requests;
  const later = await reader.list({ cursor });
  assert.ok(sandbox.graph.stats.requests - before <= 3, `${sandbox.graph.stats.requests - before} requests`);
  const isNew = (place: string) => !first.places.includes(place);
  assert.equal(later.places.filter(isNew).length, 1);
  assert.ok(
    pending.every((place) => later.places.includes(place)),
    'what nobody got is told of again',
  );
  const complete = await reader.list({ cursor: later.cursorAfter([]), isComplete: true });
  assert.deepEqual([complete.places.length, countGaps(complete.unlisted)], [40, 1]);
  sandbox.faults.clear();
  const healed = await reader.list({ cursor: complete.cursorAfter([]), isComplete: true });
  assert.deepEqual([healed.places.length, countGaps(healed.unlisted)], [41, 0]);
  // By changes again.
  deliver('Last');
  assert.equal((await reader.list({ cursor: healed.cursorAfter([]) })).places.length, 1);
});

test('a round of changes goes around a message that came in corrupt', async () => {
  deliverMany(5);
  const reader = open();
  await reader.openFolder('');
  const cursor = (await reader.list({ cursor: '' })).cursorAfter([]);
  const [bad = 0, ...others] = [deliver('Bad'), deliver('Good'), deliver('Better')];
  spoil(bad);
  const listing = await reader.list({ cursor });
  assert.equal(listing.places.length, 5 + others.length);
  assert.equal(countGaps(listing.unlisted), 1);
});

test('several at once, side by side, at both ends and alone in the folder', async () => {
  const uids = deliverMany(30);
  for (const n of [0, 11, 12, 20, 29]) spoil(uids[n] ?? 0);
  const reader = open();
  await reader.openFolder('');
  const listing = await reader.list({ cursor: '' });
  assert.equal(listing.places.length, 25);
  assert.deepEqual(
    listing.unlisted?.map(({ count, after, before }) => [count, after !== undefined, before !== undefined]),
    [
      [1, false, true],
      [2, true, true],
      [1, true, true],
      [1, true, false],
    ],
  );
  for (const query of [{ onlyUnread: true }, { since: new Date(0) }]) {
    const other = await reader.list({ cursor: '', ...query });
    assert.deepEqual([other.places.length, countGaps(other.unlisted)], [25, 5], JSON.stringify(query));
  }
  mailbox.expunge(mailbox.folderOf('inbox'), uids.slice(1));
  const alone = await reader.list({ cursor: '' });
  assert.deepEqual([alone.places.length, countGaps(alone.unlisted)], [0, 1]);
});

test('one whose facts cannot be read is listed by its name alone, and fetched', async () => {
  const uids = deliverMany(30);
  spoil(uids[7] ?? 0, undefined, 'graph-corrupt-facts');
  sandbox.faults.set(address, { kind: 'graph-corrupt-facts', value: uids[8] ?? 0, command: 'message' });
  const reader = open();
  await reader.openFolder('');
  const { places, unlisted } = await reader.list({ cursor: '' });
  assert.deepEqual([places.length, countGaps(unlisted)], [30, 0]);
  const facts = await reader.describeMessages(places);
  assert.equal(facts.length, 30);
  const again = await reader.describeMessages(places);
  assert.equal(again.length, 30, 'each by itself');
});

test('a row that names no message holds up no other', async () => {
  const uids = deliverMany(60);
  sandbox.faults.set(address, { kind: 'graph-odd-row', value: uids[50] ?? 0 });
  const reader = open();
  await reader.openFolder('');
  const { places, unlisted } = await reader.list({ cursor: '' });
  assert.deepEqual([places.length, countGaps(unlisted)], [59, 1]);
});

test('a message whose content cannot be had holds up no other of its batch', async () => {
  const uids = deliverMany(9);
  sandbox.faults.set(address, { kind: 'graph-corrupt', value: uids[4] ?? 0, command: 'value' });
  const reader = open();
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  assert.equal((await reader.fetchMessages(places)).length, 8);
  const large = await reader.fetchLarge(places[4] ?? '', 1_000_000, 500);
  assert.equal(large.kind, 'not_given_out');
  sandbox.faults.set(address, { kind: 'graph-corrupt', value: uids[4] ?? 0 });
  const dumb = await reader.fetchLarge(places[4] ?? '', 1_000_000, 500);
  assert.equal(dumb.kind, 'not_given_out', 'even where nothing can be told of it');
});

/** Which status stands beside the name depends on who has asked. */
for (const words of [
  '400 ErrorCorruptData: No.',
  '400 ErrorContentConversionFailed: No.',
  '403 ErrorVirusDetected: No.',
  '400 SomethingNew: No.',
]) {
  test(`one message that is refused with ${words} holds up no other`, async () => {
    const uids = deliverMany(6);
    const reader = open();
    await reader.openFolder('');
    const { places } = await reader.list({ cursor: '' });
    const value = uids[4] ?? 0;
    sandbox.faults.set(address, { kind: 'graph-corrupt', value, words, command: 'value' });
    assert.equal((await reader.fetchMessages(places)).length, 5);
    assert.equal((await reader.fetchLarge(places[4] ?? '', 1_000_000, 500)).kind, 'not_given_out');
  });
}

test('what is refused of every message is told, and none is left out', async () => {
  deliverMany(6);
  const reader = open();
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  for (const words of ['400 BadRequest: No.', '403 ErrorAccessDenied: No.', '400 ErrorQuotaExceeded: No.']) {
    sandbox.faults.set(address, { kind: 'graph-reply', words, command: 'value' });
    await assert.rejects(reader.fetchMessages(places), /No\./);
    await assert.rejects(reader.fetchMessages(places.slice(0, 1)), /No\./);
    sandbox.faults.clear();
  }
});

test('a server that is out of order is asked a few times, and then told of', async () => {
  deliverMany(3);
  const reader = open();
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  sandbox.faults.set(address, { kind: 'graph-reply', words: '500 ErrorInternalServerError: Down.' });
  const before = sandbox.graph.stats.requests;
  await assert.rejects(reader.list({ cursor: '' }), /Down\./);
  await assert.rejects(reader.describeMessages(places), /Down\./);
  await assert.rejects(reader.fetchMessages(places), /Down\./);
  assert.ok(sandbox.graph.stats.requests - before < 60, `${sandbox.graph.stats.requests - before} requests`);
});

test('a server that is out of order for a moment has no message left out', async () => {
  deliverMany(5);
  const reader = open();
  await reader.openFolder('');
  // The list twice, its first message once with all and once with its name.
  const fault = {
    kind: 'graph-reply',
    words: '500 ErrorInternalServerError: Down.',
    command: 'messages',
  } as const;
  sandbox.faults.set(address, { ...fault, times: 4 });
  const { places, unlisted } = await reader.list({ cursor: '', isComplete: true });
  assert.deepEqual([places.length, countGaps(unlisted)], [5, 0]);
});

test('a server that is busy is left alone at once', async () => {
  deliverMany(5);
  const reader = open();
  await reader.openFolder('');
  for (const code of ['ErrorServerBusy', 'ErrorMailboxFailover', 'MailboxInfoStale']) {
    sandbox.faults.set(address, { kind: 'graph-reply', words: `503 ${code}: Busy.` });
    const before = sandbox.graph.stats.requests;
    await assert.rejects(reader.list({ cursor: '', onlyUnread: true }), /Busy\./);
    assert.equal(sandbox.graph.stats.requests - before, 2, code);
  }
});

test('a list around a message comes to an end where the pages do not', async () => {
  let asked = 0;
  const client = {
    async ask({ path }: { path: string }) {
      asked += 1;
      if (asked > 1_000_000) throw new Error('It is asked for ever.');
      if (path.includes('$skip='))
        return { json: { value: [], '@odata.nextLink': 'more' }, bytes: Buffer.alloc(0) };
      throw new RemoteError({ origin: 'graph', status: 500, code: 'ErrorInternalServerError', text: 'No.' });
    },
  } as unknown as GraphClient;
  const listing = listAround(client, {
    path: 'messages?$filter=x',
    plainPath: 'messages?$select=id',
    pageSize: 250,
  });
  await assert.rejects(listing, /does not come to an end/);
});
