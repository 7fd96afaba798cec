import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { getVisibleTicket } from '../../../src/db/ticket-access.ts';
import type { Person } from '../../support/ticket-desk.ts';
import { openTwoGroups, type TwoGroups } from '../../support/two-groups.ts';
import { waitFor } from '../../support/wait-for.ts';

let house: TwoGroups;
before(async () => {
  house = await openTwoGroups();
});
after(() => house.close());

const mail = (id: string, subject: string, more = '') =>
  `From: Dora <dora@customer.example>\r\nTo: support@postroom.example\r\nSubject: ${subject}\r\nMessage-ID: <${id}@d.example>\r\n${more}\r\nHello\r\n`;
const stateOf = async (number: number) =>
  (await getVisibleTicket(house.desk.desk.read, { userId: 1, isAdmin: true }, number)).state;

async function change(person: Person, fields: Record<string, string>): Promise<string> {
  const answer = await person.post('/ticket-changes', fields);
  assert.equal(answer.status, 303);
  const notice = /notice=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';
  return Buffer.from(notice, 'base64url').toString();
}

async function listOf(person: Person, path = '/tickets?view=all'): Promise<string> {
  return (await person.get(path)).text();
}

/** That somebody has opened the fourth ticket is noted after the page was sent. */
const untilRead = (person: Person) =>
  waitFor(async () => !/id="ticket-row-4" class="is-unread"/.test(await listOf(person)));

const unreadCount = async (person: Person) =>
  Number(
    /Notifications: (\d+) unread/.exec(await (await person.get('/notifications/bell')).text())?.[1] ?? 0,
  );

describe('many tickets at once', () => {
  test('what the person may not change stays, and the notice says which and why', async () => {
    await house.desk.deliver(mail('bulk', 'Another one'));
    const { visitors } = house;
    const ticks = new URLSearchParams([
      ['ticket', '10001'],
      ['ticket', '10003'],
      ['ticket', '10002'],
    ]);
    const post = async (person: Person, action: string) => {
      // Several fields of one name, as ticks are sent.
      let notice = '';
      for (const number of ticks.getAll('ticket')) notice += await change(person, { ticket: number, action });
      return notice;
    };
    assert.match(
      await post(visitors.reader, 'closed'),
      /0 tickets closed\. Not changed: #10001\. You can read/,
    );
    assert.equal(await stateOf(10_001), 'open');
    assert.match(
      await post(visitors.answerer, 'closed'),
      /1 ticket closed.*#10002\. There is no such ticket/,
    );
    assert.equal(await stateOf(10_001), 'closed');
    assert.equal(await stateOf(10_002), 'new');
    assert.match(await post(visitors.answerer, 'closed'), /1 was so already/);
  });

  test('why it was not changed is said in the reader’s language', async () => {
    const { reader } = house.visitors;
    await house.desk.desk.write((tx) =>
      tx.run(sql`UPDATE users SET language = 'de' WHERE id = ${reader.id}`),
    );
    const refused = await change(reader, { ticket: '10001', action: 'closed' });
    assert.match(refused, /Nicht geändert: #10001\. Sie können/);
    const unclear = await change(reader, { ticket: '10001', action: 'priority', priority: 'loud' });
    assert.match(unclear, /Es wurde nichts geändert: Wählen Sie/);
    await house.desk.desk.write((tx) => tx.run(sql`UPDATE users SET language = '' WHERE id = ${reader.id}`));
  });

  test('moving needs full access, and a group that is not his is not named', async () => {
    const { visitors, groups } = house;
    const move = { ticket: '10003', action: 'group', group: String(groups.other) };
    assert.match(await change(visitors.mover, move), /There is no such group/);
    assert.match(await change(visitors.answerer, move), /not move, merge or delete/);
    assert.match(await change(visitors.answerer, { ...move, group: '1' }), /1 was so already/);
  });

  test('nonsense changes nothing and says so', async () => {
    const { admin } = house.visitors;
    assert.match(await change(admin, { action: 'closed' }), /Tick some tickets first/);
    assert.match(await change(admin, { ticket: '10003', action: 'burn' }), /Choose what to do/);
    assert.match(await change(admin, { ticket: '10003', action: 'tag', tag: ' , ' }), /Write a tag/);
    assert.match(await change(admin, { ticket: '10003', action: 'owner', owner: 'x' }), /Choose one/);
    // The bar begins with nothing chosen.
    assert.match(await change(admin, { ticket: '10003', action: 'owner', owner: '' }), /Choose one/);
    assert.match(await change(admin, { ticket: '10003', action: 'group', group: '' }), /Choose one/);
    assert.match(
      await change(admin, { ticket: '10003', action: 'owner', owner: 'nobody' }),
      /0 tickets have no owner any more/,
    );
  });

  test('a tag and an owner are given to all', async () => {
    const { admin } = house.visitors;
    assert.match(
      await change(admin, { ticket: '10003', action: 'tag', tag: 'Billing, VIP' }),
      /1 ticket tagged/,
    );
    assert.match(await change(admin, { ticket: '10003', action: 'mine' }), /1 ticket assigned/);
    const side = await (await admin.get('/tickets/10003/side')).text();
    assert.match(side, />billing</);
    assert.match(side, />vip</);
    assert.match(side, /owner Ada Admin/);
  });
});

describe('unread marks', () => {
  test('a ticket is unread for each until he has opened it, and again when an answer comes', async () => {
    await house.desk.deliver(mail('unread', 'Not seen'));
    const { reader, mover } = house.visitors;
    assert.match(await listOf(reader), /id="ticket-row-4" class="is-unread"/);
    await reader.get('/tickets/10004');
    await untilRead(reader);
    assert.match(await listOf(mover), /id="ticket-row-4" class="is-unread"/);
    await house.desk.deliver(mail('unread2', 'Re: Not seen', 'In-Reply-To: <unread@d.example>\r\n'));
    assert.match(await listOf(reader), /id="ticket-row-4" class="is-unread"/);
  });

  test('a page in the background marks nothing; one that is looked at does', async () => {
    const { reader } = house.visitors;
    await reader.get('/tickets/10004/conversation', { 'x-page-visible': 'hidden' });
    assert.match(await listOf(reader), /id="ticket-row-4" class="is-unread"/);
    await reader.get('/tickets/10004/conversation', { 'x-page-visible': 'visible' });
    await untilRead(reader);
  });

  test('what one has written oneself is read, a closed ticket too', async () => {
    const { reader, mover } = house.visitors;
    await mover.get('/tickets/10004');
    await mover.post('/tickets/10004/notes', { key: 'own-note-1', text: 'My own words' });
    await untilRead(mover);
    assert.match(await listOf(reader), /id="ticket-row-4" class="is-unread"/);
    await mover.post('/tickets/10004/state', { state: 'closed' });
    assert.doesNotMatch(await listOf(reader), /id="ticket-row-4" class="is-unread"/);
  });
});

describe('notifications', () => {
  test('who sees a group hears of its new tickets, unless he does not want to; who does not, never', async () => {
    const { reader, stranger, mover } = house.visitors;
    await mover.post('/account/notifications', { assigned: 'on', mentioned: 'on', answered: 'on' });
    for (const person of [reader, stranger, mover]) await person.post('/notifications/readings', {});
    await house.desk.deliver(mail('news', 'Fresh'));
    assert.deepEqual(
      [await unreadCount(reader), await unreadCount(stranger), await unreadCount(mover)],
      [1, 0, 0],
    );
    assert.match(await (await reader.get('/notifications')).text(), /New from Dora:/);
    await reader.get('/tickets/10005');
    // Opening the ticket reads it, a moment after the page.
    await waitFor(async () => (await unreadCount(reader)) === 0);
  });

  test('assigned by another, answered on mine, mentioned: each once while it is unread', async () => {
    const { mover, admin } = house.visitors;
    await admin.post('/tickets/10005/owner', { owner: String(mover.id) });
    assert.equal(await unreadCount(mover), 1);
    for (const id of ['n1', 'n2']) {
      await house.desk.deliver(mail(id, 'Re: Fresh', 'In-Reply-To: <news@d.example>\r\n'));
    }
    assert.equal(await unreadCount(mover), 2);
    await admin.post('/tickets/10005/notes', { key: 'note-mention', text: 'What does @mover think?' });
    assert.equal(await unreadCount(mover), 3);
    const page = await (await mover.get('/notifications')).text();
    for (const words of ['Ada Admin assigned to you', 'Dora answered', 'Ada Admin mentioned you']) {
      assert.ok(page.includes(words), words);
    }
    await mover.post('/notifications/readings', {});
    assert.equal(await unreadCount(mover), 0);
  });

  test('a robot’s answer, old mail and what one does oneself ring for nobody', async () => {
    const { mover, stranger, admin } = house.visitors;
    await house.desk.deliver(
      mail('robot', 'Re: Fresh', 'In-Reply-To: <news@d.example>\r\nAuto-Submitted: auto-replied\r\n'),
    );
    await mover.post('/tickets/10005/owner', { owner: '' });
    await mover.post('/tickets/10005/owner', { owner: String(mover.id) });
    const note = { key: 'note-stranger', text: '@stranger cannot see this' };
    const answer = await admin.post('/tickets/10005/notes', note);
    const [, left = ''] = /notice=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
    assert.match(Buffer.from(left, 'base64url').toString(), /@stranger means nobody/);
    assert.deepEqual([await unreadCount(mover), await unreadCount(stranger)], [0, 0]);
  });
});

describe('presence', () => {
  test('others who have the ticket open are shown while they have, and only to those who may see it', async () => {
    const { reader, mover, stranger } = house.visitors;
    const leaving = new AbortController();
    const open = async (person: Person) => {
      const answer = await house.desk.fetch(
        new Request('http://localhost/events?ticket=10001', {
          headers: { cookie: `sid=${person.token}`, host: 'localhost' },
          signal: leaving.signal,
        }),
      );
      return answer.body?.getReader();
    };
    const presenceOf = async (person: Person) => (await person.get('/tickets/10001/presence')).text();
    const streams = [await open(mover), await open(stranger)];
    await waitFor(async () => (await presenceOf(reader)).includes('Mover has this ticket open'));
    assert.doesNotMatch(await presenceOf(reader), /Stranger/);
    assert.doesNotMatch(await presenceOf(mover), /open, too/);
    assert.equal((await stranger.get('/tickets/10001/presence')).status, 404);
    for (const stream of streams) await stream?.cancel();
    await waitFor(async () => !(await presenceOf(reader)).includes('Mover'));
  });
});
