import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../support/wait-for.ts';
import { openBench, plainMail } from './imap-support.ts';

test('imapflow signs in, selects, fetches, and reads Exchange in every reply', async () => {
  await using bench = await openBench();
  bench.mailboxes.deliver('HELP@contoso.example', plainMail('Broken kettle'));
  bench.mailbox.createFolder('Anfragen/Technik & Größe');
  const client = await bench.connect();
  assert.match(client.greeting ?? '', /The Microsoft Exchange IMAP4 service is ready/);
  assert.ok(client.capabilities.has('BACKENDAUTHENTICATE') && !client.capabilities.has('CONDSTORE'));
  const paths = (await client.list()).map((folder) => folder.path);
  assert.ok(paths.includes('Anfragen/Technik & Größe') && paths.includes('Deleted Items'));
  const inbox = await client.mailboxOpen('INBOX');
  assert.equal(inbox.exists, 1);
  const message = await client.fetchOne('1', {
    uid: true,
    flags: true,
    size: true,
    envelope: true,
    bodyStructure: true,
    internalDate: true,
    source: true,
  });
  assert.ok(message);
  assert.deepEqual(message.source, plainMail('Broken kettle'));
  assert.equal(message.size, message.source?.length);
  assert.equal(message.envelope?.subject, 'Broken kettle');
  assert.deepEqual(message.envelope?.from, [{ name: 'Ada, Countess', address: 'ada@customer.example' }]);
  assert.equal(message.bodyStructure?.type, 'text/plain');
  await client.logout();
});

test('flags, expunge by UID and move with COPYUID', async () => {
  await using bench = await openBench();
  for (const subject of ['One', 'Two', 'Three', 'Four']) {
    bench.mailboxes.deliver(bench.mailbox.address, plainMail(subject));
  }
  const client = await bench.connect();
  await client.mailboxOpen('INBOX');
  assert.equal(await client.messageFlagsAdd('1:2', ['\\Seen'], { uid: true }), true);
  assert.deepEqual(await client.search({ seen: false }, { uid: true }), [3, 4]);
  await client.messageFlagsAdd('4', ['\\Deleted'], { uid: true });
  assert.equal(await client.messageDelete('2', { uid: true }), true);
  assert.deepEqual(await client.search({ all: true }, { uid: true }), [1, 3, 4]);
  const moved = await client.messageMove('1,3', 'Archive', { uid: true });
  assert.ok(moved);
  assert.deepEqual(
    [...(moved.uidMap ?? [])],
    [
      [1, 1],
      [3, 2],
    ],
  );
  assert.ok(client.mailbox && client.mailbox.exists === 1);
  assert.equal(bench.mailbox.findFolder('Archive')?.messages.length, 2);
});

test('IDLE tells of arrivals, removals and flags as they happen', async () => {
  await using bench = await openBench();
  const [watching, acting] = [await bench.connect(), await bench.connect()];
  bench.mailboxes.deliver(bench.mailbox.address, plainMail('First'));
  await watching.mailboxOpen('INBOX');
  await acting.mailboxOpen('INBOX');
  const told: string[] = [];
  watching.on('exists', (event) => told.push(`exists ${event.count}`));
  watching.on('expunge', (event) => told.push(`expunge ${event.seq}`));
  watching.on('flags', (event) => told.push(`flags ${event.seq} ${[...event.flags]}`));
  const idling = watching.idle();
  await waitFor(() => watching.idling);
  bench.mailboxes.deliver(bench.mailbox.address, plainMail('Second'));
  await waitFor(() => told.length === 1);
  await acting.messageFlagsAdd('1', ['\\Flagged']);
  await waitFor(() => told.length === 2);
  await acting.messageDelete('1', { uid: true });
  await waitFor(() => told.some((line) => line.startsWith('expunge')));
  assert.deepEqual(told.slice(0, 2), ['exists 2', 'flags 1 \\Flagged']);
  assert.equal(told.at(-1), 'expunge 1');
  await watching.noop();
  await idling;
});
