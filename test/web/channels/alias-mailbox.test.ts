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

// A mailbox that is added once more under one of its further addresses: each of its messages would become two tickets.

const support = 'support@brightwater.example';
const alias = 'help@brightwater.example';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox(3);
  await saveApp(connected);
  await startChannel(connected, await addAccount(connected, support));
  await waitFor(async () => (await query(connected.postroom, 'SELECT id FROM articles')).length === 3);
});
after(() => connected.stop());

async function addAlias(settings: Record<string, string>): Promise<string> {
  const path = `/channels/${await addAccount(connected, support, alias)}`;
  const usual = { name: 'Help', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  await connected.admin.post(`${path}/setup`, { ...usual, ...settings });
  return path;
}

const look = async (path: string) => pageWords(await (await connected.admin.get(`${path}/rehearsal`)).text());

test('by IMAP that is found by a message that is there, before anything is imported', async () => {
  const path = await addAlias({});
  const page = await look(path);
  assert.match(page, /help@brightwater\.example is the mailbox that the channel Support reads already/);
  assert.doesNotMatch(page, /will be imported/);
  await connected.admin.post(`${path}/deletion`, { address: alias });
});

test('another folder of it is a channel of its own', async () => {
  connected.sandbox.mailboxes.get(support)?.createFolder('Orders');
  const path = await addAlias({ folder: 'Orders' });
  assert.match(await look(path), /0 messages .* of the folder Orders will be imported/);
  await connected.admin.post(`${path}/deletion`, { address: alias });
});

test('by Graph the folder itself tells, also where it is empty', async () => {
  await agreeToGraph(connected, support, 1);
  await connected.admin.post('/channels/1/roads', { in: 'graph', out: 'graph' });
  const ofGraph = "SELECT cursor FROM channel_folders WHERE channel_id = 1 AND road = 'graph'";
  await waitFor(async () => (await query(connected.postroom, ofGraph)).some(({ cursor }) => cursor !== ''));
  const mailbox = connected.sandbox.mailboxes.get(support);
  const inbox = mailbox?.findFolder('INBOX');
  assert.ok(mailbox && inbox);
  mailbox.expunge(
    inbox,
    inbox.messages.map(({ uid }) => uid),
  );
  const path = await addAlias({});
  await connected.admin.post(`${path}/roads`, { in: 'graph', out: 'graph' });
  assert.match(await look(path), /is the mailbox that the channel Support reads already/);
});
