import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { type Channel, getChannel, updateChannel } from '../../../src/db/channels.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { openMailbox } from '../../../src/desk/channels/open-mailbox.ts';
import { lookElsewhere } from '../../../src/desk/fetching/look-elsewhere.ts';
import { loadSuspects } from '../../../src/desk/fetching/parse-mail.ts';
import { waitBesideJunk } from '../../../src/desk/fetching/wait-beside-junk.ts';
import { defaultWatchOptions } from '../../../src/desk/fetching/watch-options.ts';
import { createWatchState } from '../../../src/desk/fetching/watch-state.ts';
import type { Road } from '../../../src/domain/mail-road.ts';
import { type OutboxWorld, openOutboxWorld } from '../../support/outbox-world.ts';
import type { Person } from '../../support/ticket-desk.ts';

const support = 'support@brightwater.example';

for (const road of ['imap_smtp', 'graph'] satisfies Road[]) {
  test.describe(`by ${road}`, () => {
    let world: OutboxWorld;
    let agent: Person;
    let stranger: Person;
    let reader: Person;
    before(async () => {
      world = await openOutboxWorld(support, { road });
      const { desk } = world.tickets;
      await desk.write((tx) => updateChannel(tx, world.channel.id, { startedAt: desk.now() }));
      agent = await world.tickets.signIn('agent', 'Kim', { 1: 'answer' });
      reader = await world.tickets.signIn('agent', 'Rey', { 1: 'read' });
      stranger = await world.tickets.signIn('agent', 'Sam', {});
    });
    after(() => world.close());

    const mailbox = () => {
      const found = world.sandbox.mailboxes.get(support);
      assert.ok(found);
      return found;
    };
    const put = (folder: 'junkemail' | 'inbox', from: string, subject: string, more = '') => {
      const id = subject.replaceAll(' ', '-');
      const raw = `From: ${from}\r\nTo: ${support}\r\nSubject: ${subject}\r\nMessage-ID: <${id}@x.example>\r\nDate: ${new Date().toUTCString()}\r\n${more}\r\nWords.\r\n`;
      mailbox().append(mailbox().folderOf(folder), Buffer.from(raw));
    };
    async function look(): Promise<void> {
      const { desk } = world.tickets;
      const channel: Channel = await getChannel(desk.read, world.channel.id);
      const opened = await openMailbox(desk, channel);
      const { signal } = new AbortController();
      try {
        await lookElsewhere(desk, channel, opened, { signal, known: new Map(), beat: () => undefined });
      } finally {
        await opened.close();
      }
    }
    const textOf = async (who: Person, path: string) => (await who.get(path)).text();
    const rescueUrls = async (who: Person) =>
      [...(await textOf(who, '/junk')).matchAll(/action="(\/junk\/\d+\/rescue)"/g)].map(
        (each) => each[1] ?? '',
      );
    const countArticles = async (subject: string) =>
      (await world.tickets.desk.read.select().from(articles).where(eq(articles.subject, subject))).length;

    test('mail of known people in the junk folder is shown, fetched by one click, and never twice', async () => {
      const item = await world.answer();
      const customer = item.envelopeTo[0] ?? '';
      put('junkemail', `Carla <${customer}>`, 'Where is my order');
      put('junkemail', 'spam@spam.example', 'Win a prize');
      const [answer] = await world.tickets.desk.read
        .select()
        .from(articles)
        .where(eq(articles.id, item.articleId));
      const ours = `In-Reply-To: <${answer?.messageId}>\r\n`;
      put('junkemail', 'other@elsewhere.example', 'Re other address', ours);
      await look();
      for (const who of [agent, world.admin]) {
        const list = await textOf(who, '/tickets');
        assert.match(list, /2 messages of people you know/);
        assert.match(list, /Look and fetch/);
      }
      const page = await textOf(agent, '/junk');
      assert.match(page, /Where is my order/);
      assert.match(page, /Re other address/);
      assert.match(page, /Belongs to #/);
      assert.doesNotMatch(page, /Win a prize/);
      assert.doesNotMatch(await textOf(stranger, '/junk'), /Where is my order/);
      assert.deepEqual(await rescueUrls(reader), [], 'who only reads is given no button');

      const urls = await rescueUrls(agent);
      assert.equal(urls.length, 2);
      for (const url of urls) {
        assert.equal((await reader.post(url, {})).status, 403);
        assert.equal((await stranger.post(url, {})).status, 404);
        assert.equal((await agent.post(url, {})).status, 303);
        assert.equal((await agent.post(url, {})).status, 404, 'a second click finds nothing to fetch');
      }
      assert.equal(await countArticles('Where is my order'), 1);
      assert.equal(await countArticles('Re other address'), 1);
      await look();
      assert.deepEqual(await rescueUrls(agent), []);
      assert.doesNotMatch(await textOf(agent, '/tickets'), /junk folder/);
      // What the channel does with imported mail: it deletes it. The rest of the folder is not touched.
      assert.equal(mailbox().folderOf('junkemail').messages.length, 1);
      assert.match(await textOf(world.admin, `/channels/${world.channel.id}`), /was fetched from Junk Email/);
    });

    test('one that somebody has moved meanwhile is said to be gone, and mail of a blocked sender is not shown', async () => {
      const customer = (await world.answer()).envelopeTo[0] ?? '';
      put('junkemail', customer, 'Moved by hand');
      await look();
      const [url = ''] = await rescueUrls(agent);
      const junk = mailbox().folderOf('junkemail');
      const moved = junk.messages.filter(({ raw }) => raw.includes('Moved by hand')).map(({ uid }) => uid);
      mailbox().move(junk, moved, mailbox().folderOf('archive'));
      const answer = await agent.post(url, {});
      assert.equal(answer.status, 404);
      assert.match(await answer.text(), /not in the junk folder any more/);
      assert.equal(await countArticles('Moved by hand'), 0);
      assert.deepEqual(await rescueUrls(agent), []);
    });

    test('a wrong folder is said on every page, on its own with what mends it, and may be called right', async () => {
      const { desk } = world.tickets;
      const path = `/channels/${world.channel.id}`;
      const countUnread = async () =>
        Number(/unread-count">(\d+)/.exec(await textOf(world.admin, '/notifications/bell'))?.[1] ?? 0);
      const unread = await countUnread();
      await desk.write((tx) => updateChannel(tx, world.channel.id, { folder: 'Archive' }));
      put('inbox', 'new@customer.example', 'Nobody fetches me');
      await look();
      const page = await textOf(world.admin, path);
      assert.match(page, /Is this the right folder\?/);
      const wrong = page.slice(page.indexOf('Is this the right folder?'));
      assert.ok(wrong.indexOf('Change the folder') < wrong.indexOf('Archive is right'));
      assert.match(await textOf(world.admin, '/channels'), /Wrong folder\?/);
      assert.match(await textOf(world.admin, '/tickets'), /may lie where nobody sees it/);
      assert.match(await textOf(agent, '/tickets'), /An admin can choose another folder/);
      assert.match(
        await textOf(world.admin, '/notifications'),
        /is-unread[\s\S]*Mail lies where nobody fetches it/,
      );
      assert.equal(await countUnread(), unread + 1);
      assert.doesNotMatch(await textOf(stranger, '/tickets'), /may lie where nobody/);

      assert.equal((await world.admin.post(`${path}/right-folder`, {})).status, 303);
      await look();
      assert.doesNotMatch(await textOf(world.admin, path), /Is this the right folder/);
      assert.doesNotMatch(await textOf(agent, '/tickets'), /may lie where nobody/);
      assert.doesNotMatch(await textOf(world.admin, '/notifications'), /Mail lies where/);
      assert.equal(await countUnread(), unread);
      // Another folder is another question.
      await desk.write((tx) => updateChannel(tx, world.channel.id, { folder: 'Drafts' }));
      assert.match(await textOf(agent, '/tickets'), /may lie where nobody/);
    });

    test('while people work, what lands there is noticed though nothing new comes in', async () => {
      const { desk } = world.tickets;
      const item = await world.answer();
      const options = { ...defaultWatchOptions, junk: 5, junkAtRest: 5 };
      const state = createWatchState(
        {
          desk,
          options,
          suspects: await loadSuspects(desk),
          openMailbox: () => Promise.reject(new Error('')),
        },
        world.channel.id,
      );
      const channel = await getChannel(desk.read, world.channel.id);
      const opened = await openMailbox(desk, channel);
      try {
        await opened.openFolder('');
        const before = await opened.countFolder('Junk Email');
        assert.ok(before);
        state.junkCount = { use: 'junk', folder: 'Junk Email', ...before };
        state.elsewhereAt = desk.now().getTime();
        const waiting = waitBesideJunk(state, opened)?.(new AbortController().signal);
        put('junkemail', `Carla <${item.envelopeTo[0]}>`, `Noticed by ${road}`);
        await waiting;
        assert.equal(state.elsewhereAt, Number.NEGATIVE_INFINITY, 'the next look counts');
        // Nobody is at work: nothing is asked of the server for that.
        desk.memory.asked.at = Number.NEGATIVE_INFINITY;
        state.elsewhereAt = 0;
        await waitBesideJunk(state, opened)?.(AbortSignal.timeout(50));
        assert.equal(state.elsewhereAt, 0);
      } finally {
        await opened.close();
      }
    });
  });
}
