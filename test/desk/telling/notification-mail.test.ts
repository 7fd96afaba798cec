import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { desc, eq } from 'drizzle-orm';
import { updateChannel } from '../../../src/db/channels.ts';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { sessions } from '../../../src/db/schema/schema.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { notificationMails } from '../../../src/db/schema/schema-teamwork.ts';
import { articles, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { setSessionProof } from '../../../src/db/sessions.ts';
import { replyToTicket } from '../../../src/desk/composing/reply-to-ticket.ts';
import { deliverNotifications } from '../../../src/desk/telling/deliver-notifications.ts';
import { hashToken } from '../../../src/domain/token.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { addChannel } from '../../support/import-desk.ts';
import { localAccount } from '../../support/mail-account.ts';
import { type PasswordSmtp, startPasswordSmtp } from '../../support/password-smtp.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';

const minute = 60_000;
const every = { new: 'on', assigned: 'on', answered: 'on', mentioned: 'on' };
const byMail = {
  ...every,
  'mail-new': 'on',
  'mail-assigned': 'on',
  'mail-answered': 'on',
  'mail-mentioned': 'on',
};

let desk: TicketDesk;
let smtp: PasswordSmtp;
/** How the channel sends. */
let account: Parameters<typeof insertMailAccount>[1];
let admin: Person;
let bo: Person;
/** Added to the clock. */
let later = 0;
let count = 0;

before(async () => {
  smtp = await startPasswordSmtp('pass');
  const startedAt = new Date(Date.now() - 200 * 60 * minute);
  desk = await openTicketDesk({ startedAt }, { now: () => new Date(Date.now() + later) });
  const { id: channelId } = desk.channel;
  account = localAccount({ channelId, userName: 'support', password: 'pass', smtpPort: smtp.port });
  await desk.desk.write((tx) => insertMailAccount(tx, account));
  admin = await desk.signIn('admin', 'Ada Admin');
  bo = await desk.signIn('agent', 'Bo', { 1: 'answer' });
  await admin.post('/account/notifications', every);
});
after(async () => {
  await desk.close();
  await smtp.stop();
});
beforeEach(async () => {
  // What an hour allows is each test's own.
  await desk.desk.write((tx) => tx.delete(notificationMails));
  smtp.received.length = 0;
  // So much time passes here that some pages would ask for the password again.
  await desk.desk.write((tx) => tx.update(sessions).set({ provedAt: desk.desk.now() }));
  await bo.post('/account/notifications', byMail);
});

/** Lets time pass and sends what is due by then. */
async function passTime(minutes: number): Promise<void> {
  later += minutes * minute;
  // As if he had just entered his password: people and secrets take that.
  await desk.desk.write((tx) => setSessionProof(tx, hashToken(admin.token), desk.desk.now()));
  await deliverNotifications(desk.desk);
}

const mailFrom = (from: string, more: readonly string[] = [], text = 'Where is my parcel?') =>
  [
    `From: ${from}`,
    `To: ${supportAddress}`,
    ...(more.some((line) => line.startsWith('Subject:')) ? [] : ['Subject: Parcel']),
    `Message-ID: <n${++count}@customer.example>`,
    ...more,
    '',
    text,
    '',
  ].join('\r\n');

async function lastTicket() {
  const [ticket] = await desk.desk.read.select().from(tickets).orderBy(desc(tickets.id)).limit(1);
  assert.ok(ticket);
  return ticket;
}
const lastOutcome = async () =>
  (await desk.desk.read.select().from(receipts).orderBy(desc(receipts.id)).limit(1))[0]?.outcome;
const countTickets = () => desk.desk.read.$count(tickets);

test('a new ticket is told after two minutes, from the group, marked, with a link and an excerpt', async () => {
  await desk.deliver(mailFrom('Carla <carla@customer.example>', [], 'Where is it?\r\n\r\n> quoted secret'));
  await passTime(1);
  assert.equal(smtp.received.length, 0);
  await passTime(2);
  assert.equal(smtp.received.length, 1, 'the admin has chosen none by mail');
  const mail = await parseMessage(Buffer.from(smtp.received[0] ?? ''));
  const { number } = await lastTicket();
  assert.deepEqual(
    mail.to.map(({ address }) => address),
    ['bo@postroom.example'],
  );
  assert.equal(mail.from?.address, supportAddress);
  assert.equal(mail.subject, `[Postroom] #${number} Parcel`);
  const header = (name: string) => mail.headers.find(([key]) => key === name)?.[1];
  assert.equal(header('auto-submitted'), 'auto-generated');
  assert.equal(header('x-postroom-loop'), 'yes');
  assert.equal(header('x-auto-response-suppress'), 'All');
  assert.match(
    mail.text,
    new RegExp(
      `New in Support, from Carla\\.[\\s\\S]+> Where is it\\?[\\s\\S]+http://localhost/tickets/${number}\\n`,
    ),
  );
  assert.match(mail.text, /does not reach the customer/);
  assert.doesNotMatch(mail.text, /quoted secret/);
  await passTime(60);
  assert.equal(smtp.received.length, 1);
});

test('what happens meanwhile is one mail, and what was read in the page is none', async () => {
  await desk.deliver(mailFrom('carla@customer.example'));
  const first = await lastTicket();
  await admin.post(`/tickets/${first.number}/owner`, { owner: String(bo.id) });
  await admin.post(`/tickets/${first.number}/notes`, {
    key: 'note-key-0001',
    text: '@Bo the secret of the note',
  });
  await desk.deliver(
    mailFrom('carla@customer.example', [`Subject: [Ticket#${first.number}] more`], 'Please!'),
  );
  await passTime(3);
  assert.equal(smtp.received.length, 1);
  const { text } = await parseMessage(Buffer.from(smtp.received[0] ?? ''));
  for (const words of [/New in Support/, /Ada Admin assigned it to you/, /mentioned you/, /answered\./]) {
    assert.match(text, words);
  }
  await desk.deliver(mailFrom('carla@customer.example'));
  await bo.get(`/tickets/${(await lastTicket()).number}`);
  await bo.post('/notifications/readings', {});
  await passTime(3);
  assert.equal(smtp.received.length, 1);
});

test('own doing, old mail, backlog and archived mail tell nobody', async () => {
  await desk.deliver(mailFrom('carla@customer.example'));
  await bo.post('/notifications/readings', {});
  const { number } = await lastTicket();
  await bo.post(`/tickets/${number}/owner`, { owner: String(bo.id) });
  await bo.post(`/tickets/${number}/notes`, { key: 'note-key-0002', text: '@Bo remember' });
  const now = desk.desk.now();
  for (const changes of [
    { startedAt: new Date(now.getTime() + minute) },
    { archiveBefore: new Date(now.getTime() + minute) },
  ]) {
    await desk.deliverTo({ ...desk.channel, ...changes }, mailFrom('dora@customer.example'));
  }
  await passTime(3);
  assert.equal(smtp.received.length, 0);
});

test('no mail to who may not see it any more, is disabled, or has a mailbox of Postroom as address', async () => {
  await desk.deliver(mailFrom('carla@customer.example'));
  await admin.post(`/settings/users/${bo.id}`, { name: 'Bo', role: 'agent', 'access-1': 'none' });
  await passTime(3);
  assert.equal(smtp.received.length, 0);
  await admin.post(`/settings/users/${bo.id}`, { name: 'Bo', role: 'agent', 'access-1': 'answer' });

  const gone = await desk.signIn('agent', 'Gone', { 1: 'read' });
  await gone.post('/account/notifications', byMail);
  const looped = await desk.signIn('agent', 'Support', { 1: 'read' });
  await looped.post('/account/notifications', byMail);
  assert.match(await (await looped.get('/notifications')).text(), /comes in here as tickets/);
  await desk.deliver(mailFrom('carla@customer.example'));
  await admin.post(`/settings/users/${gone.id}/deactivation`, {});
  await passTime(3);
  const to = smtp.received.map((raw) => /^To: (.*)\r$/m.exec(raw)?.[1]);
  assert.deepEqual(to, ['bo@postroom.example']);
});

test('a follower is told when the customer or a colleague writes: in the bell, by the browser, by mail', async () => {
  const fay = await desk.signIn('agent', 'Fay', { 1: 'answer' });
  const told = { answered: 'on', written: 'on', mentioned: 'on' };
  await fay.post('/account/notifications', { ...told, 'mail-answered': 'on', 'mail-written': 'on' });
  await desk.deliver(mailFrom('Carla <carla@customer.example>'));
  const { number, id: ticketId } = await lastTicket();
  const write = (who: Person, text: string) =>
    who.post(`/tickets/${number}/notes`, { key: `note-key-${++count}`, text });
  const newest = async () =>
    ((await (await fay.get('/notifications/newest')).json()) as { title?: string }).title;
  const mailsTo = async (who: string) => {
    await passTime(3);
    const mails = smtp.received
      .splice(0)
      .filter((raw) => raw.includes(`\r\nTo: ${who}@postroom.example\r\n`));
    return Promise.all(mails.map(async (raw) => (await parseMessage(Buffer.from(raw))).text));
  };
  await write(admin, 'Nobody follows yet');
  assert.equal(await newest(), undefined);

  assert.equal((await fay.post(`/tickets/${number}/following`, { follow: 'on' })).status, 303);
  await write(admin, 'Ask the warehouse');
  assert.equal(await newest(), 'Ada Admin wrote in');
  assert.match(await (await fay.get('/notifications')).text(), /Ada Admin wrote in[\s\S]{0,200}Parcel/);
  assert.match((await mailsTo('fay')).join(), /Ada Admin wrote in it\.[\s\S]+> Ask the warehouse/);
  await fay.post('/notifications/readings', {});
  await desk.door.as(admin.actor).call(replyToTicket, {
    ...{ ticketId, key: `answer-key-${++count}`, to: 'carla@customer.example', cc: '', isQuoting: false },
    ...{ text: 'It left on Monday', nextState: 'closed', form: { text: 'It left on Monday' } },
  });
  assert.match((await mailsTo('fay')).join(), /Ada Admin wrote in it\.[\s\S]+> It left on Monday/);
  await fay.post('/notifications/readings', {});
  await desk.deliver(
    mailFrom('Carla <carla@customer.example>', [`Subject: [Ticket#${number}] more`], 'When?'),
  );
  assert.equal(await newest(), 'Carla answered:');
  assert.match((await mailsTo('fay')).join(), /Carla answered\.[\s\S]+> When\?/);
  await fay.post('/notifications/readings', {});

  await write(fay, 'My own words');
  assert.equal(await newest(), undefined, 'nobody is told of what he wrote himself');
  await write(admin, '@Fay look');
  assert.equal(await newest(), 'Ada Admin mentioned you in');
  assert.deepEqual(await mailsTo('fay'), [], 'a mention is one thing, and by mail only where that is wanted');
  await fay.post('/notifications/readings', {});
  await fay.post('/account/notifications', { answered: 'on' });
  await write(admin, 'Not wanted any more');
  await fay.post('/account/notifications', told);
  await fay.post(`/tickets/${number}/following`, { follow: '' });
  await write(admin, 'Not followed any more');
  assert.equal(await newest(), undefined);
});

test('many tickets at once are one list, and an hour brings no more than 20 mails', async () => {
  await desk.deliver(...Array.from({ length: 30 }, () => mailFrom('carla@customer.example')));
  await passTime(3);
  assert.equal(smtp.received.length, 1);
  const { text, subject } = await parseMessage(Buffer.from(smtp.received[0] ?? ''));
  assert.match(subject, /^\[Postroom\] 30 tickets have news/);
  assert.equal(text.match(/http:\/\/localhost\/tickets\//g)?.length, 30);
  assert.doesNotMatch(text, /parcel\?/);
  await desk.deliver(mailFrom('carla@customer.example'));
  await passTime(3);
  assert.equal(smtp.received.length, 1, 'the list counts for its tickets');
  await passTime(90);
  assert.equal(smtp.received.length, 2);
});

test('a mail that comes back, its bounce and absence notices become no ticket; an answer stays a note', async () => {
  await desk.deliver(mailFrom('carla@customer.example'));
  await passTime(3);
  const ticket = await lastTicket();
  const raw = smtp.received[0] ?? '';
  const { messageId } = await parseMessage(Buffer.from(raw));
  const before = await countTickets();
  const from = 'Bo <bo@postroom.example>';
  const back = [
    raw,
    raw.replace(/^Message-ID: .*\r\n/m, 'Message-ID: <replaced@outlook.example>\r\n'),
    mailFrom(from, [`In-Reply-To: <${messageId}>`, 'Auto-Submitted: auto-replied']),
    mailFrom(from, ['Subject: Automatic reply: [Postroom] #1 Parcel']),
  ];
  for (const each of back) {
    assert.deepEqual(await desk.deliver(each), ['ignored']);
    assert.equal(await lastOutcome(), 'ignored');
  }
  await admin.post(`/tickets/${ticket.number}/state`, { state: 'closed' });
  assert.deepEqual(await desk.deliver(mailFrom(from, [`In-Reply-To: <${messageId}>`], 'I take it')), [
    'appended',
  ]);
  const [note] = await desk.desk.read.select().from(articles).orderBy(desc(articles.id)).limit(1);
  assert.deepEqual([note?.ticketId, note?.isInternal, note?.text], [ticket.id, true, 'I take it']);
  const [after] = await desk.desk.read.select().from(tickets).where(eq(tickets.id, ticket.id));
  assert.equal(after?.state, 'closed', 'From gives no right to open it');
  assert.match(await (await admin.get(`/tickets/${ticket.number}`)).text(), /the customer did not get it/);
  assert.equal(await countTickets(), before);
});

test('an absence notice that names the Message-ID Exchange has given is passed over too', async () => {
  await desk.deliver(mailFrom('carla@customer.example'));
  await passTime(3);
  const [sent] = await desk.desk.read
    .select()
    .from(notificationMails)
    .orderBy(desc(notificationMails.id))
    .limit(1);
  await desk.desk.write((tx) =>
    tx
      .update(notificationMails)
      .set({ assignedId: 'x@eur.outlook.example' })
      .where(eq(notificationMails.id, sent?.id ?? 0)),
  );
  const from = 'bo@postroom.example';
  const absence = mailFrom(from, ['In-Reply-To: <x@eur.outlook.example>', 'Auto-Submitted: auto-replied']);
  assert.deepEqual(await desk.deliver(absence), ['ignored']);
  const answer = mailFrom(from, ['In-Reply-To: <x@eur.outlook.example>']);
  assert.deepEqual(await desk.deliver(answer), ['appended']);
});

test('a mail that cannot be sent is tried again; one that was under way at a crash is not', async () => {
  await desk.desk.write((tx) => updateChannel(tx, desk.channel.id, { pausedAt: new Date() }));
  await desk.deliver(mailFrom('carla@customer.example'));
  await passTime(3);
  assert.equal(smtp.received.length, 0, 'no other way is set');
  await desk.desk.write((tx) => updateChannel(tx, desk.channel.id, { pausedAt: null }));
  await passTime(2);
  assert.equal(smtp.received.length, 1);
  await desk.deliver(mailFrom('carla@customer.example'));
  await desk.desk.write((tx) =>
    tx.update(notificationMails).set({ state: 'sending' }).where(eq(notificationMails.state, 'due')),
  );
  await passTime(30);
  assert.equal(smtp.received.length, 1);
});

test('where the group cannot send, the way of the alerts is taken, and after it another channel', async () => {
  await desk.desk.write((tx) => updateChannel(tx, desk.channel.id, { pausedAt: new Date() }));
  const saved = await admin.post('/settings/alerts', {
    route: 'smtp',
    minutes: '15',
    to: 'ops@postroom.example',
    smtpHost: '127.0.0.1',
    smtpPort: String(smtp.port),
    smtpSecurity: 'none',
    smtpUserName: 'ops',
    smtpPassword: 'pass',
    smtpFrom: 'alerts@postroom.example',
    allowsPrivateServer: 'on',
  });
  assert.equal(saved.status, 303);
  await desk.deliver(mailFrom('carla@customer.example'));
  await passTime(3);
  assert.deepEqual(smtp.received.length, 1);
  assert.equal(smtp.senders.at(-1), 'alerts@postroom.example');
  await admin.post('/settings/alerts', { route: 'none', minutes: '15' });
  const { id } = await addChannel(desk.desk, { address: 'info@postroom.example' });
  await desk.desk.write((tx) => insertMailAccount(tx, { ...account, channelId: id }));
  await desk.deliver(mailFrom('carla@customer.example'));
  await passTime(3);
  assert.deepEqual([smtp.received.length, smtp.senders.at(-1)], [2, 'info@postroom.example']);
  await desk.desk.write((tx) => updateChannel(tx, desk.channel.id, { pausedAt: null }));
  await desk.desk.write((tx) => updateChannel(tx, id, { pausedAt: new Date() }));
});
