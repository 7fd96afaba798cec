import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { findChannelRoad } from '../../../src/db/channel-roads.ts';
import { listFactsOfChannel } from '../../../src/db/facts.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { watchChannels } from '../../../src/desk/fetching/watch-channels.ts';
import { createScheduler } from '../../../src/scheduler.ts';
import { plainMail } from '../../sandbox/imap-support.ts';
import { type GraphMailbox, type GraphWorld, startGraphWorld } from '../../support/graph-world.ts';
import { type ImportDesk, openImportDesk } from '../../support/import-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

// The road that is preferred fails for hours, by a clock that goes faster.

const minute = 60_000;
let world: GraphWorld;
let prepared: GraphMailbox;
let opened: ImportDesk;
let ahead = 0;

before(async () => {
  world = await startGraphWorld();
  prepared = await world.prepare([], { afterImport: 'mark_read', road: 'either' });
  const now = () => new Date(Date.now() + ahead);
  opened = await openImportDesk(prepared.dataPath, {}, { cloudPath: world.cloudPath, now });
});
after(async () => {
  await opened.close();
  await world[Symbol.asyncDispose]();
});

const isImported = async (subject: string) =>
  (await opened.desk.read.select().from(articles).where(eq(articles.subject, subject))).length === 1;

test('it is tried again each hour and no sooner, and taken again once it works', async () => {
  const { desk } = opened;
  const { sandbox } = world;
  const { address } = prepared.mailbox;
  const words =
    '404 MailboxNotEnabledForRESTAPI: The mailbox is either inactive, soft-deleted, or is hosted on-premise.';
  sandbox.faults.set(address, { kind: 'graph-reply', words });
  const scheduler = createScheduler({ log: desk.log, watchdogMilliseconds: 90_000 });
  const times = { pollWhileIdle: 30, poll: 30, pollGraph: 30, pollGraphAtRest: 30, backoff: 20 };
  const watching = watchChannels(desk, scheduler, times);
  const road = () => findChannelRoad(desk.read, 1, 'in');
  let mails = 0;
  const roadOfNext = async () => {
    const subject = `Number ${++mails}`;
    sandbox.mailboxes.deliver(address, plainMail(subject));
    await waitFor(() => isImported(subject));
    const [article] = await desk.read.select().from(articles).where(eq(articles.subject, subject));
    const [receipt] = await desk.read
      .select()
      .from(receipts)
      .where(eq(receipts.articleId, article?.id ?? 0))
      .orderBy(receipts.id);
    return receipt?.numbering.startsWith('graph:') === true ? 'graph' : 'imap_smtp';
  };
  try {
    assert.equal(await roadOfNext(), 'imap_smtp');
    await waitFor(async () => (await road()).road === 'imap_smtp');
    const { since, retryAt } = await road();
    ahead += 58 * minute;
    const asked = sandbox.graph.stats.requests;
    assert.equal(await roadOfNext(), 'imap_smtp');
    assert.equal(await roadOfNext(), 'imap_smtp');
    assert.equal(sandbox.graph.stats.requests, asked, 'Graph is left alone for the hour');
    ahead += 3 * minute;
    await waitFor(() => sandbox.graph.stats.requests > asked);
    await waitFor(async () => (await road()).retryAt?.getTime() !== retryAt?.getTime());
    assert.equal(await roadOfNext(), 'imap_smtp', 'it still fails, and mail comes in all the same');
    assert.equal((await road()).since?.getTime(), since?.getTime());
    sandbox.faults.clear();
    ahead += 61 * minute;
    await waitFor(async () => (await road()).road === null);
    assert.equal(await roadOfNext(), 'graph');
    assert.equal((await road()).taken, 'graph');
    const kinds = (await listFactsOfChannel(desk.read, 1, { limit: 50 })).map(({ kind }) => kind);
    const count = (kind: string) => kinds.filter((each) => each === kind).length;
    assert.deepEqual([count('channel.road_turned'), count('channel.road_returned')], [1, 1]);
  } finally {
    await watching.stop();
  }
});

test('what went to another folder and came back is found by the comparison of each hour', async () => {
  const { desk } = opened;
  const { mailboxes, graph } = world.sandbox;
  const { mailbox } = prepared;
  graph.settings.hidesReturned = true;
  const inbox = mailbox.folderOf('inbox');
  const elsewhere = mailbox.createFolder('Elsewhere');
  const newest = (folder: typeof inbox) => [folder.messages.at(-1)?.uid ?? 0];
  mailboxes.deliver(mailbox.address, plainMail('Came back'));
  mailbox.move(inbox, newest(inbox), elsewhere);
  const scheduler = createScheduler({ log: desk.log, watchdogMilliseconds: 90_000 });
  const watching = watchChannels(desk, scheduler, { pollGraph: 20, pollGraphAtRest: 20 });
  try {
    const looksGoOn = async () => {
      const before = graph.stats.requests;
      await waitFor(() => graph.stats.requests > before + 12);
    };
    await looksGoOn();
    mailbox.move(elsewhere, newest(elsewhere), inbox);
    await looksGoOn();
    assert.equal(await isImported('Came back'), false, 'Graph does not tell of it');
    ahead += 61 * minute;
    await waitFor(() => isImported('Came back'));
  } finally {
    await watching.stop();
  }
});
