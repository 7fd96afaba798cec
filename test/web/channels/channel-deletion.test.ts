import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addAccount,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
const settings = { name: 'Support', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
let connected: ConnectedApp;
before(async () => {
  connected = await startBesideSandbox(6);
  await saveApp(connected);
});
after(() => connected.stop());

async function countOf(sql: string): Promise<number> {
  const [row] = await query(connected.postroom, `SELECT count(*) AS n FROM ${sql}`);
  return Number(row?.n);
}

async function start(path: string): Promise<void> {
  await connected.admin.post(`${path}/setup`, settings);
  assert.equal((await connected.admin.post(`${path}/start`, {})).status, 303);
}

function deliver(subject: string): void {
  const mail = `From: carla@customer.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@x.example>\r\n\r\nHi`;
  connected.sandbox.mailboxes.deliver(support, Buffer.from(mail));
}

test('a deleted channel keeps its tickets; its mailbox added again in keep mode imports nothing twice', async () => {
  const { admin, sandbox } = connected;
  const id = await addAccount(connected, support);
  const path = `/channels/${id}`;
  await start(path);
  const all = sandbox.mailboxes.get(support)?.findFolder('INBOX')?.messages.length ?? 0;
  await waitFor(async () => (await countOf('receipts')) === all);
  const tickets = await countOf('tickets');
  assert.ok(tickets > 0);

  const [ticket] = await query(connected.postroom, 'SELECT number FROM tickets LIMIT 1');
  await admin.post(`${path}/pause`, {});
  const answer = { key: 'the-first-answer', to: 'carla@customer.example', text: 'Hello', state: 'open' };
  assert.equal((await admin.post(`/tickets/${ticket?.number}/replies`, answer)).status, 303);

  const page = (await (await admin.get(`${path}/deletion`)).text()).replace(/\s+/g, ' ');
  assert.match(page, new RegExp(`<b>${tickets} tickets</b>`));
  assert.match(page, /<b>1 answer<\/b> waits to be sent and will not be/);
  assert.match(page, new RegExp(`<b>${all} receipts</b>`));
  const wrong = await admin.post(`${path}/deletion`, { address: 'other@brightwater.example' });
  assert.equal(wrong.status, 422);
  assert.equal(await countOf('channels WHERE deleted_at IS NULL'), 1);

  const done = await admin.post(`${path}/deletion`, { address: ` ${support.toUpperCase()} ` });
  assert.equal(done.headers.get('location'), '/channels');
  assert.equal((await admin.get(path)).status, 404);
  assert.doesNotMatch(await (await admin.get('/channels')).text(), new RegExp(support));
  assert.equal(await countOf('tickets'), tickets);
  assert.equal(await countOf('channels WHERE token_cache IS NOT NULL'), 0);
  assert.equal(await countOf('email_addresses'), 0);
  assert.equal(await countOf("outbox WHERE state = 'failed'"), 1);
  const [delivery] = await query(connected.postroom, 'SELECT id FROM outbox');
  assert.equal((await admin.post(`/outbox/${delivery?.id}/attempts`, {})).status, 409);
  assert.match(
    await (await admin.get(`/tickets/${ticket?.number}`)).text(),
    /The channel was deleted before this was sent/,
  );

  deliver('while-it-was-gone');
  const again = await addAccount(connected, support);
  const rehearsal = await (await admin.get(`/channels/${again}/rehearsal`)).text();
  assert.match(rehearsal.replace(/\s+/g, ' '), new RegExp(`<b>${all}</b> were imported earlier`));
  await start(`/channels/${again}`);
  await waitFor(async () => (await countOf('receipts')) === all + 1);
  deliver('the-last-one');
  await waitFor(async () => (await countOf('receipts')) === all + 2);
  assert.equal(await countOf("articles WHERE kind = 'email' AND direction = 'in'"), all + 2);
});

test('a delegate takes up what a deleted channel has read of a shared mailbox', async () => {
  const { admin } = connected;
  const [channel] = await query(connected.postroom, 'SELECT id FROM channels WHERE deleted_at IS NULL');
  const receipts = await countOf('receipts');
  await admin.post(`/channels/${channel?.id}/deletion`, { address: support });
  const id = await addAccount(connected, 'lena.hart@brightwater.example');
  assert.equal((await admin.post(`/channels/${id}/setup`, { ...settings, address: support })).status, 303);
  assert.equal(await countOf(`receipts WHERE channel_id = ${id}`), receipts);
  assert.equal(await countOf('channels'), 1);
});
