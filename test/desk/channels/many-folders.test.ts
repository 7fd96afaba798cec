import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { readConnectionCheck, startConnectionCheck } from '../../../src/desk/channels/check-connection.ts';
import { listFolders } from '../../../src/desk/channels/preview-import.ts';
import { localAccount } from '../../support/mail-account.ts';
import { type ScriptedImap, startScriptedImap } from '../../support/scripted-imap.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitUntil } from '../../support/wait-for.ts';

// A mailbox of 400 folders behind a line that takes 80 ms for each answer: a command for each folder takes half a minute.

const names = ['INBOX', ...Array.from({ length: 399 }, (_, n) => `Folder ${String(n).padStart(3, '0')}`)];
const lag = 80;
let server: ScriptedImap;
let desk: TicketDesk;
const sockets = new Set<Socket>();
const line = createServer((outside) => {
  const inside = connect(server.port, '127.0.0.1');
  for (const socket of [outside, inside]) sockets.add(socket.on('error', () => socket.destroy()));
  outside.pipe(inside);
  inside.on('data', (bytes) => setTimeout(() => outside.write(bytes), lag));
});

before(async () => {
  server = await startScriptedImap({
    answer: ({ name }) =>
      name === 'LIST' || name === 'LSUB'
        ? [...names.map((each) => `* ${name} () "/" "${each}"`), 'TAG OK done']
        : undefined,
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const { port } = line.address() as { port: number };
  desk = await openTicketDesk({ kind: 'email', folder: 'Folder 123' });
  const { channel } = desk;
  await desk.desk.write((tx) =>
    insertMailAccount(tx, localAccount({ channelId: channel.id, imapPort: port })),
  );
});
after(async () => {
  for (const socket of sockets) socket.destroy();
  line.close();
  await desk.close();
  await server.stop();
});

test('the tree comes whole and at once, before anything is counted', async () => {
  const folders = await listFolders(desk.desk, { channelId: desk.channel.id });
  assert.equal(folders.length, 400);
  assert.ok(folders.every(({ counts }) => counts === undefined));
  assert.deepEqual(
    server.commands.filter((name) => name === 'STATUS' || name === 'SELECT' || name === 'EXAMINE'),
    [],
  );
});

test('the check looks at its one folder', async () => {
  server.commands.length = 0;
  const { checkId } = await startConnectionCheck(desk.desk, { channelId: desk.channel.id });
  const lines = await waitUntil(
    () => readConnectionCheck(desk.desk, { checkId }),
    (all) => all.every(({ state }) => state !== 'waiting' && state !== 'running'),
  );
  const folder = lines.find(({ step }) => step === 'folder');
  assert.deepEqual([folder?.state, folder?.finding?.code], ['passed', 'folder_open']);
  assert.ok(server.commands.filter((name) => name === 'STATUS').length <= 1);
});
