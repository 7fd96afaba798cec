import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Mailbox } from '../../src/sandbox/mailboxes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import {
  createGraphClient,
  emptyMailbox,
  errorOf,
  type GraphClient,
  giveToken,
  rowsOf,
} from './graph-support.ts';
import { plainMail } from './imap-support.ts';

const address = 'lena.hart@brightwater.example';
const folder = `users/${address}/mailFolders/inbox/messages/delta`;
let sandbox: Sandbox;
let graph: GraphClient;
let mailbox: Mailbox;
let clock = Date.parse('2026-11-02T10:00:00Z');

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0, now: () => clock });
  graph = createGraphClient(
    sandbox,
    giveToken(sandbox, address, ['Mail.ReadWrite'], 'https://graph.microsoft.com'),
  );
  const found = sandbox.mailboxes.get(address);
  assert.ok(found);
  mailbox = found;
});
after(async () => {
  graph.close();
  await sandbox.stop();
});
beforeEach(() => {
  emptyMailbox(mailbox);
  sandbox.graph.settings.hasDeltaQuirks = false;
});

const deliver = (subject: string) => sandbox.mailboxes.deliver(address, plainMail(subject));
const inbox = () => mailbox.folderOf('inbox');

interface Round {
  rows: Record<string, unknown>[];
  pages: number[];
  link: string;
}

async function readRound(path: string, prefer = ''): Promise<Round> {
  const rows: Record<string, unknown>[] = [];
  const pages: number[] = [];
  for (let url = path; ; ) {
    const page = await graph.get(url, { Prefer: `IdType="ImmutableId"${prefer}` });
    rows.push(...rowsOf(page));
    pages.push(rowsOf(page).length);
    const link = page['@odata.deltaLink'];
    if (typeof link === 'string') return { rows, pages, link };
    url = String(page['@odata.nextLink']);
  }
}

test('ten a page unless preferred, $top does not page, and the link remembers $select', async () => {
  for (let n = 1; n <= 12; n++) deliver(`Nr ${n}`);
  const usual = await readRound(`${folder}?$select=subject&$top=3`);
  assert.deepEqual(usual.pages, [10, 2]);
  assert.deepEqual((await readRound(`${folder}?$select=subject`, ', odata.maxpagesize=5')).pages, [5, 5, 2]);
  deliver('New');
  const later = await readRound(usual.link);
  assert.deepEqual(
    later.rows.map((row) => Object.keys(row).sort()),
    [['@odata.etag', 'id', 'subject']],
  );
});

test('a change of isRead is a part of a row without etag, another change the whole row', async () => {
  deliver('Changes');
  const { link, rows } = await readRound(`${folder}?$select=subject,isRead`);
  const [message] = inbox().messages;
  assert.ok(message);
  message.flags.add('\\Seen');
  mailbox.announceFlags(inbox(), [message]);
  const read = await readRound(link);
  const parentFolderId = (await graph.get(`users/${address}/mailFolders/inbox`)).id;
  assert.deepEqual(read.rows, [
    { '@odata.type': '#microsoft.graph.message', id: rows[0]?.id, isRead: true, parentFolderId },
  ]);
  message.flags.add('\\Flagged');
  mailbox.announceFlags(inbox(), [message]);
  const [flagged] = (await readRound(read.link)).rows;
  assert.deepEqual([flagged?.subject, typeof flagged?.['@odata.etag']], ['Changes', 'string']);
});

test('a message that is moved out, or deleted, is @removed; one that comes back is told of only by a switch', async () => {
  const uid = deliver('Wanders');
  const { link, rows } = await readRound(folder);
  const [moved] = mailbox.move(inbox(), [uid], mailbox.folderOf('archive'));
  const out = await readRound(link);
  assert.deepEqual(out.rows, [
    { '@odata.type': '#microsoft.graph.message', id: rows[0]?.id, '@removed': { reason: 'deleted' } },
  ]);
  mailbox.move(mailbox.folderOf('archive'), [moved ?? 0], inbox());
  assert.deepEqual((await readRound(out.link)).rows, []);
  sandbox.graph.settings.hidesReturned = false;
  assert.deepEqual(
    (await readRound(out.link)).rows.map(({ id }) => id),
    [rows[0]?.id],
  );
  sandbox.graph.settings.hidesReturned = true;
  assert.deepEqual(
    (await readRound(folder)).rows.map(({ id }) => id),
    [rows[0]?.id],
    'a new beginning lists it',
  );
});

test('pages without rows and repeated rows occur, and nothing is left out', async () => {
  sandbox.graph.settings.hasDeltaQuirks = true;
  for (let n = 1; n <= 40; n++) deliver(`Nr ${n}`);
  const { rows, pages } = await readRound(`${folder}?$select=subject`);
  assert.ok(pages.includes(0), `${pages}`);
  assert.ok(rows.length > 40, 'no row came twice');
  assert.equal(new Set(rows.map(({ id }) => id)).size, 40);
});

test('what a delta does not take: other filters, a search, the whole mailbox, a garbled token, another folder’s', async () => {
  const link = (await readRound(folder)).link;
  const refused = [
    `${folder}?$filter=isRead%20eq%20false`,
    `${folder}?$search=%22a%22`,
    `users/${address}/messages/delta`,
    `${folder}?$deltatoken=latest`,
    link.replace(/.$/, '!'),
    link.replace(/mailFolders\('[^']+'\)/, "mailFolders('archive')"),
  ];
  for (const path of refused) {
    const reply = await graph.ask(path);
    assert.deepEqual([reply.status, errorOf(reply).code], [400, 'BadRequest'], path);
  }
  const recent = `${folder}?$filter=receivedDateTime%20ge%202030-01-01T00:00:00Z`;
  deliver('Old');
  assert.deepEqual((await readRound(recent)).rows, []);
});

test('only what was asked for: created, updated, deleted', async () => {
  const uid = deliver('One');
  const links = new Map<string, string>();
  for (const type of ['created', 'updated', 'deleted']) {
    links.set(type, (await readRound(`${folder}?changeType=${type}&$select=subject`)).link);
  }
  mailbox.expunge(inbox(), [uid]);
  deliver('Two');
  const kinds = async (type: string) =>
    (await readRound(links.get(type) ?? '')).rows.map((row) => ('@removed' in row ? 'removed' : row.subject));
  assert.deepEqual(
    [await kinds('created'), await kinds('updated'), await kinds('deleted')],
    [['Two'], [], ['removed']],
  );
});

test('a token that is too old, or of before the mailbox moved, is 410 with the address of a new beginning', async () => {
  const { link } = await readRound(folder);
  sandbox.graph.generations.set(address, 1);
  const moved = await graph.ask(link);
  assert.deepEqual([moved.status, errorOf(moved).code], [410, 'SyncStateNotFound']);
  assert.match(String(moved.headers.location), /\/messages\/delta$/);
  const fresh = await readRound(String(moved.headers.location));
  sandbox.graph.settings.deltaLifetimeSeconds = 60;
  clock += 61_000;
  assert.equal((await graph.ask(fresh.link)).status, 410);
});
