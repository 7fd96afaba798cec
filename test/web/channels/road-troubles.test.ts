import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { listDelegatedScopes } from '../../../src/domain/cloud.ts';
import { readCloudFile } from '../../../src/microsoft/cloud-file.ts';
import { parseScopes } from '../../../src/sandbox/entra-scopes.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import {
  addAccount,
  agreeToGraph,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../../support/microsoft.ts';
import { pageWords } from '../../support/page-words.ts';
import { waitFor, waitUntil } from '../../support/wait-for.ts';

// What can go wrong with the two roads: each is brought about in the whole program, read on the page of the channel, and over by
// itself once its cause is.

const support = 'support@brightwater.example';
let connected: ConnectedApp;
let path: string;
let mails = 0;

before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
  const id = await addAccount(connected, support);
  await agreeToGraph(connected, support, id);
  path = await startChannel(connected, id);
});
after(() => connected.stop());
afterEach(() => {
  connected.sandbox.faults.clear();
  Object.assign(connected.sandbox.graph.settings, { delayMs: 0, hidesReturned: false });
});

const ask = (sql: string) => query(connected.postroom, sql);
const countOf = async (subject: string) =>
  (await ask(`SELECT 1 FROM articles WHERE direction = 'in' AND subject = '${subject}'`)).length;
const fetchNow = () => connected.admin.post(`${path}/fetches`, {});
const choose = (way: string, out = way) => connected.admin.post(`${path}/roads`, { in: way, out });
const strike = (fault: Fault) => connected.sandbox.faults.set(support, fault);
const readPage = async () => pageWords(await (await connected.admin.get(path)).text());

function deliver(): string {
  const subject = `Mail number ${++mails}`;
  const mail = `From: carla@customer.example\r\nSubject: ${subject}\r\nMessage-ID: <${mails}@x.example>\r\n\r\nHi`;
  connected.sandbox.mailboxes.deliver(support, Buffer.from(mail));
  return subject;
}

/** Fetches until the page says it: what may heal by itself is believed only when it comes twice. */
async function waitForWords(words: RegExp): Promise<string> {
  let page = '';
  let looks = 0;
  await waitFor(
    async () => {
      if (looks++ % 10 === 0) await fetchNow();
      page = await readPage();
      return words.test(page);
    },
    undefined,
    String(words),
  );
  return page;
}

async function roadOf(subject: string): Promise<string> {
  const [row] = await ask(
    `SELECT uid_validity FROM receipts WHERE article_id IN (SELECT id FROM articles WHERE subject = '${subject}')`,
  );
  return String(row?.uid_validity).startsWith('graph:') ? 'graph' : 'imap';
}

/** @returns the road that a new mail has come by */
async function bringMail(): Promise<string> {
  const subject = deliver();
  await waitFor(async () => (await countOf(subject)) === 1, undefined, subject);
  return roadOf(subject);
}

async function expectMail(subject: string, road: string): Promise<void> {
  await waitFor(async () => (await countOf(subject)) === 1, undefined, subject);
  assert.equal(await roadOf(subject), road);
}

/** It has healed: new mail comes by Graph, and the page has no complaint left. */
async function expectWhole(): Promise<void> {
  connected.sandbox.faults.clear();
  // Both are tried at once, as after an hour.
  await choose('either');
  // A look by IMAP that had begun before the choice may still bring what comes until now.
  await waitUntil(bringMail, (road) => road === 'graph');
  await waitForWords(/Incoming mail Whichever works: Microsoft Graph now/);
  await waitFor(async () => {
    const [row] = await ask('SELECT state, failure_code FROM channels');
    return row?.state === 'watching' && row.failure_code === null;
  });
}

interface Trouble {
  readonly name: string;
  readonly fault: Fault;
  /** What the page says meanwhile; undefined where nobody has to know. */
  readonly says?: RegExp;
  /** The road that mail comes by meanwhile; undefined where it waits. */
  readonly road?: 'graph' | 'imap';
}

const troubles: readonly Trouble[] = [
  {
    name: 'the mailbox is being moved',
    fault: { kind: 'graph-mailbox-moving' },
    says: /Microsoft is moving the mailbox/,
  },
  {
    name: 'it is throttled for ever, one second at a time',
    fault: { kind: 'graph-throttled', value: 1 },
    says: /Microsoft Graph slows|slows this mailbox down|throttl/i,
  },
  {
    name: 'five requests at once would be too many, and it is said so without a time',
    fault: { kind: 'graph-throttled-bare', times: 2 },
    road: 'graph',
  },
  { name: 'a delta link is lost in the middle', fault: { kind: 'graph-sync-lost', times: 1 }, road: 'graph' },
  { name: 'Graph wants to begin anew', fault: { kind: 'graph-resync', times: 1 }, road: 'graph' },
  { name: 'a policy ends the token before its time', fault: { kind: 'graph-claims' }, road: 'graph' },
  {
    name: 'links lead to a foreign host',
    fault: { kind: 'graph-foreign-link' },
    says: /IMAP now, since .*because: .*Microsoft Graph is tried again/,
    road: 'imap',
  },
  {
    name: 'the app is kept out of Graph by a policy of Exchange',
    fault: { kind: 'graph-access-disabled' },
    says: /IMAP now, since .*because: A policy of Exchange keeps the app out of this mailbox/,
    road: 'imap',
  },
];

for (const { name, fault, says, road } of troubles) {
  test(name, async () => {
    await expectWhole();
    strike(fault);
    const subject = deliver();
    if (says === undefined) await fetchNow();
    else await waitForWords(says);
    if (road !== undefined) await expectMail(subject, road);
    else assert.equal(await countOf(subject), 0);
    if (says === undefined) assert.match(await readPage(), /Whichever works: Microsoft Graph now/);
    connected.sandbox.faults.clear();
    await choose('either');
    await expectMail(subject, road ?? 'graph');
    await expectWhole();
    assert.equal((await ask('SELECT 1 FROM quarantine WHERE resolved_at IS NULL')).length, 0);
  });
}

test('IMAP is switched off: the page says so where nothing else may be taken, and Graph reads it otherwise', async () => {
  strike({ kind: 'authenticate-failed' });
  await choose('imap_smtp');
  await waitFor(
    async () => (await ask('SELECT 1 FROM channels WHERE failure_code IS NOT NULL')).length === 1,
  );
  // A look by Graph that had begun before the choice may still bring what comes until now.
  const subject = deliver();
  await fetchNow();
  await waitForWords(/IMAP/);
  assert.equal(await countOf(subject), 0);
  await choose('either');
  await expectMail(subject, 'graph');
  await expectWhole();
});

test('SMTP AUTH is switched off: the ticket says so where nothing else may be taken, and Graph sends it otherwise', async () => {
  const subject = deliver();
  await expectMail(subject, 'graph');
  const sending = { connections: '3', messagesPerMinute: '30', recipientsPerDay: '9000' };
  await connected.admin.post('/settings/sending', { ...sending, mostMegabytes: '25', undoSeconds: '0' });
  strike({ kind: 'smtp-auth-disabled-tenant' });
  await choose('either', 'imap_smtp');
  const [ticket] = await ask('SELECT number FROM tickets ORDER BY id DESC LIMIT 1');
  const ticketPath = `/tickets/${ticket?.number}`;
  const html = await (await connected.admin.get(ticketPath)).text();
  const form = /<form[^>]*\/replies"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const fields = [...form.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(
    ([, key = '', value = '']) => [key, value] as const,
  );
  const sent = await connected.admin.post(`${ticketPath}/replies`, {
    ...Object.fromEntries(fields),
    to: 'carla@customer.example',
    text: 'Answered.',
    state: 'open',
  });
  assert.equal(sent.status, 303);
  await waitForWords(/SMTP AUTH|SmtpClientAuthentication|authenticated SMTP/i);
  assert.equal(connected.sandbox.sent.length, 0);
  await choose('either', 'either');
  await waitFor(() => connected.sandbox.sent.length === 1);
  await waitFor(async () => (await ask("SELECT 1 FROM outbox WHERE state = 'sent'")).length === 1);
  await waitForWords(/Outgoing mail Whichever works: Microsoft Graph now/);
});

test('the token for Graph is dead while the one for IMAP lives: IMAP takes over, and Graph comes back with the consent', async () => {
  await expectWhole();
  const { sandbox } = connected;
  const { consents } = sandbox.entra;
  const cloud = await readCloudFile(sandbox.cloudFile);
  const grant = (resource: 'mail' | 'graph') => {
    const parsed = parseScopes(listDelegatedScopes(cloud, resource).join(' '));
    assert.ok('scopes' in parsed);
    consents.grant(support, sandbox.app.clientId, parsed.scopes);
  };
  consents.withdraw(sandbox.app.clientId);
  grant('mail');
  // What looks into other folders may meet it first.
  strike({ kind: 'graph-token-expired', times: 5 });
  const subject = deliver();
  const page = await waitForWords(/IMAP now, since .*because:/);
  sandbox.faults.clear(support);
  assert.match(page, /AADSTS65001|agreed|consent/i);
  await expectMail(subject, 'imap');
  grant('graph');
  await expectWhole();
});

test('a message that went to another folder and came back is missed by no one: the comparison shows it', async () => {
  await expectWhole();
  connected.sandbox.graph.settings.hidesReturned = true;
  await connected.admin.post(`${path}/pause`, {});
  await waitFor(async () => (await ask("SELECT 1 FROM channels WHERE state = 'paused'")).length === 1);
  const subject = deliver();
  const mailbox = connected.sandbox.mailboxes.get(support);
  assert.ok(mailbox);
  const inbox = mailbox.folderOf('inbox');
  const elsewhere = mailbox.createFolder('Elsewhere');
  const uid = () => inbox.messages.at(-1)?.uid ?? 0;
  mailbox.move(inbox, [uid()], elsewhere);
  mailbox.move(elsewhere, [elsewhere.messages.at(-1)?.uid ?? 0], inbox);
  await connected.admin.post(`${path}/resumption`, {});
  const started = await connected.admin.post(`${path}/reconciliations`, {});
  const run = started.headers.get('location') ?? '';
  let page = '';
  await waitFor(async () => {
    page = pageWords(await (await connected.admin.get(run)).text());
    return /Compared/.test(page);
  });
  // By itself it comes with the comparison of each hour: test/desk/fetching/road-back.test.ts.
  assert.equal(await countOf(subject), 0);
  assert.match(page, /1 message needs a look/);
  assert.match(page, /Not imported yet/);
});

test('ten messages and an answer at once never ask for more than four things at a time', async () => {
  await expectWhole();
  connected.sandbox.graph.settings.delayMs = 20;
  connected.sandbox.graph.stats.refused = 0;
  const subjects = Array.from({ length: 10 }, deliver);
  await fetchNow();
  for (const subject of subjects) await expectMail(subject, 'graph');
  assert.equal(connected.sandbox.graph.stats.refused, 0);
});
