import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { articles, outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { type Outbox, startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { noticeUnsent } from '../../../src/desk/telling/notice-unsent.ts';
import type { Road } from '../../../src/domain/mail-road.ts';
import { type OutboxWorld, openOutboxWorld } from '../../support/outbox-world.ts';

const support = 'support@brightwater.example';
const hour = 3_600_000;

for (const road of ['imap_smtp', 'graph'] satisfies Road[]) {
  test.describe(`by ${road}`, () => {
    let world: OutboxWorld;
    let running: Outbox;
    let ahead = 0;
    let count = 0;
    before(async () => {
      world = await openOutboxWorld(support, { road, now: () => new Date(Date.now() + ahead) });
      running = startOutbox(world.tickets.desk);
    });
    after(async () => {
      await running.stop();
      await world.close();
    });

    /** A ticket of a customer, and what the form of an answer says of it. */
    async function openTicket() {
      const name = `later${++count}`;
      await world.tickets.deliverTo(
        world.channel,
        `From: ${name}@customer.example\r\nTo: ${support}\r\nSubject: ${name}\r\nMessage-ID: <${name}@customer.example>\r\n\r\nHi\r\n`,
      );
      const [ticket] = await world.tickets.desk.read.select().from(tickets).where(eq(tickets.subject, name));
      assert.ok(ticket);
      const form = {
        key: `key-${name}-0000`,
        kind: 'reply',
        mode: 'reply',
        to: `${name}@customer.example`,
        cc: '',
        text: 'As agreed.',
        html: '',
        state: 'waiting',
        zone: 'Europe/Berlin',
      };
      const send = (fields: Record<string, string>) =>
        world.admin.post(`/tickets/${ticket.number}/replies`, { ...form, ...fields });
      return {
        ticket,
        name,
        send,
        page: async () => (await world.admin.get(`/tickets/${ticket.number}`)).text(),
      };
    }
    const newest = async () => {
      const rows = await world.tickets.desk.read.select().from(outbox);
      const item = rows.at(-1);
      assert.ok(item);
      return item;
    };
    /** @returns what the form's field says of that time, by the clock of Berlin */
    const clockIn = (milliseconds: number) => {
      const at = new Date(Math.ceil((Date.now() + ahead + milliseconds) / 60_000) * 60_000);
      return at.toLocaleString('sv', { timeZone: 'Europe/Berlin' }).replace(' ', 'T').slice(0, 16);
    };
    const deliver = (name: string, id: string) =>
      world.tickets.deliverTo(
        world.channel,
        `From: ${name}@customer.example\r\nTo: ${support}\r\nSubject: Re: ${name}\r\nMessage-ID: <${id}@customer.example>\r\nIn-Reply-To: <${name}@customer.example>\r\n\r\nStop, something has changed.\r\n`,
      );

    test('Bcc reaches its people and stands in no header; colleagues see it on the article', async () => {
      const { name, send, page } = await openTicket();
      assert.equal((await send({ bcc: 'Lea Legal <legal@brightwater.example>' })).status, 303);
      const { id, articleId, envelopeTo } = await newest();
      assert.deepEqual(envelopeTo, [`${name}@customer.example`, 'legal@brightwater.example']);
      ahead += 60_000;
      running.wake();
      await world.until(id, ({ state }) => state === 'sent');
      const sent = world.sandbox.sent.filter(({ envelope }) =>
        envelope.to.includes('legal@brightwater.example'),
      );
      assert.equal(sent.length, 1);
      assert.ok(sent[0]?.envelope.to.includes(`${name}@customer.example`));
      const raw = (sent[0]?.delivered ?? sent[0]?.raw)?.toString('latin1') ?? '';
      assert.doesNotMatch(raw, /legal@|^bcc:/im, 'nobody reads of it in what was sent');
      assert.match(await page(), /bcc .*legal@brightwater\.example/s);
      const [article] = await world.tickets.desk.read
        .select()
        .from(articles)
        .where(eq(articles.id, articleId));
      assert.doesNotMatch(JSON.stringify(article), /legal@/);
      // Who got it in secret belongs to the ticket: his answer joins it.
      const outcome = await world.tickets.deliverTo(
        world.channel,
        `From: legal@brightwater.example\r\nTo: ${support}\r\nSubject: Re: ${name}\r\nMessage-ID: <l-${name}@x.example>\r\nIn-Reply-To: <${article?.messageId}>\r\n\r\nFine.\r\n`,
      );
      assert.deepEqual(outcome, ['appended']);
    });

    test('a chosen time is kept, dated by the time it goes out, and can be changed and taken back', async () => {
      const { name, send, page } = await openTicket();
      const refused = await send({ later: 'at', sendAt: '2020-01-01T08:00' });
      assert.equal(refused.status, 422);
      assert.match(await refused.text(), /still to come/);
      assert.equal(
        (await send({ key: `key-${name}-0001`, later: 'at', sendAt: clockIn(3 * hour) })).status,
        303,
      );
      const item = await newest();
      assert.ok(Math.abs((item.sendAt?.getTime() ?? 0) - (Date.now() + ahead + 3 * hour)) < 61_000);
      ahead += 10 * 60_000;
      await noticeUnsent(world.tickets.desk);
      running.wake();
      assert.match(await page(), /Goes out/);
      assert.match(await (await world.admin.get('/outbox')).text(), /Goes out/);
      assert.doesNotMatch(
        await (await world.admin.get('/outbox/link')).text(),
        /unread-count/,
        'it is no trouble',
      );
      assert.equal((await world.load(item.id)).state, 'queued');

      const time = { later: 'at', sendAt: clockIn(5 * hour), zone: 'Europe/Berlin' };
      assert.equal((await world.admin.post(`/outbox/${item.id}/time`, time)).status, 303);
      ahead += 3 * hour;
      running.wake();
      assert.equal((await world.load(item.id)).state, 'queued');
      // The form knows whole minutes.
      ahead += 2 * hour + 60_000;
      running.wake();
      await world.until(item.id, ({ state }) => state === 'sent');
      const [sent] = world.sandbox.sent.filter(({ envelope }) =>
        envelope.to.includes(`${name}@customer.example`),
      );
      const date = /^Date: (.*)$/m.exec(sent?.raw.toString('latin1') ?? '')?.[1] ?? '';
      assert.ok(Math.abs(Date.parse(date) - (Date.now() + ahead)) < 180_000, date);

      await send({ key: `key-${name}-0002`, later: 'tomorrow' });
      const second = await newest();
      assert.equal((await world.admin.post(`/outbox/${second.id}/cancellation`, {})).status, 303);
      assert.match(await page(), /As agreed\./);
      assert.deepEqual(
        await world.tickets.desk.read.select().from(outbox).where(eq(outbox.id, second.id)),
        [],
      );
    });

    test('what the customer writes before the time asks first, and a person decides', async () => {
      const { name, send, page } = await openTicket();
      await send({ later: 'at', sendAt: clockIn(hour) });
      const item = await newest();
      await deliver(name, `stop-${name}`);
      assert.match(await page(), /The customer has written since/);
      assert.match(await (await world.admin.get('/outbox/link')).text(), /unread-count/, 'it needs somebody');
      await noticeUnsent(world.tickets.desk);
      assert.match(await (await world.admin.get('/notifications')).text(), new RegExp(name));
      ahead += 2 * hour;
      running.wake();
      await world.until(item.id, () => true);
      assert.equal((await world.load(item.id)).state, 'queued', 'not unasked');
      // Whoever chooses another time has read it: the next word of the customer asks again.
      await world.admin.post(`/outbox/${item.id}/time`, {
        later: 'at',
        sendAt: clockIn(hour),
        zone: 'Europe/Berlin',
      });
      assert.match(await page(), /Goes out/);
      await deliver(name, `again-${name}`);
      assert.match(await page(), /The customer has written since/);
      assert.equal((await world.admin.post(`/outbox/${item.id}/attempts`, {})).status, 303);
      running.wake();
      await world.until(item.id, ({ state }) => state === 'sent');
    });

    test('what a colleague answers before the time asks first, too; one’s own next answer does not', async () => {
      const { ticket, name, send, page } = await openTicket();
      await send({ later: 'at', sendAt: clockIn(10 * 60_000) });
      const item = await newest();
      await send({ key: `key-${name}-0001`, text: 'And one thing more.' });
      assert.match(await page(), /Goes out/);
      const kim = await world.tickets.signIn('agent', `Kim ${name}`);
      await kim.post(`/tickets/${ticket.number}/replies`, {
        ...{ key: `key-${name}-0002`, kind: 'reply', mode: 'reply', to: `${name}@customer.example`, cc: '' },
        ...{ text: 'It is done.', html: '', state: 'closed' },
      });
      assert.match(await page(), /Somebody else has answered since: this is not sent unasked/);
      ahead += 20 * 60_000;
      running.wake();
      await world.until(item.id, () => true);
      assert.equal((await world.load(item.id)).state, 'queued');
      // Taken back, it leaves the ticket as the colleague has made it.
      assert.equal((await world.admin.post(`/outbox/${item.id}/cancellation`, {})).status, 303);
      const [now] = await world.tickets.desk.read.select().from(tickets).where(eq(tickets.id, ticket.id));
      assert.equal(now?.state, 'closed');
      assert.match(await page(), /As agreed\./);
    });
  });
}
