import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultMailSettings, toMailSettingsInput } from '../../../src/domain/mail-settings.ts';
import { findNewest } from '../../support/mail-outcome.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let counter = 0;

before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(() => desk.close());

interface Letter {
  readonly id?: string;
  readonly from?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly headers?: readonly string[];
}

function write({
  id = `m${++counter}@c.example`,
  from = 'Carla <carla@c.example>',
  ...letter
}: Letter): string {
  return [
    `From: ${from}`,
    'To: support@postroom.example',
    `Subject: ${letter.subject ?? 'Help'}`,
    `Message-ID: <${id}>`,
    ...(letter.headers ?? []),
    '',
    letter.text ?? 'Hello',
    '',
  ].join('\r\n');
}

const newest = () => findNewest(desk.desk);

async function deliver(letter: Letter) {
  await desk.deliver(write(letter));
  return newest();
}

const pageOf = async (number: number) => (await admin.get(`/tickets/${number}`)).text();

async function set(changes: Record<string, string>): Promise<void> {
  const { unwrapsForwards, ...rest } = toMailSettingsInput(defaultMailSettings);
  const response = await admin.post('/settings/mail', { ...rest, unwrapsForwards, ...changes });
  assert.equal(response.status, 303, await response.text());
}

async function answer(number: number, to: string) {
  const key = `answer-${++counter}-${'0'.repeat(8)}`;
  const fields = { key, answers: '', to, cc: '', text: 'An answer', state: 'waiting' };
  const response = await admin.post(`/tickets/${number}/replies`, fields);
  assert.equal(response.status, 303, await response.text());
  return newest();
}

describe('follow-ups', () => {
  test('the page says why a message stands where it stands', async () => {
    const first = await deliver({ id: 'first@c.example', subject: 'Oars' });
    const second = await deliver({ subject: 'Re: Oars', headers: ['In-Reply-To: <first@c.example>'] });
    assert.equal(second.ticket.id, first.ticket.id);
    assert.match(await pageOf(first.ticket.number), /became a follow-up of #\d+: In-Reply-To/);
  });

  test('a tag alone lets no stranger in: a new ticket, linked', async () => {
    const first = await deliver({ subject: 'Paddles' });
    const stranger = await deliver({
      from: 'eve@evil.test',
      subject: `Re: [Ticket#${first.ticket.number}] Paddles`,
    });
    assert.notEqual(stranger.ticket.id, first.ticket.id);
    assert.match(await pageOf(stranger.ticket.number), /linked to #\d+: the sender is not part of it/);
    assert.match(await pageOf(first.ticket.number), /Linked/);
  });

  test('another hook, and foreign references switched off, count from the next message on', async () => {
    const first = await deliver({ id: 'thread@c.example', subject: 'Ropes' });
    await set({ hook: 'Case:', foreignReferences: 'off' });
    const reference = await deliver({ subject: 'Re: Ropes', headers: ['References: <thread@c.example>'] });
    assert.notEqual(reference.ticket.id, first.ticket.id);
    const tagged = await deliver({ subject: `Re: [Case:${first.ticket.number}] Ropes` });
    assert.equal(tagged.ticket.id, first.ticket.id);
    const sent = await answer(first.ticket.number, 'carla@c.example');
    assert.match(sent.article.subject, /^Re: \[Case:\d+\] Ropes$/);
    await set({ foreignReferences: 'same_subject' });
    const other = await deliver({ subject: 'Something new', headers: ['References: <thread@c.example>'] });
    assert.notEqual(other.ticket.id, first.ticket.id);
    const same = await deliver({ subject: 'AW: Ropes', headers: ['References: <thread@c.example>'] });
    assert.equal(same.ticket.id, first.ticket.id);
    await set({});
  });
});

describe('robots', () => {
  test('an out-of-office answer goes to its ticket, labelled, and does not reopen it', async () => {
    const first = await deliver({ subject: 'Masts' });
    const sent = await answer(first.ticket.number, 'carla@c.example');
    await admin.post(`/tickets/${first.ticket.number}/state`, { state: 'closed' });
    const away = await deliver({
      subject: 'Automatic reply: Masts',
      headers: [`In-Reply-To: <${sent.article.messageId}>`, 'Auto-Submitted: auto-generated'],
    });
    assert.equal(away.ticket.id, first.ticket.id);
    assert.equal(away.ticket.state, 'closed');
    assert.equal(away.article.noAutoReply, true);
    assert.match(await pageOf(first.ticket.number), /Automatic: out of office/);
  });

  test('a newsletter and a blocked sender are labelled', async () => {
    const list = await deliver({ from: 'news@paper.example', headers: ['List-Id: <news.paper.example>'] });
    assert.match(await pageOf(list.ticket.number), /title="list-id">\s*Mailing list/);
    await set({ blockedSenders: '@pest.example' });
    const pest = await deliver({ from: 'one@pest.example' });
    assert.equal(pest.article.automatic, 'blocked');
    assert.equal(pest.article.noAutoReply, true);
    await set({});
  });

  test('the mail of a loop is kept and labelled, never answered; old mail is none', async () => {
    await set({ ticketsPerHour: '3' });
    const batch = Array.from({ length: 3 }, () => write({ from: 'robot@loop.example' }));
    assert.deepEqual(
      await desk.deliver(...batch, write({ from: 'robot@loop.example' })),
      Array(4).fill('opened'),
    );
    const fourth = await newest();
    assert.equal(fourth.article.automatic, 'flood');
    assert.equal(fourth.article.noAutoReply, true);
    assert.match(await pageOf(fourth.ticket.number), /Possible mail loop/);
    const fifth = await deliver({ from: 'robot@loop.example' });
    assert.equal(fifth.article.automatic, 'flood');
    assert.equal((await deliver({ from: 'anna@c.example' })).article.automatic, 'no');
    await set({});
  });
});

describe('bounces', () => {
  const report = (original: string, action = 'failed', status = '5.1.1') => [
    'MIME-Version: 1.0',
    'Return-Path: <>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Sorry.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.c.example',
    '',
    'Final-Recipient: rfc822; bert@c.example',
    `Action: ${action}`,
    `Status: ${status}`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${original}>`,
    '',
    '--b--',
  ];
  const daemon = 'mailer-daemon@mx.c.example';

  test('is shown at the answer, marks the address until it writes again', async () => {
    const first = await deliver({ from: 'Bert <bert@c.example>', subject: 'Sails' });
    const sent = await answer(first.ticket.number, 'bert@c.example');
    const bounce = await deliver({
      from: daemon,
      subject: 'Undeliverable',
      headers: report(sent.article.messageId ?? ''),
    });
    assert.equal(bounce.ticket.id, first.ticket.id);
    const page = await pageOf(first.ticket.number);
    const shown =
      /<article id="article-(\d+)" class="article outgoing"[^>]*>(?:(?!<\/article>).)*Could not be delivered to <strong>bert@c\.example<\/strong>: The address does not exist\./s.exec(
        page,
      );
    assert.equal(shown?.[1], String(sent.article.id));
    assert.match(page, /Mail to this address came back/);
    assert.match(page, /Mail to bert@c\.example came back: The address does not exist\./);
    assert.match(page, /could not be delivered to bert@c\.example/);
    await deliver({ from: 'Bert <bert@c.example>', headers: [`In-Reply-To: <${sent.article.messageId}>`] });
    assert.doesNotMatch(await pageOf(first.ticket.number), /came back/);
  });

  test('a temporary failure marks nothing, nor does a report that names no message of ours', async () => {
    const first = await deliver({ from: 'Bert <bert@c.example>', subject: 'Keels' });
    const sent = await answer(first.ticket.number, 'bert@c.example');
    const late = report(sent.article.messageId ?? '', 'delayed', '4.4.7');
    assert.equal((await deliver({ from: daemon, headers: late })).ticket.id, first.ticket.id);
    const forged = await deliver({
      from: daemon,
      headers: report('pr.1.x.000000000000000000000000@postroom.example'),
    });
    assert.notEqual(forged.ticket.id, first.ticket.id);
    assert.doesNotMatch(await pageOf(first.ticket.number), /came back/);
  });
});

describe('senders', () => {
  test('Reply-To counts as it is set', async () => {
    const letter = { from: 'Web shop <shop@shop.example>', headers: ['Reply-To: Ruben <ruben@c.example>'] };
    assert.deepEqual(pick(await deliver(letter)), ['Web shop', 'ruben@c.example']);
    await set({ replyTo: 'address' });
    assert.deepEqual(pick(await deliver({ ...letter, headers: ['Reply-To: Rosa <rosa@c.example>'] })), [
      'Rosa',
      'rosa@c.example',
    ]);
    await set({ replyTo: 'off' });
    assert.deepEqual(pick(await deliver(letter)), ['Web shop', 'shop@shop.example']);
    await set({});
  });

  test('a contact form is the person who filled it in', async () => {
    await set({ formAddresses: 'forms@site.example' });
    const text = 'Name: Hanna\r\nE-mail: hanna@c.example\r\nMessage: Hello';
    assert.equal(pick(await deliver({ from: 'Form <forms@site.example>', text }))[1], 'hanna@c.example');
    await set({});
  });

  test('mail that an agent forwards is its author’s', async () => {
    const text =
      'Please answer.\r\n\r\n-----Original Message-----\r\nFrom: Theo <theo@c.example>\r\nSent: Sunday\r\nTo: Ada\r\nSubject: Jetty\r\n\r\nHello';
    const found = await deliver({ from: 'Ada <ada.admin@postroom.example>', subject: 'FW: Jetty', text });
    assert.deepEqual(pick(found), ['Theo', 'theo@c.example']);
  });

  test('a group address stands for the person behind it', async () => {
    const letter = {
      from: 'Anna via Sales <sales@list.example>',
      headers: ['X-Original-From: Anna <anna@c.example>'],
    };
    assert.equal(pick(await deliver(letter))[1], 'anna@c.example');
  });

  const pick = ({ customer }: Awaited<ReturnType<typeof newest>>) => [customer.name, customer.email];
});

describe('text', () => {
  test('appointments, encryption and forwarded messages are shown as what they are', async () => {
    const { ticket } = await deliver({
      headers: ['MIME-Version: 1.0', 'Content-Type: text/calendar; method=REQUEST; charset=utf-8'],
      text: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Spring fair\r\nDTSTART:20261207T090000Z\r\nDTEND:20261207T100000Z\r\nLOCATION:Boathouse\r\nORGANIZER:mailto:o@c.example\r\nEND:VEVENT\r\nEND:VCALENDAR',
    });
    const page = await pageOf(ticket.number);
    for (const words of ['Invitation: Spring fair', '09:00 – 10:00 (UTC)', 'Boathouse', 'o@c.example'])
      assert.ok(page.includes(words), words);
    const secret = await deliver({
      text: '-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----',
    });
    assert.match(await pageOf(secret.ticket.number), /Encrypted with PGP/);
    const empty = await deliver({ subject: '', text: '' });
    assert.equal((await admin.get(`/tickets/${empty.ticket.number}`)).status, 200);
  });
});

test('the settings refuse what makes no sense, field by field', async () => {
  const input = {
    ...toMailSettingsInput(defaultMailSettings),
    hook: '[x]',
    mostMegabytes: '0',
    formAddresses: 'nobody',
  };
  const response = await admin.post('/settings/mail', input);
  assert.equal(response.status, 422);
  const page = await response.text();
  for (const words of ['no digit at the end', 'whole number from 1 to', 'is no e-mail address'])
    assert.ok(page.includes(words), words);
  const agent = await desk.signIn('agent', 'Agnes Agent');
  assert.equal((await agent.get('/settings/mail')).status, 403);
});
