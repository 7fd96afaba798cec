import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { type Channel, getChannel, listChannels, updateChannel } from '../../../src/db/channels.ts';
import { groups } from '../../../src/db/schema/schema.ts';
import { mailAccounts } from '../../../src/db/schema/schema-accounts.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { saveMailAccount } from '../../../src/desk/channels/save-mail-account.ts';
import { askMailbox } from '../../../src/desk/fetching/ask-mailbox.ts';
import { createMailboxLimit } from '../../../src/domain/mailbox-limit.ts';
import type { FolderRole } from '../../../src/sandbox/mailboxes-names.ts';
import { type ApiClient, openApi } from '../../support/api-client.ts';
import { createWorkplace, runPostroom } from '../../support/command.ts';
import { type Dovecot, seedMaildir, startDovecot, whyNoDovecot } from '../../support/dovecot.ts';
import { type OutboxWorld, openOutboxWorld } from '../../support/outbox-world.ts';
import type { Person } from '../../support/ticket-desk.ts';
import { waitUntil } from '../../support/wait-for.ts';

const skip = whyNoDovecot();
const support = 'support@brightwater.example';
const sales = 'sales@dovecot.example';

let world: OutboxWorld;
let dovecot: Dovecot;
let agent: Person;
let stranger: Person;
let api: ApiClient;
const path = join(createWorkplace(), 'postroom.db');

/** One mailbox by Graph, one by IMAP at a Dovecot. */
before(async () => {
  if (skip !== undefined) return;
  world = await openOutboxWorld(support, { road: 'graph', path });
  dovecot = await startDovecot();
  const { tickets, admin } = world;
  seedMaildir(dovecot.mailFolder(sales), []);
  const account = { address: sales, name: 'Sales', userName: sales, password: dovecot.password };
  const [imapHost, smtpHost, imapSecurity, smtpSecurity] = ['127.0.0.1', '127.0.0.1', 'none', 'none'];
  const imap = { imapHost, imapPort: String(dovecot.port), imapSecurity };
  const smtp = { smtpHost, smtpPort: '1', smtpSecurity };
  await tickets.door
    .as({ kind: 'user', userId: admin.id })
    .call(saveMailAccount, { ...account, ...imap, ...smtp, allowsPrivate: true, savesAnyway: true });
  const { desk } = tickets;
  for (const { id } of await listChannels(desk.read)) {
    await desk.write((tx) => updateChannel(tx, id, { startedAt: desk.now() }));
  }
  // Nobody has ever signed in for the one that a desk of tests has.
  await desk.write((tx) => updateChannel(tx, tickets.channel.id, { deletedAt: desk.now() }));
  agent = await tickets.signIn('agent', 'Kim', { 1: 'answer' });
  stranger = await tickets.signIn('agent', 'Sam', {});
  api = await openApi(tickets, admin.id, ['channels:read']);
});
after(async () => {
  if (skip !== undefined) return;
  await dovecot.stop();
  await world.close();
});

/** The next person has asked nobody yet. All that follows is asked within the same minute, however long it takes. */
function forgetQuestions(): void {
  Object.assign(world.tickets.desk.memory, { mailboxLimit: createMailboxLimit(() => 0) });
}

const letter = (id: string, from: string, subject: string) =>
  Buffer.from(
    `From: ${from}\r\nTo: ${support}\r\nSubject: ${subject}\r\nMessage-ID: <${id}>\r\nDate: ${new Date().toUTCString()}\r\n\r\nWords.\r\n`,
  );

function putByGraph(folder: FolderRole | string, raw: Buffer): void {
  const mailbox = world.sandbox.mailboxes.get(support);
  assert.ok(mailbox);
  const isRole = ['inbox', 'junkemail', 'deleteditems', 'archive'].includes(folder);
  mailbox.append(isRole ? mailbox.folderOf(folder as FolderRole) : mailbox.createFolder(folder), raw);
}

function putByImap(folder: string, raw: Buffer): void {
  seedMaildir(join(dovecot.mailFolder(sales), `.${folder.replaceAll('/', '.')}`), [raw]);
}

/** What a busy machine has no time to answer is asked again: what takes too long is the matter of one test below. */
function ask(query: string) {
  return waitUntil(
    () => askOnce(query),
    (mailboxes) => mailboxes.every(({ failureCode }) => failureCode !== 'network_timeout'),
  );
}

async function askOnce(query: string) {
  forgetQuestions();
  const { status, body } = await api.get(`/trace?ask=true&q=${encodeURIComponent(query)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.mailboxes as {
    channel: string;
    state: string;
    words: string;
    step: string;
    failureCode: string | null;
    found: { folder: string; kind: string; sender: string; isKnown: boolean; words: string; step: string }[];
  }[];
}

/** Where each lies, which mailbox it is, what is asked, and what is said. */
const places: readonly (readonly [string, 'graph' | 'imap', string, string, RegExp])[] = [
  ['junk', 'graph', 'junkemail', 'Junk Email', /took it for spam.*Have it fetched/s],
  ['trash', 'graph', 'deleteditems', 'Deleted Items', /has deleted it.*rules/s],
  ['archived', 'graph', 'archive', 'Archive', /has archived it/],
  ['nested', 'graph', 'INBOX/Claims', 'INBOX/Claims', /has moved it there/],
  ['waiting', 'graph', 'inbox', 'INBOX', /which Postroom fetches.*Fetch now/s],
  ['junk2', 'imap', 'Junk', 'Junk', /took it for spam.*Have it fetched/s],
  ['trash2', 'imap', 'Trash', 'Trash', /has deleted it/],
  ['nested2', 'imap', 'Old/Claims', 'Old/Claims', /has moved it there/],
  // What IMAP and OData quote.
  [`o'neil"q`, 'graph', 'junkemail', 'Junk Email', /spam/],
  [`o'neil"q2\\x{3}`, 'imap', 'Junk', 'Junk', /spam/],
];

test('a message is found in whichever folder it lies, and nowhere else', { skip }, async () => {
  for (const [name, road, folder, shown, expected] of places) {
    const raw = letter(`${name}@Mail.example`, `${name.replaceAll(/\W/g, '')}@x.example`, `About ${name}`);
    if (road === 'graph') putByGraph(folder, raw);
    else putByImap(folder, raw);
    // A longer one is none of it.
    if (road === 'imap') putByImap(folder, letter(`x${name}@Mail.example.org`, 'a@b.example', 'Other'));
    const answers = await ask(`<${name}@Mail.example>`);
    const own = answers.find(({ channel }) => (channel === 'Sales') === (road === 'imap'));
    assert.equal(own?.state, 'found', `${name}: ${JSON.stringify(answers)}`);
    assert.deepEqual(
      own?.found.map((each) => [each.folder, each.isKnown]),
      [[shown, false]],
    );
    assert.match(`${own?.found[0]?.words} ${own?.found[0]?.step}`, expected);
    const other = answers.find(({ channel }) => channel !== own?.channel);
    assert.equal(other?.state, 'nothing');
    assert.match(`${other?.words} ${other?.step}`, /nothing of it lies in.*message trace/s);
  }
});

test('by who sent it and by words of a subject, of the last weeks', { skip }, async () => {
  putByGraph('junkemail', letter('s1@x.example', 'Zoe <zoe@customer.example>', 'Invoice 77 overdue'));
  putByImap('Junk', letter('s2@x.example', 'Zoe <zoe@customer.example>', 'Überweisung für Invoice 77'));
  const bySender = await ask('Zoe@Customer.example');
  assert.deepEqual(
    bySender.map(({ found }) => found.map(({ sender }) => sender)),
    [['zoe@customer.example'], ['zoe@customer.example']],
  );
  putByGraph('archive', letter('s3@x.example', 'max@notcustomer.example', 'Other'));
  const byDomain = await ask('@Customer.example');
  assert.deepEqual(
    byDomain.map(({ found }) => found.map(({ sender }) => sender)),
    [['zoe@customer.example'], ['zoe@customer.example']],
    'a domain',
  );
  const bySubject = await ask('invoice 77');
  assert.deepEqual(
    bySubject.map(({ found }) => found.length),
    [1, 1],
  );
  const byUmlaut = (await ask('Überweisung')).find(({ channel }) => channel === 'Sales');
  assert.equal(byUmlaut?.found.length, 1, 'a word that is not ASCII');
});

test('the page asks by itself, and a click fetches what is found, once', { skip }, async () => {
  forgetQuestions();
  putByImap('Junk', letter('click@x.example', 'Cleo <cleo@x.example>', 'Fetch me'));
  const q = encodeURIComponent('<click@x.example>');
  const page = await (await agent.get(`/trace?q=${q}`)).text();
  assert.match(page, /hx-get="\/trace\/mailboxes\?q=%3Cclick%40x.example%3E" hx-trigger="load"/);
  assert.match(page, /href="\/trace\?q=%3Cclick%40x.example%3E&amp;ask=1"/);
  const asked = await (await agent.get(`/trace?q=${q}&ask=1`)).text();
  const key = /name="key" value="([^"]+)"/.exec(asked)?.[1] ?? '';
  assert.match(asked, /took it for spam/);
  assert.equal((await stranger.post('/trace/rescues', { key, q: 'x' })).status, 404);
  assert.equal((await agent.post('/trace/rescues', { key, q: 'x' })).status, 303);
  assert.equal((await agent.post('/trace/rescues', { key, q: 'x' })).status, 404);
  const rows = await world.tickets.desk.read.select().from(articles).where(eq(articles.subject, 'Fetch me'));
  assert.equal(rows.length, 1);
  // From here on it is known, and offered no more.
  const again = await (await agent.get(`/trace?q=${q}&ask=1`)).text();
  assert.doesNotMatch(again, /name="key"/);
  assert.match(again, /opened ticket #\d+/);
});

test('who reads in no group of a mailbox has it not asked, and learns nothing of tickets of others', {
  skip,
}, async () => {
  putByGraph('junkemail', letter('secret@x.example', 'z@x.example', 'Secret'));
  forgetQuestions();
  const page = await (await stranger.get('/trace/mailboxes?q=secret%40x.example')).text();
  assert.match(page, /no mailbox that you may ask/);
  // In a ticket of a group that he does not see.
  const { desk } = world.tickets;
  const board = { name: 'Board', isActive: true, createdAt: desk.now() };
  const [other] = await desk.write((tx) => tx.insert(groups).values(board).returning());
  const mail = letter('board@x.example', 'z@x.example', 'Board matter');
  const channel = await getChannel(desk.read, world.channel.id);
  await world.tickets.deliverTo({ ...channel, groupId: other?.id ?? 0 } as Channel, mail.toString());
  putByGraph('archive', mail);
  const seen = async (who: Person) => (await who.get('/trace/mailboxes?q=board%40x.example')).text();
  assert.doesNotMatch(await seen(agent), /Board matter/);
  assert.match(await seen(world.admin), /Postroom has it in ticket #\d+[\s\S]*Board matter/);
});

test('a mailbox that cannot be asked says why and what to do, and the others answer', { skip }, async () => {
  world.sandbox.faults.set(support, { kind: 'graph-access-denied' });
  const [graph, imap] = (await ask('<junk2@mail.example>')).sort((a, b) => (a.channel > b.channel ? -1 : 1));
  world.sandbox.faults.clear(support);
  const [failed, found] = graph?.state === 'failed' ? [graph, imap] : [imap, graph];
  assert.equal(failed?.state, 'failed');
  assert.ok(failed?.failureCode);
  assert.match(failed?.words ?? '', /could not be asked: \S+/);
  assert.notEqual(failed?.step, '');
  assert.equal(found?.state, 'found', 'in other letters than it was asked for');
});

test('a server that says nothing is given up in time', { skip }, async () => {
  const { desk } = world.tickets;
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const [channel] = (await listChannels(desk.read)).filter(({ name }) => name === 'Sales');
  assert.ok(channel);
  await desk.write((tx) => tx.update(mailAccounts).set({ imapPort: port }));
  const since = new Date(0);
  const search = { messageIds: ['a@b'], sender: undefined, subject: undefined, since };
  const question = { viewer: { userId: 0, isAdmin: true }, search };
  await assert.rejects(askMailbox(desk, channel, question, { milliseconds: 200 }), /within/);
  for (const socket of sockets) socket.destroy();
  silent.close();
  await desk.write((tx) => tx.update(mailAccounts).set({ imapPort: dovecot.port }));
});

test('who asks too often is told to wait, page and program alike', { skip }, async () => {
  forgetQuestions();
  let refused = 0;
  for (let asked = 0; asked < 12; asked++) {
    const { status, headers } = await api.get('/trace?ask=true&q=a%40b.example');
    if (status !== 429) continue;
    refused++;
    assert.ok(Number(headers.get('retry-after')) > 0);
  }
  assert.equal(refused, 2);
  const page = await (await world.admin.get('/trace?q=a%40b.example&ask=1')).text();
  assert.match(page, /asked too often/);
  assert.equal((await api.get('/trace?q=a%40b.example')).body.mailboxes, null);
});

test('the command asks too', { skip }, async () => {
  forgetQuestions();
  const env = { POSTROOM_CLOUD: world.sandbox.cloudFile };
  const asked = await runPostroom(['trace', '<junk@Mail.example>', '--ask', '--data', path], env);
  assert.equal(asked.code, 0, asked.stderr);
  assert.match(asked.stdout, /lies in Junk Email of .*took it for spam/);
  const json = await runPostroom(['trace', '<nowhere@Mail.example>', '--ask', '--json', '--data', path], env);
  assert.equal(json.code, 1, json.stderr);
  assert.equal(JSON.parse(json.stdout).mailboxes.length, 2);
});
