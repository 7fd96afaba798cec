import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addAccount,
  agreeToGraph,
  type ConnectedApp,
  goToMicrosoft,
  pathOf,
  query,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../../support/microsoft.ts';
import { pageWords } from '../../support/page-words.ts';
import { waitFor } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
let connected: ConnectedApp;
let path: string;
let mails = 0;

before(async () => {
  connected = await startBesideSandbox(3);
  await saveApp(connected);
  path = await startChannel(connected, await addAccount(connected, support));
});
after(() => connected.stop());

const ask = (sql: string) => query(connected.postroom, sql);
const number = async (sql: string) => Number(Object.values((await ask(sql))[0] ?? {})[0] ?? 0);
const countArticles = () => number("SELECT count(*) FROM articles WHERE direction = 'in'");
const fetchNow = () => connected.admin.post(`${path}/fetches`, {});
const readPage = async () => pageWords(await (await connected.admin.get(path)).text());

async function deliver(): Promise<void> {
  const before = await countArticles();
  const subject = `Mail number ${++mails}`;
  const mail = `From: carla@customer.example\r\nSubject: ${subject}\r\nMessage-ID: <${mails}@x.example>\r\n\r\nHi`;
  connected.sandbox.mailboxes.deliver(support, Buffer.from(mail));
  await fetchNow();
  await waitFor(async () => (await countArticles()) === before + 1, undefined, subject);
}

const roadOfLast = async () => {
  const [row] = await ask('SELECT uid_validity FROM receipts ORDER BY id DESC LIMIT 1');
  return String(row?.uid_validity).startsWith('graph:') ? 'graph' : 'imap';
};

test('without consent for Graph a new channel is read by IMAP, and the page says so', async () => {
  await waitFor(async () => (await countArticles()) === 3);
  await deliver();
  assert.equal(await roadOfLast(), 'imap');
  assert.match(await readPage(), /Incoming mail Whichever works: IMAP now/);
});

test('where IMAP is off and Graph has no consent, the page says what would help', async () => {
  connected.sandbox.faults.set(support, { kind: 'authenticate-failed' });
  connected.sandbox.faults.set(support, { kind: 'token-expired', times: 1 });
  await fetchNow();
  await waitFor(
    async () => (await number('SELECT count(*) FROM channels WHERE failure_code IS NOT NULL')) === 1,
  );
  await waitFor(
    async () => (await number('SELECT count(*) FROM channel_roads WHERE hindrance IS NOT NULL')) === 1,
  );
  const page = await readPage();
  assert.match(page, /Microsoft Graph could take over/);
  assert.match(page, /Allow Microsoft Graph/);
});

test('with the second consent Graph takes over, imports nothing twice and goes on', async () => {
  const before = await countArticles();
  await agreeToGraph(connected, support, Number(path.split('/').pop()));
  await waitFor(
    async () => (await number("SELECT count(*) FROM channel_folders WHERE road = 'graph'")) === 1,
  );
  await waitFor(
    async () => (await number("SELECT count(*) FROM receipts WHERE uid_validity LIKE 'graph:%'")) === before,
  );
  assert.equal(await countArticles(), before);
  await deliver();
  assert.equal(await roadOfLast(), 'graph');
  assert.match(await readPage(), /Incoming mail Whichever works: Microsoft Graph now/);
});

test('a channel keeps to the road that an admin has chosen', async () => {
  connected.sandbox.faults.clear(support);
  const answer = await connected.admin.post(`${path}/roads`, { in: 'imap_smtp', out: 'either' });
  assert.equal(answer.status, 303);
  const before = await countArticles();
  await deliver();
  assert.equal(await roadOfLast(), 'imap');
  assert.equal(await countArticles(), before + 1);
  assert.match(await readPage(), /Incoming mail IMAP/);
  await connected.admin.post(`${path}/roads`, { in: 'either', out: 'either' });
  await deliver();
  assert.equal(await roadOfLast(), 'graph');
});

test('who signs in again keeps what the account has agreed to: Graph is not given up for it', async () => {
  const id = Number(path.split('/').pop());
  const back = await connected.admin.get(
    pathOf(await goToMicrosoft(connected, support, `kind=reauthenticate&channel=${id}`)),
  );
  assert.equal(back.status, 303);
  await deliver();
  assert.equal(await roadOfLast(), 'graph');
  assert.match(await readPage(), /Incoming mail Whichever works: Microsoft Graph now/);
});

/** The line that waits for mail when the roads change may still fetch what comes at that moment. */
const deliverUntilBy = (road: string) =>
  waitFor(async () => {
    await deliver();
    return (await roadOfLast()) === road;
  });

test('who signs in again where Graph is not agreed to any more is read by IMAP from then on', async () => {
  const id = Number(path.split('/').pop());
  connected.sandbox.entra.consents.withdraw(connected.sandbox.app.clientId);
  const page = await goToMicrosoft(connected, support, `kind=reauthenticate&channel=${id}`);
  assert.equal((await connected.admin.get(pathOf(page))).status, 303);
  await deliverUntilBy('imap');
  await agreeToGraph(connected, support, id);
  await deliverUntilBy('graph');
});

test('where Graph gives out, IMAP takes over; the page says why and since when', async () => {
  connected.sandbox.faults.set(support, {
    kind: 'graph-reply',
    words:
      '404 MailboxNotEnabledForRESTAPI: The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  });
  await deliver();
  assert.equal(await roadOfLast(), 'imap');
  // Noted once the mail is in.
  const words = ['Whichever works: IMAP now', 'The mailbox is not one that Microsoft Graph reaches'];
  await waitFor(async () => {
    const page = await readPage();
    return words.every((each) => page.includes(each));
  });
  const page = await readPage();
  assert.match(page, /Microsoft Graph is tried again/);
  connected.sandbox.faults.clear(support);
});

test('where IMAP and SMTP are off, each page of the set-up leads to Graph, and back into the set-up', async () => {
  const { sandbox, admin } = connected;
  const lena = 'lena.hart@brightwater.example';
  const id = await addAccount(connected, lena);
  sandbox.faults.set(lena, { kind: 'authenticate-failed' });
  sandbox.faults.set(lena, { kind: 'smtp-auth-disabled-tenant' });
  const read = async (page: string) => (await admin.get(`/channels/${id}/${page}`)).text();
  const allow = `/oauth/microsoft/start?kind=reauthenticate&amp;channel=${id}&amp;resource=graph`;
  for (const page of ['folders', 'rehearsal']) {
    const html = await read(page);
    assert.ok(html.includes(allow), page);
    assert.match(html, /Exchange refuses the sign-in/);
    if (page === 'rehearsal') assert.match(html, new RegExp(`channel=${id}"[^>]*> *Re-authenticate`));
    assert.doesNotMatch(html, />Start</);
  }
  const back = await admin.get(
    pathOf(
      await goToMicrosoft(connected, lena, allow.slice(allow.indexOf('?') + 1).replaceAll('&amp;', '&')),
    ),
  );
  assert.match(back.headers.get('location') ?? '', new RegExp(`^/channels/${id}/setup`));
  assert.match(await read('folders'), /INBOX/);
  const rehearsal = await read('rehearsal');
  assert.match(rehearsal, />Start</);
  assert.doesNotMatch(rehearsal, /Allow Microsoft Graph|Sending does not work/);
  const page = await (await admin.get(`/channels/${id}`)).text();
  assert.doesNotMatch(page, /nobody has allowed it yet/);
});

test('where it is the app that Microsoft refuses, nobody is sent to Graph, which would be refused just so', async () => {
  const { sandbox, admin } = connected;
  const omar = 'omar.diaz@brightwater.example';
  sandbox.settings.tokenLifetimeSeconds = 30;
  const id = await addAccount(connected, omar);
  sandbox.faults.set(omar, { kind: 'entra-7000222', command: 'token' });
  const page = await (await admin.get(`/channels/${id}/rehearsal`)).text();
  assert.match(page, /The Client Secret has expired/);
  assert.match(page, /href="\/settings\/microsoft\?app=\d+">\s*Connect Microsoft 365 App/);
  assert.doesNotMatch(page, /Allow Microsoft Graph/);
});
