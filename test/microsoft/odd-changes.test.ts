import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import { RemoteError } from '../../src/domain/failure.ts';
import type { GraphClient } from '../../src/microsoft/graph-client.ts';
import { listMessages } from '../../src/microsoft/graph-listing.ts';
import { removeForGood } from '../../src/microsoft/graph-settle.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/tenant.ts';
import { type ReadingScene, startReadingScene } from '../sandbox/graph-support.ts';

// Changes that Graph does not tell of, while it lists the folder as ever; and answers that are not its own.

const address = 'lena.hart@brightwater.example';
let scene: ReadingScene;
let sandbox: Sandbox;

before(async () => {
  scene = await startReadingScene(address);
  ({ sandbox } = scene);
});
after(() => scene.close());
beforeEach(() => scene.reset());

const set = (fault: Fault) => sandbox.faults.set(address, fault);
const countRequests = async (work: () => Promise<unknown>) => {
  const before = sandbox.graph.stats.requests;
  await work();
  return sandbox.graph.stats.requests - before;
};

/** In words that people have met; microsoft-graph-docs#5730 and #12427, laravel-microsoft-graph#107. */
for (const fault of [
  {
    kind: 'graph-reply',
    command: 'delta',
    words: '403 ErrorQuotaExceeded: Mailbox has exceeded maximum mailbox size.',
  },
  {
    kind: 'graph-reply',
    command: 'delta',
    words: '404 ErrorItemNotFound: The specified object was not found in the store.',
  },
  {
    kind: 'graph-reply',
    command: 'delta',
    words: '400 BadRequest: Unsupported request: Change tracking is not supported.',
  },
  { kind: 'graph-reply', command: 'delta', words: '410 SyncStateNotFound: The sync state is not found.' },
  { kind: 'graph-reply', command: 'delta', words: '501 NotImplemented: No.' },
  { kind: 'graph-pages-repeat', command: 'delta' },
] as const) {
  const words = 'words' in fault ? fault.words : 'one page for ever';
  test(`where changes are answered with ${words}, mail is listed, and changes are asked for again later`, async () => {
    for (let n = 0; n < 30; n++) scene.deliver(`Mail ${n}`);
    const reader = scene.open();
    await reader.openFolder('');
    const known = (await reader.list({ cursor: '' })).cursorAfter([]);
    set(fault);
    scene.pass(600_000);
    scene.deliver('New');
    let cursor = known;
    const asked = await countRequests(async () => {
      const listing = await reader.list({ cursor });
      assert.equal(listing.places.length, 31);
      cursor = listing.cursorAfter([]);
    });
    assert.ok(asked < 20, `${asked} requests`);
    scene.pass(600_000);
    scene.deliver('Newer');
    const again = await countRequests(async () => {
      const listing = await reader.list({ cursor });
      assert.ok(listing.places.length <= 2, 'only what is new is listed');
      cursor = listing.cursorAfter([]);
    });
    assert.ok(again <= 2, `${again} requests`);
    sandbox.faults.clear();
    const complete = await reader.list({ cursor, isComplete: true });
    assert.equal(complete.places.length, 32);
    scene.deliver('Newest');
    assert.equal((await reader.list({ cursor: complete.cursorAfter([]) })).places.length, 1);
  });
}

test('what is no fault of the changes is told, and nothing else is asked for', async () => {
  scene.deliver('Mail');
  const reader = scene.open();
  await reader.openFolder('');
  for (const words of [
    '403 ErrorAccessDenied: Access is denied.',
    '503 ErrorServerBusy: Busy.',
    '500 ErrorMailboxMoveInProgress: Moving.',
  ]) {
    set({ kind: 'graph-reply', words });
    const asked = await countRequests(() =>
      assert.rejects(reader.list({ cursor: '' }), new RegExp(words.slice(4))),
    );
    assert.ok(asked <= 2, `${asked} requests for ${words}`);
  }
});

/** Graph names what it refuses in JSON; a page that says no is that of a proxy, and nobody's right is lacking. */
for (const [status, expected] of [
  [302, 'graph_odd_answer'],
  [403, 'graph_odd_answer'],
  [404, 'graph_odd_answer'],
  [407, 'graph_odd_answer'],
  [401, 'graph_token_refused'],
  [503, 'graph_busy'],
] as const) {
  test(`a page with ${status} is ${expected}`, async () => {
    const reader = scene.open();
    set({ kind: 'graph-html', value: status });
    await assert.rejects(reader.openFolder(''), (error: RemoteError) => {
      assert.equal(diagnose(error.failure).code, expected);
      return true;
    });
  });
}

test('what is no message is not taken for one', async () => {
  for (let n = 0; n < 4; n++) scene.deliver(`Mail ${n}`);
  const reader = scene.open();
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  const [first = ''] = places;
  for (const fault of [
    { kind: 'graph-html', command: 'value' },
    { kind: 'graph-reply', command: 'value', words: '200 ErrorInternalServerError: No.' },
  ] as const) {
    set(fault);
    await assert.rejects(reader.fetchMessages(places), (error: RemoteError) => {
      assert.equal(diagnose(error.failure).code, 'graph_odd_answer');
      return true;
    });
    assert.equal((await reader.fetchLarge(first, 1_000_000, 500)).kind, 'not_given_out');
    sandbox.faults.clear();
  }
});

test('a failure with a number that says success is none, and nothing is taken for gone', async () => {
  for (let n = 0; n < 4; n++) scene.deliver(`Mail ${n}`);
  const reader = scene.open();
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  set({ kind: 'graph-reply', command: 'message', words: '200 ErrorInternalServerError: No.' });
  await assert.rejects(reader.describeMessages(places), /No\./);
  sandbox.faults.clear();
  set({ kind: 'graph-reply', command: 'message', words: '200 ErrorInternalServerError: No.', times: 1 });
  assert.equal((await reader.describeMessages(places)).length, 4);
});

test('a link that names the mailbox by an address that it has no more is not asked for ever', async () => {
  scene.deliver('Before');
  const reader = scene.open();
  await reader.openFolder('');
  const known = await reader.list({ cursor: '' });
  const cursor = known.cursorAfter([]).replace(/users(\/|\(')[^/)']+/, 'users$1gone@brightwater.example');
  assert.match(cursor, /gone@/);
  scene.deliver('After');
  const next = await reader.list({ cursor });
  assert.equal(next.places.length, 2);
  assert.doesNotMatch(next.cursorAfter([]), /gone@/);
});

test('an answer that is packed unasked is read', async () => {
  for (let n = 0; n < 4; n++) scene.deliver(`Mail ${n}`);
  const reader = scene.open({ deletesForGood: true });
  set({ kind: 'graph-packed' });
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  const raws = await reader.fetchMessages(places);
  assert.deepEqual(
    raws.map(({ raw }) => /^Subject: (.*)\r$/m.exec(String(raw))?.[1]),
    ['Mail 0', 'Mail 1', 'Mail 2', 'Mail 3'],
  );
  // What has no body is called packed all the same.
  await reader.removeMessages(places);
  assert.deepEqual((await reader.list({ cursor: '' })).places, []);
});

test('a round that names no next one is not gone through at each look', async () => {
  const asked: string[] = [];
  const value = [{ id: 'A', receivedDateTime: '2026-11-02T10:00:00Z' }];
  const client = {
    async ask({ path }: { path: string }) {
      asked.push(path.includes('/delta') ? 'delta' : 'list');
      return { json: { value }, bytes: Buffer.alloc(0) };
    },
  } as unknown as GraphClient;
  let cursor = '';
  for (let looks = 0; looks < 3; looks++) {
    const listing = await listMessages(client, 'F', { cursor }, new Map());
    assert.deepEqual(listing.places, ['A']);
    cursor = listing.cursorAfter([]);
  }
  assert.deepEqual(asked, ['delta', 'list', 'list', 'list']);
});

test('an answer that does not say in which folder a message is makes nobody believe that it is done', async () => {
  const asked: string[] = [];
  const client = {
    mailbox: address,
    ask: async ({ method = 'GET', path }: { method?: string; path: string }) => {
      asked.push(`${method} ${path.replace(/\?.*/, '')}`);
      return { json: {}, bytes: Buffer.alloc(0) };
    },
  } as unknown as GraphClient;
  await removeForGood(client, { folder: 'F', places: ['A'] });
  assert.deepEqual(asked, ['GET messages/A', 'POST messages/A/permanentDelete']);
});

test('where there is no way to delete for good, a message is not taken for gone', async () => {
  const client = {
    mailbox: address,
    async ask({ method = 'GET' }: { method?: string }) {
      if (method === 'GET') return { json: { id: 'A', parentFolderId: 'F' }, bytes: Buffer.alloc(0) };
      throw new RemoteError({ origin: 'graph', status: 404, code: 'ErrorItemNotFound', text: '404: No.' });
    },
  } as unknown as GraphClient;
  const removal = removeForGood(client, { folder: 'F', places: ['A'] });
  await assert.rejects(removal, /1 of 1 messages .* are as before/);
});
