import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import type { Fault } from '../../src/sandbox/faults.ts';
import { address, goodToken, type ImapBench, openBench, plainMail } from './imap-support.ts';

/** A selected INBOX of three messages; the fault is set once it is open. */
async function openWith(fault: Fault | undefined, options = {}): Promise<ImapBench & { opened: ImapFlow }> {
  const bench = await openBench();
  for (const subject of ['One', 'Two', 'Three']) bench.mailboxes.deliver(address, plainMail(subject));
  const opened = await bench.connect(options);
  await opened.mailboxOpen('INBOX');
  if (fault) bench.faults.set(address, fault);
  return Object.assign(bench, { opened });
}

async function fetchAll(client: ImapFlow): Promise<FetchMessageObject[]> {
  return client.fetchAll('1:*', { uid: true, size: true, source: true }, { uid: true });
}

const lost = { code: 'NoConnection', message: 'Connection not available' };

/** What a FETCH of everything throws under each fault. */
const fetchFailures: [Fault, Record<string, unknown>][] = [
  [{ kind: 'command-failed' }, { responseStatus: 'NO', responseText: 'FETCH failed.' }],
  [{ kind: 'invalid-state' }, { responseStatus: 'BAD', responseText: 'Command received in Invalid state.' }],
  [
    { kind: 'not-connected' },
    { responseStatus: 'BAD', responseText: 'User is authenticated but not connected.' },
  ],
  [{ kind: 'server-unavailable' }, { responseStatus: 'NO', responseText: 'Server Unavailable. 15' }],
  [{ kind: 'server-unavailable-line' }, lost],
  [{ kind: 'disconnect-after-bytes' }, lost],
  [{ kind: 'disconnect-after-bytes', value: 300 }, lost],
  [{ kind: 'truncate-literal', value: 2 }, lost],
  [{ kind: 'connection-closed' }, { ...lost, reason: 'Connection closed. 14' }],
  [{ kind: 'token-expired' }, { ...lost, reason: 'Session invalidated - AccessTokenExpired' }],
];

for (const [fault, expected] of fetchFailures) {
  test(`${fault.kind} ${fault.value ?? ''} fails a fetch`, async () => {
    await using bench = await openWith(fault);
    await assert.rejects(fetchAll(bench.opened), expected);
  });
}

for (const fault of [{ kind: 'stall' }, { kind: 'stall-literal', value: 2 }] satisfies Fault[]) {
  test(`${fault.kind}: only the client's own deadline ends it`, async () => {
    await using bench = await openWith(fault, { socketTimeout: 300 });
    const told: (string | undefined)[] = [];
    bench.opened.on('error', (error: { code?: string }) => told.push(error.code));
    await assert.rejects(fetchAll(bench.opened), lost);
    assert.deepEqual(told, ['ETIMEOUT']);
  });
}

test('throttle: imapflow waits and repeats a FETCH, and gives up on others with the suggested time', async () => {
  await using bench = await openWith({ kind: 'throttle', value: 20, times: 1, command: 'UID FETCH' });
  assert.equal((await fetchAll(bench.opened)).length, 3);
  bench.faults.set(address, { kind: 'throttle', value: 20 });
  await assert.rejects(bench.opened.search({ all: true }), { code: 'ETHROTTLE', throttleReset: 20 });
  assert.equal(await bench.opened.messageFlagsAdd('1', ['\\Seen']), false);
});

test('expunge-failed: the delete says false, the message stays, marked deleted', async () => {
  await using bench = await openWith({ kind: 'expunge-failed', times: 1 });
  assert.equal(await bench.opened.messageDelete('2', { uid: true }), false);
  assert.deepEqual(await bench.opened.search({ deleted: true }, { uid: true }), [2]);
  assert.equal(await bench.opened.messageDelete('2', { uid: true }), true);
});

test('what imapflow swallows: a refused SEARCH, STORE, MOVE or STATUS is false, a NOOP nothing', async () => {
  await using bench = await openWith({ kind: 'command-failed' });
  const { opened } = bench;
  assert.equal(await opened.search({ all: true }), false);
  assert.equal(await opened.messageFlagsAdd('1', ['\\Seen']), false);
  assert.equal(await opened.messageMove('1', 'Archive'), false);
  assert.equal(await opened.status('INBOX', { messages: true }), false);
  await opened.noop();
  const expected = { responseStatus: 'NO', responseText: 'SELECT failed.' };
  await assert.rejects(opened.mailboxOpen('INBOX'), expected);
});

test('placeholder: the mail of one UID is replaced, the others are not; later it is itself', async () => {
  await using bench = await openWith({ kind: 'placeholder', value: 2, times: 1 });
  const sources = (await fetchAll(bench.opened)).map((message) => `${message.source}`);
  assert.match(
    sources[1] ?? '',
    /\r\nFrom: Microsoft Exchange Server\r\n[\s\S]*Retrieval using the IMAP4 protocol failed/,
  );
  assert.deepEqual(sources[0], `${plainMail('One')}`);
  assert.deepEqual((await fetchAll(bench.opened))[1]?.source, plainMail('Two'));
});

test('empty-fetch: OK and nothing, for one message or all', async () => {
  await using bench = await openWith({ kind: 'empty-fetch', value: 2 });
  assert.deepEqual(
    (await fetchAll(bench.opened)).map((message) => message.uid),
    [1, 3],
  );
  bench.faults.set(address, { kind: 'empty-fetch' });
  assert.equal(await bench.opened.fetchOne('1', { source: true }), false);
  assert.ok(await bench.opened.fetchOne('1', { flags: true }));
});

for (const value of [3, 0.3]) {
  test(`size-lies: RFC822.SIZE is ${value} times the truth`, async () => {
    await using bench = await openWith({ kind: 'size-lies', value });
    const [first] = await fetchAll(bench.opened);
    assert.equal(first?.source?.length, plainMail('One').length);
    assert.equal(first?.size, Math.round(plainMail('One').length * value));
  });
}

test('slow: the answer comes, late', async () => {
  await using bench = await openWith({ kind: 'slow', value: 30, times: 1 });
  assert.equal((await fetchAll(bench.opened)).length, 3);
  assert.deepEqual(bench.faults.list(), []);
});

test('uid-validity-change: the next SELECT shows it, and a session that had the folder open is closed', async () => {
  await using bench = await openWith({ kind: 'uid-validity-change', times: 1 });
  const before = bench.mailbox.findFolder('INBOX')?.uidValidity ?? 0;
  const other = await bench.connect();
  const inbox = await other.mailboxOpen('INBOX');
  assert.ok(inbox.uidValidity > BigInt(before));
  await assert.rejects(fetchAll(bench.opened), { ...lost, reason: 'Connection closed. 14' });
});

test('a bad token is refused straight; other servers send JSON first', async () => {
  await using bench = await openBench();
  const refused = { authenticationFailed: true, responseText: 'AUTHENTICATE failed.' };
  await assert.rejects(bench.connect({ auth: { user: address, accessToken: 'other' } }), refused);
  bench.faults.set(address, { kind: 'authenticate-failed', times: 1 });
  await assert.rejects(bench.connect(), refused);
  bench.faults.set(address, { kind: 'authenticate-failed-json', times: 1 });
  await assert.rejects(bench.connect(), { ...refused, oauthError: { status: '401', schemes: 'Bearer' } });
  await bench.connect();
});

test('a throttled sign-in is no refused credential', async () => {
  await using bench = await openBench();
  bench.faults.set(address, { kind: 'throttle', value: 20, command: 'AUTHENTICATE' });
  const failed = await bench.connect().then(
    () => undefined,
    (error: { code?: string; authenticationFailed?: boolean }) => error,
  );
  assert.equal(failed?.code, 'ETHROTTLE');
  assert.equal(failed.authenticationFailed, undefined);
});

test('no right to the mailbox: signed in, then not connected, which imapflow calls a failed authentication', async () => {
  await using bench = await openBench();
  const text = 'User is authenticated but not connected.';
  bench.verdict.now = { kind: 'no-right' };
  await assert.rejects(bench.connect(), { authenticationFailed: true, response: text });
  bench.verdict.now = { kind: 'granted' };
  const auth = { user: 'nobody@contoso.example', accessToken: goodToken };
  await assert.rejects(bench.connect({ auth }), { authenticationFailed: true, response: text });
});

test('a token that runs out ends the session, also one that idles', async () => {
  await using bench = await openWith(undefined);
  const idling = bench.opened.idle();
  const closed = new Promise<void>((resolve) => bench.opened.once('close', () => resolve()));
  bench.verdict.now = { kind: 'invalid' };
  assert.equal(await idling, false);
  await closed;
  assert.equal(bench.opened.byeReason, 'Session invalidated - AccessTokenExpired');
});

test('a busy server says goodbye before hello', async () => {
  await using bench = await openBench();
  bench.faults.set('*', { kind: 'server-busy-greeting', times: 1 });
  const expected = { code: 'ClosedAfterConnectTLS', reason: 'Connection is closed. 13' };
  await assert.rejects(bench.connect(), expected);
});

test('the greeting and capabilities of 2026-09 change nothing for the client', async () => {
  await using bench = await openBench();
  bench.mailboxes.deliver(address, plainMail('One'));
  bench.faults.set('*', { kind: 'greeting-2026-09', times: 1 });
  const client = await bench.connect();
  assert.match(client.greeting ?? '', /tcpproxy/);
  await client.mailboxOpen('INBOX');
  assert.deepEqual(await client.search({ all: true }, { uid: true }), [1]);
  assert.equal((await fetchAll(client)).length, 1);
});
