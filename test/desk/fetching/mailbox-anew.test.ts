import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getChannel, updateChannel } from '../../../src/db/channels.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import type { MailFolder } from '../../../src/sandbox/mailboxes.ts';
import { emptyMailbox } from '../../sandbox/graph-support.ts';
import { plainMail } from '../../sandbox/imap-support.ts';
import { collectByRoad } from '../../support/collect-options.ts';
import { type GraphWorld, startGraphWorld } from '../../support/graph-world.ts';
import { openImportDesk } from '../../support/import-desk.ts';

// A mailbox that was deleted and made again under its address: its folder has the same UIDVALIDITY, and UIDs from one on.

let world: GraphWorld;
before(async () => {
  world = await startGraphWorld();
});
after(() => world[Symbol.asyncDispose]());

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => plainMail(`${name} ${n}`));

async function start(afterImport: 'delete' | 'mark_read') {
  const prepared = await world.prepare(many('Old', 5), { afterImport });
  const { mailbox, dataPath } = prepared;
  const opened = await openImportDesk(dataPath, {}, { cloudPath: world.cloudPath });
  const { desk } = opened;
  const inbox = (): MailFolder => mailbox.folderOf('inbox');
  return {
    inbox,
    count: () => desk.read.$count(articles),
    collect: async (comparesAll = false) =>
      collectByRoad(desk, await getChannel(desk.read, 1), 'imap_smtp', { comparesAll }),
    change: (changes: Parameters<typeof updateChannel>[2]) =>
      desk.write((tx) => updateChannel(tx, 1, changes)),
    makeAnew(name: string, count: number) {
      emptyMailbox(mailbox);
      inbox().uidNext = 1;
      for (const raw of many(name, count)) world.sandbox.mailboxes.deliver(mailbox.address, raw);
    },
    async close() {
      await opened.close();
      emptyMailbox(mailbox);
    },
  };
}

for (const afterImport of ['delete', 'mark_read'] as const) {
  test(`what comes into it is imported, and nothing else is settled (${afterImport})`, async () => {
    const scene = await start(afterImport);
    assert.equal((await scene.collect()).stored, 5);
    const { uidValidity } = scene.inbox();
    scene.makeAnew('New', 3);
    assert.equal(scene.inbox().uidValidity, uidValidity);
    assert.equal((await scene.collect()).stored, 3);
    assert.equal(await scene.count(), 8);
    assert.equal((await scene.collect(true)).stored, 0);
    assert.equal(scene.inbox().messages.length, afterImport === 'delete' ? 0 : 3);
    await scene.close();
  });
}

test('only unread mail is asked for, and mail that was to be deleted in the old one takes no other along', async () => {
  const scene = await start('delete');
  await scene.change({ onlyUnread: true });
  const { sandbox } = world;
  sandbox.faults.set('*', { kind: 'expunge-failed' });
  assert.notEqual((await scene.collect()).settleError, undefined);
  sandbox.faults.clear();
  scene.makeAnew('New', 3);
  sandbox.faults.set('*', { kind: 'empty-fetch', command: 'FETCH', value: 2 });
  assert.equal((await scene.collect()).stored, 2);
  assert.deepEqual(
    scene.inbox().messages.map(({ uid }) => uid),
    [2],
  );
  sandbox.faults.clear();
  assert.equal((await scene.collect()).stored, 1);
  assert.equal(await scene.count(), 8);
  await scene.close();
});

test('a server that names too low a number of its next message is not believed', async () => {
  const scene = await start('mark_read');
  assert.equal((await scene.collect()).stored, 5);
  const { uidNext } = scene.inbox();
  scene.inbox().uidNext = 2;
  assert.equal((await scene.collect()).stored, 0);
  assert.equal(await scene.count(), 5);
  scene.inbox().uidNext = uidNext;
  await scene.close();
});

test('an answer that lacks the numbering is asked for again, and nothing comes once more under none', async () => {
  const scene = await start('mark_read');
  assert.equal((await scene.collect()).stored, 5);
  const inbox = scene.inbox() as { uidValidity: number };
  const { uidValidity } = inbox;
  inbox.uidValidity = 0;
  await assert.rejects(scene.collect(), /did not say its UIDVALIDITY, which it had said before/);
  inbox.uidValidity = uidValidity;
  assert.equal((await scene.collect(true)).stored, 0);
  assert.equal(await scene.count(), 5);
  await scene.close();
});
