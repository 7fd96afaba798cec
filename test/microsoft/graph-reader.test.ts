import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import type { RemoteError } from '../../src/domain/failure.ts';
import type { Mailbox } from '../../src/sandbox/mailboxes.ts';
import type { Sandbox } from '../../src/sandbox/tenant.ts';
import { emptyFolder, type ReadingScene, startReadingScene } from '../sandbox/graph-support.ts';

const address = 'lena.hart@brightwater.example';
let scene: ReadingScene;
let sandbox: Sandbox;
let mailbox: Mailbox;

before(async () => {
  scene = await startReadingScene(address, { language: 'de' });
  ({ sandbox, mailbox } = scene);
});
after(() => scene.close());
beforeEach(() => scene.reset());

const open = () => scene.open();
const deliver = (subject: string, text?: string) => scene.deliver(subject, text);

test('the inbox is INBOX in every language, a slash in a name is no step, and search folders are left out', async () => {
  const reader = open();
  mailbox.createFolder('Kunden');
  const odd = mailbox.createFolder('Kunden/A_B');
  odd.title = 'A/B';
  const folders = await reader.listFolders();
  const paths = folders.map(({ path }) => path);
  assert.ok(paths.includes('INBOX') && !paths.includes('Posteingang'), String(paths));
  assert.ok(paths.includes('Kunden/A\\/B'), String(paths));
  assert.ok(!paths.includes('Unread Mail'), String(paths));
  assert.equal(folders.find(({ use }) => use === '\\Sent')?.path, 'Gesendete Elemente');
  assert.equal((await reader.openFolder('')).path, 'INBOX');
  assert.equal((await reader.openFolder('inbox')).numbering, (await reader.openFolder('')).numbering);
  assert.equal((await reader.openFolder('kunden/a\\/b')).path, 'Kunden/A\\/B');
  assert.equal(await reader.hasFolder('Kunden/A'), false);
  await assert.rejects(reader.openFolder('Nowhere'), /no folder “Nowhere”/);
});

test('a delta gives what is new, oldest first, with empty pages and repeats', async () => {
  const reader = open();
  for (let n = 0; n < 55; n++) deliver(`Mail ${n}`);
  await reader.openFolder('');
  const first = await reader.list({ cursor: '' });
  assert.equal(first.places.length, 55);
  const facts = await reader.describeMessages(first.places.slice(0, 3));
  assert.deepEqual(
    facts.map(({ size }) => size > 100),
    [true, true, true],
  );
  const times = (await reader.describeMessages(first.places)).map(({ receivedAt }) => Number(receivedAt));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  const raws = await reader.fetchMessages(first.places.slice(0, 2));
  assert.match(String(raws[0]?.raw), /Subject: Mail 0\r\n/);
  const cursor = first.cursorAfter([]);
  assert.deepEqual((await reader.list({ cursor })).places, []);
  deliver('One more');
  const later = await reader.list({ cursor });
  assert.equal(later.places.length, 1);
  // What nobody got is told of again, though the link has moved on.
  const pending = later.cursorAfter(later.places);
  assert.notEqual(pending, cursor);
  assert.deepEqual((await reader.list({ cursor: pending })).places, later.places);
});

test('what was moved out and back is found by a complete list', async () => {
  const reader = open();
  const other = mailbox.createFolder('Elsewhere');
  await reader.openFolder('');
  const { cursorAfter } = await reader.list({ cursor: '' });
  const uid = deliver('There and back');
  const inbox = mailbox.folderOf('inbox');
  const [away] = mailbox.move(inbox, [uid], other);
  mailbox.move(other, [away ?? 0], inbox);
  const cursor = cursorAfter([]);
  assert.deepEqual((await reader.list({ cursor })).places, []);
  assert.equal((await reader.list({ cursor, isComplete: true })).places.length, 1);
});

test('messages are marked, moved with the folder made on the way, and deleted into Deleted Items', async () => {
  const reader = open();
  for (let n = 0; n < 9; n++) deliver(`Mail ${n}`);
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  await reader.markRead(places.slice(0, 3));
  const unread = await reader.list({ cursor: '', onlyUnread: true });
  assert.deepEqual(unread.places, places.slice(3));
  await reader.moveMessages(places.slice(3, 6), 'Done/This year');
  assert.equal(mailbox.findFolder('Done/This year')?.messages.length, 3);
  await reader.removeMessages(places.slice(6));
  assert.equal(mailbox.folderOf('deleteditems').messages.length, 3);
  // They are there by their ids, yet not in the folder any more.
  assert.equal((await reader.describeMessages(places)).length, 3);
  // Once more does no harm, and what has vanished is none.
  await reader.moveMessages(places.slice(3, 6), 'Done/This year');
  emptyFolder(mailbox, mailbox.folderOf('deleteditems'));
  await reader.removeMessages(places.slice(6));
  await assert.rejects(reader.moveMessages(places.slice(0, 1), 'INBOX'), /folder that is fetched/);
});

test('never more than four at once, whoever asks', async () => {
  const [reader, other] = [open(), open()];
  for (let n = 0; n < 60; n++) deliver(`Mail ${n}`);
  await reader.openFolder('');
  await other.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  sandbox.graph.settings.delayMs = 5;
  sandbox.graph.stats.peak = 0;
  await Promise.all([reader.fetchMessages(places), other.fetchMessages(places)]);
  sandbox.graph.settings.delayMs = 0;
  assert.equal(sandbox.graph.stats.peak, 4);
  assert.equal(sandbox.graph.stats.refused, 0);
});

test('a delta that Graph has forgotten begins anew, and one that is garbled too', async () => {
  const reader = open();
  deliver('One');
  await reader.openFolder('');
  const first = await reader.list({ cursor: '' });
  sandbox.graph.generations.set(address, 7);
  assert.deepEqual((await reader.list({ cursor: first.cursorAfter([]) })).places, first.places);
  const garbled = first.cursorAfter([]).replace(/token=.*/, 'token=abc');
  assert.deepEqual((await reader.list({ cursor: garbled })).places, first.places);
});

test('a delta that is forgotten between two of its pages begins anew, and nothing is missing or double', async () => {
  const reader = open();
  for (let n = 0; n < 260; n++) deliver(`Mail ${n}`);
  await reader.openFolder('');
  const { places: all } = await reader.list({ cursor: '' });
  assert.equal(all.length, 260);
  for (const kind of ['graph-sync-lost', 'graph-resync'] as const) {
    // Only what goes on with a token is struck: the first page has come.
    sandbox.faults.set(address, { kind, times: 1 });
    const { places, cursorAfter } = await reader.list({ cursor: '' });
    assert.deepEqual(sandbox.faults.list(), [], `${kind} has struck`);
    assert.deepEqual(places, all);
    assert.deepEqual((await reader.list({ cursor: cursorAfter([]) })).places, []);
  }
});

test('a token for changes that Graph calls badly formed begins them anew, and a round goes on from there', async () => {
  const reader = open();
  deliver('Before');
  await reader.openFolder('');
  const { places: all, cursorAfter } = await reader.list({ cursor: '' });
  const garbled = cursorAfter([]).replace(/deltatoken=[^&\n]+/, 'deltatoken=garbled');
  assert.match(garbled, /deltatoken=garbled/);
  const again = await reader.list({ cursor: garbled });
  assert.deepEqual(again.places, all);
  const next = again.cursorAfter([]);
  assert.match(next, /deltatoken=(?!garbled)/);
  deliver('After');
  assert.equal((await reader.list({ cursor: next })).places.length, 1);
});

test('a message beyond the limit comes as its header, however small Graph says it is', async () => {
  const reader = open();
  deliver('Large', 'x'.repeat(50_000));
  await reader.openFolder('');
  const [place = ''] = (await reader.list({ cursor: '' })).places;
  const large = await reader.fetchLarge(place, 10_000, 500);
  assert.equal(large.kind, 'oversized');
  assert.match(large.kind === 'oversized' ? String(large.header) : '', /^Subject: Large\r\n/m);
  const whole = await reader.fetchLarge(place, 1_000_000, 500);
  assert.equal(whole.kind, 'whole');
});

test('what Graph agrees to and does not do is said to be so', async () => {
  const reader = open();
  deliver('Stubborn');
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  const faults = sandbox.faults;
  faults.set(address, { kind: 'graph-empty-body', command: 'patch' });
  // An empty answer is looked after.
  await reader.markRead(places);
  assert.equal(mailbox.folderOf('inbox').messages[0]?.flags.has('\\Seen'), true);
  faults.clear(address);
  await assert.rejects(reader.moveMessages(places, 'INBOX'), (error: RemoteError) => {
    assert.equal(diagnose(error.failure).code, 'graph_same_folder');
    return true;
  });
  const notDone = { origin: 'graph', code: 'NOT_DONE', command: 'SETTLE', text: 'As before.' } as const;
  assert.equal(diagnose(notDone).code, 'graph_settle_refused');
});

test('what cannot be moved because the folder has just gone is told, and not taken for a message that is gone', async () => {
  const reader = open();
  deliver('Stays');
  deliver('Goes');
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  const [first, gone] = places;
  assert.ok(first !== undefined && gone !== undefined);
  await reader.removeMessages([gone]);
  sandbox.faults.set(address, { kind: 'graph-item-not-found', command: 'move', times: 1 });
  await assert.rejects(reader.moveMessages([first], 'Done'), (error: RemoteError) => {
    assert.equal(diagnose(error.failure).code, 'graph_settle_refused');
    return true;
  });
  await reader.moveMessages([first], 'Done');
  await reader.openFolder('Done');
  assert.equal((await reader.describeMessages([first])).length, 1);
});

test('a message whose answer ends with the line alone is not taken for whole; packed, it is', async () => {
  const reader = open();
  deliver('Long', 'x'.repeat(5000));
  await reader.openFolder('');
  const { places } = await reader.list({ cursor: '' });
  const [whole] = await reader.fetchMessages(places);
  const fault = { kind: 'graph-no-length', value: 2000, command: 'value' } as const;
  sandbox.faults.set(address, { ...fault, words: 'never packed' });
  await assert.rejects(reader.fetchMessages(places), /does not say where it ends/);
  sandbox.faults.set(address, fault);
  const [packed] = await reader.fetchMessages(places);
  assert.deepEqual(packed?.raw, whole?.raw);
});

test('what somebody has put into another folder since is neither marked, moved nor deleted there', async () => {
  const ways = [
    (reader: Reader, places: string[]) => reader.markRead(places),
    (reader: Reader, places: string[]) => reader.moveMessages(places, 'Done'),
    (reader: Reader, places: string[]) => reader.removeMessages(places),
  ];
  type Reader = ReturnType<typeof open>;
  for (const [n, settle] of ways.entries()) {
    const reader = open();
    deliver(`Filed ${n}`);
    deliver(`Stays ${n}`);
    await reader.openFolder('');
    const { places } = await reader.list({ cursor: '' });
    const inbox = mailbox.folderOf('inbox');
    const filed = inbox.messages[0];
    assert.ok(filed !== undefined);
    const drawer = mailbox.folderOf('archive');
    mailbox.move(inbox, [filed.uid], drawer);
    const before = drawer.messages.length;
    await settle(reader, [...places]);
    assert.equal(drawer.messages.length, before);
    assert.equal(drawer.messages.at(-1)?.flags.has('\\Seen'), false);
    scene.reset();
  }
});

test('a token is sent to Graph alone, whatever link comes', async () => {
  const reader = open();
  for (let n = 0; n < 3; n++) deliver(`Mail ${n}`);
  await reader.openFolder('');
  sandbox.faults.set(address, { kind: 'graph-foreign-link' });
  await assert.rejects(reader.list({ cursor: '' }), /not Graph/);
  sandbox.faults.clear(address);
  // A link that was stored for another cloud is not followed either.
  const { places } = await reader.list({
    cursor: 'https://graph.example.net/v1.0/users/a/messages/delta?$deltatoken=x',
  });
  assert.equal(places.length, 3);
});

test('one token that Graph refuses is renewed, and a second refusal is told', async () => {
  let asked: boolean[] = [];
  const reader = scene.open({
    async getToken(isForced) {
      asked.push(isForced);
      return isForced ? scene.token : 'stale';
    },
  });
  assert.equal((await reader.openFolder('')).path, 'INBOX');
  assert.deepEqual(asked, [false, true]);
  asked = [];
  sandbox.faults.set(address, { kind: 'graph-token-expired' });
  await assert.rejects(reader.openFolder(''), /InvalidAuthenticationToken/);
  assert.deepEqual(asked, [false, true]);
  sandbox.faults.clear(address);
});

test('a server that refuses again and again is asked a few times, and then left alone for longer than it says', async () => {
  const reader = open();
  sandbox.faults.set(address, { kind: 'graph-throttled', value: 0 });
  const before = sandbox.graph.stats.requests;
  await assert.rejects(reader.openFolder(''), (error: RemoteError) => {
    assert.ok((error.failure.retryAfter ?? 0) >= 30_000);
    return true;
  });
  assert.ok(sandbox.graph.stats.requests - before <= 6);
  sandbox.faults.clear(address);
});

test('each page of a long list says that it goes on, so that nobody takes it for stuck', async () => {
  for (let number = 0; number < 12; number++) deliver(`Number ${number}`);
  let beats = 0;
  const reader = scene.open({ onSlow: () => beats++ });
  await reader.openFolder('');
  const before = beats;
  await reader.list({ cursor: '' });
  assert.ok(beats > before, String(beats));
  await reader.close();
});
