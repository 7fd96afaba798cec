import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runShell } from '../../../src/sandbox/exchange-shell.ts';
import {
  type ConnectedApp,
  goToMicrosoft,
  pathOf,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

const info = 'info@brightwater.example';
const lena = 'lena.hart@brightwater.example';
let connected: ConnectedApp;
before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
});
after(() => connected.stop());

async function add(queryText: string): Promise<string> {
  const back = await connected.admin.get(pathOf(await goToMicrosoft(connected, lena, queryText)));
  return back.headers.get('location') ?? '';
}

async function start(path: string, settings: Record<string, string>): Promise<void> {
  const usual = { groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  await connected.admin.post(`${path}/setup`, { ...usual, ...settings });
  await connected.admin.post(`${path}/start`, {});
}

test('which mailbox is read is asked before Microsoft is; a shared one needs no detour by the own one', async () => {
  const page = async (path: string) => (await connected.admin.get(path)).text();
  assert.match(await page('/channels'), /href="\/channels\/new"/);
  assert.match(await page('/channels/new'), /Sign in <b>as that mailbox<\/b>/);
  const wrong = await connected.admin.get('/channels/new?mailbox=info');
  assert.equal(wrong.status, 422);
  const chosen = await page(`/channels/new?mailbox=${info}`);
  assert.match(chosen, /Full Access to read it[\s\S]*mailbox=info%40brightwater\.example/);
  // The account's own mailbox first: it must not stand in the way.
  assert.equal(await add('kind=add_account'), '/channels/1/setup');
  assert.equal(await add(`kind=add_account&mailbox=${info.toUpperCase()}`), '/channels/2/setup');
  const channels = await query(
    connected.postroom,
    'SELECT address, user_name, account_address, name FROM channels ORDER BY id',
  );
  assert.deepEqual(channels, [
    { address: lena, user_name: lena, account_address: lena, name: 'Lena Hart' },
    { address: info, user_name: lena, account_address: lena, name: info },
  ]);
});

test('customers read the name of the group, never that of who opens the mailbox', async () => {
  const [group] = await query(connected.postroom, 'SELECT name FROM groups');
  await start('/channels/2', { name: 'Information', sendingAddress: 'change' });
  const mail =
    'From: Carla <carla@customer.example>\r\nSubject: Canoe\r\nMessage-ID: <1@x.example>\r\n\r\nHi';
  connected.sandbox.mailboxes.deliver(info, Buffer.from(mail));
  await connected.admin.post('/channels/2/fetches', {});
  await waitFor(async () => (await query(connected.postroom, 'SELECT id FROM tickets')).length === 1);
  const [ticket] = await query(connected.postroom, 'SELECT number FROM tickets');
  const answer = { key: 'an-answer', to: 'carla@customer.example', text: 'Yes.', state: 'open' };
  await connected.admin.post(`/tickets/${ticket?.number}/replies`, answer);
  await waitFor(() => connected.sandbox.sent.length === 1);
  const raw = connected.sandbox.sent[0]?.raw.toString() ?? '';
  assert.match(raw, new RegExp(`^From: ${group?.name} <${info}>`, 'm'));
  assert.doesNotMatch(raw, /Lena/);
});

test('where the copy of an answer lies is looked up, and how Exchange keeps one in the shared mailbox is said', async () => {
  const check = async () => {
    const started = await connected.admin.post('/channels/2/checks', {});
    const path = `${started.headers.get('location')}/lines`;
    // A desk that is busy for a moment says so instead of the lines.
    let lines = '';
    await waitFor(async () => {
      lines = await (await connected.admin.get(path)).text();
      return /Find the copy of the last answer[^<]*<\/b>\s*<span class="hint">(passed|failed)/.test(lines);
    });
    return lines;
  };
  const elsewhere = await check();
  assert.match(elsewhere, /Answers are kept with the account that signs in/);
  const line = /<code[^>]*>([^<]*MessageCopyForSentAsEnabled[^<]*)</.exec(elsewhere)?.[1] ?? '';
  runShell(connected.sandbox.entra, line.replaceAll('&#39;', "'"));
  const [ticket] = await query(connected.postroom, 'SELECT number FROM tickets');
  const answer = { key: 'a-second', to: 'carla@customer.example', text: 'And more.', state: 'open' };
  await connected.admin.post(`/tickets/${ticket?.number}/replies`, answer);
  await waitFor(async () => {
    const sent = await query(connected.postroom, "SELECT id FROM outbox WHERE state = 'sent'");
    return sent.length === 2;
  });
  assert.match(await check(), /The last answer lies in Sent Items of info@/);
});

test('a mailbox that is chosen in the set-up only loses the name of the account, too', async () => {
  await start('/channels/1', { name: 'Elsewhere', address: 'billing@brightwater.example' });
  const [row] = await query(
    connected.postroom,
    "SELECT name FROM email_addresses WHERE address LIKE 'billing@%'",
  );
  assert.deepEqual(row, { name: '' });
});

test('two folders of one mailbox are two channels', async () => {
  connected.sandbox.mailboxes.get(info)?.createFolder('Orders');
  assert.equal(await add(`kind=add_account&mailbox=${info}`), '/channels/3/setup');
  await start('/channels/3', { name: 'Orders', folder: 'Orders' });
  const mail = 'From: Otto <otto@customer.example>\r\nSubject: Paddle\r\nMessage-ID: <2@x.example>\r\n\r\nHi';
  connected.sandbox.mailboxes.deliver(info, Buffer.from(mail), { folder: 'Orders' });
  await connected.admin.post('/channels/3/fetches', {});
  const receipts = () =>
    query(connected.postroom, 'SELECT channel_id FROM receipts WHERE channel_id = 3 OR channel_id = 2');
  await waitFor(async () => (await receipts()).length === 2);
  const again = await add(`kind=add_account&mailbox=${info}`);
  const same = await connected.admin.post(`${again}`, {
    name: 'Again',
    groupId: '1',
    afterImport: 'mark_read',
    archiveState: 'closed',
    folder: 'Orders',
  });
  assert.equal(same.status, 422);
});
