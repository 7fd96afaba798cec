import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
import { waitFor } from '../../support/wait-for.ts';

// Shared mailboxes whose address was changed at Microsoft, and whose old one is gone there.

const lena = 'lena.hart@brightwater.example';
const support = 'support@brightwater.example';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
});
after(() => connected.stop());

const ask = (sql: string) => query(connected.postroom, sql);
const read = async (path: string) => pageWords(await (await connected.admin.get(path)).text());
const countTickets = async () => (await ask('SELECT id FROM tickets')).length;

async function addShared(address: string, changes: Record<string, string>): Promise<string> {
  return startChannel(connected, await addAccount(connected, lena, address), changes);
}

let mails = 0;
function deliver(address: string): void {
  const head = `From: carla@customer.example\r\nSubject: Mail ${++mails}\r\nMessage-ID: <${mails}@x.example>`;
  connected.sandbox.mailboxes.deliver(address, Buffer.from(`${head}\r\n\r\nHi`));
}

async function fetchOne(path: string, address: string): Promise<void> {
  const before = await countTickets();
  deliver(address);
  await connected.admin.post(`${path}/fetches`, {});
  await waitFor(async () => (await countTickets()) === before + 1, undefined, address);
}

/** At Microsoft. */
function rename(address: string, to: string): void {
  const { directory, mailboxes } = connected.sandbox;
  const shared = directory.sharedMailboxes.find((each) => each.address === address);
  assert.ok(shared);
  mailboxes.rename(address, to);
  shared.address = to;
}

/** @returns where its page is */
async function addAddress(path: string, address: string): Promise<string> {
  await connected.admin.post(`${path}/addresses`, { address, name: '', groupId: '' });
  const [row] = await ask(`SELECT id FROM email_addresses WHERE address = '${address}'`);
  return `${path}/addresses/${row?.id}`;
}

for (const road of ['imap_smtp', 'graph'] as const) {
  const old = road === 'graph' ? 'billing@brightwater.example' : 'info@brightwater.example';
  const now = `new-${old}`;
  test(`by ${road}, a channel goes on by the new address of its mailbox, and nothing comes twice`, async () => {
    const { admin, sandbox } = connected;
    for (const { delegates } of sandbox.directory.sharedMailboxes) delegates.push(lena);
    const group = { groupId: 'new', groupName: `Group ${road}` };
    const settings = { name: `By ${road}`, afterImport: 'mark_read', sendingAddress: 'change', ...group };
    const path = await addShared(old, settings);
    const [channel] = await ask(`SELECT id FROM channels WHERE address = '${old}'`);
    const id = Number(channel?.id);
    if (road === 'graph') await agreeToGraph(connected, lena, id);
    await admin.post(`${path}/roads`, { in: road, out: road });
    for (let n = 0; n < 3; n++) await fetchOne(path, old);
    const receipts = `SELECT uid_validity, uid, item_id FROM receipts WHERE channel_id = ${id} ORDER BY id`;
    const known = await ask(receipts);
    rename(old, now);
    await admin.post(`${path}/fetches`, {});
    await waitFor(async () =>
      (await ask(`SELECT failure_code FROM channels WHERE id = ${id}`)).some((row) => row.failure_code),
    );
    assert.match(await read(path), /new one is added under Addresses|add its new address under Addresses/);
    const page = await addAddress(path, now);
    assert.match(await read(page), /The mailbox was renamed/);
    assert.equal((await admin.post(`${page}/mailbox`, {})).status, 303);
    await fetchOne(path, now);
    // What was known is known by the same names.
    const after = (await ask(receipts)).map((row) => JSON.stringify(row));
    for (const row of known) assert.ok(after.includes(JSON.stringify(row)));
    const addresses = await ask(
      `SELECT address, is_primary FROM email_addresses WHERE channel_id = ${id} ORDER BY is_primary`,
    );
    assert.deepEqual(addresses, [
      { address: old, is_primary: 0 },
      { address: now, is_primary: 1 },
    ]);
    const [sender] = await ask(
      `SELECT address FROM groups JOIN email_addresses ON email_addresses.id = groups.email_address_id WHERE groups.name = 'Group ${road}'`,
    );
    assert.equal(sender?.address, now);
    assert.match(await read(path), new RegExp(`address.{0,40}${old}.{0,40}${now}`));
  });

  test(`by ${road}, it may be renamed while its mail comes in, and again`, async () => {
    const path = `/channels/${road === 'graph' ? 2 : 1}`;
    const before = await countTickets();
    const many = 150;
    let address = now;
    for (const next of [`third-${old}`, old]) {
      const had = await countTickets();
      for (let n = 0; n < many; n++) deliver(address);
      await connected.admin.post(`${path}/fetches`, {});
      await waitFor(async () => (await countTickets()) > had);
      rename(address, next);
      const page = await addAddress(path, next);
      assert.equal((await connected.admin.post(`${page}/mailbox`, {})).status, 303);
      address = next;
    }
    await waitFor(async () => (await countTickets()) === before + 2 * many);
    await fetchOne(path, address);
    assert.equal(await countTickets(), before + 2 * many + 1);
    const messages = await ask("SELECT message_id FROM articles WHERE direction = 'in'");
    assert.equal(new Set(messages.map((row) => row.message_id)).size, messages.length);
    rename(address, now);
    assert.equal((await connected.admin.post(`${await addAddress(path, now)}/mailbox`, {})).status, 303);
  });

  test(`by ${road}, another mailbox is not taken for the one that was renamed`, async () => {
    const path = `/channels/${road === 'graph' ? 2 : 1}`;
    // It has as many messages, of its own.
    for (let n = 0; n < 9; n++) deliver(lena);
    const page = await addAddress(path, lena);
    const answer = await connected.admin.post(`${page}/mailbox`, {});
    assert.equal(answer.status, 422);
    assert.match(pageWords(await answer.text()), /is another mailbox than the one that By/);
    await connected.admin.post(`${page}/removal`, {});
  });
}

test('an address that another channel reads is none, and one that nobody has is said to be that', async () => {
  const { admin } = connected;
  await startChannel(connected, await addAccount(connected, support));
  const [row] = await ask(`SELECT id, channel_id FROM email_addresses WHERE address = '${support}'`);
  assert.equal(row?.channel_id, 3);
  const nobody = await addAddress('/channels/1', 'nobody@brightwater.example');
  const answer = await admin.post(`${nobody}/mailbox`, {});
  assert.equal(answer.status, 422);
  assert.match(pageWords(await answer.text()), /Exchange refuses the sign-in/);
});
