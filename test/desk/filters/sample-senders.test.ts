import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { articles, customers, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { insertUser } from '../../../src/db/users.ts';
import type { ArticleReason } from '../../../src/domain/facts/reason.ts';
import { defaultMailSettings, toMailSettingsInput } from '../../../src/domain/mail-settings.ts';
import { writeSampleMail } from '../../../src/sandbox/sample-mail.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

// The support box of the demo: whose question each odd message is, and what it is labelled as.

const address = 'support@brightwater.example';
let desk: TicketDesk;
const found = new Map<
  string,
  { customer: string; automatic: string; ticketId: number; number: number; because: ArticleReason }
>();

before(async () => {
  desk = await openTicketDesk({ address, userName: address });
  const admin = await desk.signIn('admin', 'Ada Admin');
  const { desk: inner } = desk;
  // The people of Brightwater who forward mail are agents.
  const agent = {
    name: 'Agent',
    role: 'agent',
    passwordHash: '',
    isActive: true,
    createdAt: new Date(),
  } as const;
  for (const name of ['omar', 'admin']) {
    await inner.write((tx) => insertUser(tx, { ...agent, email: `${name}@brightwater.example` }));
  }
  await admin.post('/settings/mail', {
    ...toMailSettingsInput(defaultMailSettings),
    formAddresses: 'noreply@brightwater.example\nshop@brightwater.example',
  });
  await desk.deliver(...writeSampleMail(new Date()).map(({ raw }) => raw));
  const rows = await inner.read
    .select({
      subject: articles.subject,
      customer: customers.email,
      automatic: articles.automatic,
      ticketId: tickets.id,
      number: tickets.number,
      because: articles.because,
    })
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .innerJoin(customers, eq(customers.id, tickets.customerId));
  for (const { subject, ...row } of rows) found.set(subject, row);
});
after(() => desk.close());

const cases: [subject: string, customer: string, automatic: string][] = [
  ['New order 10482: Paddle "Heron", 2 pieces', 'ruben@castellano.example', 'no'],
  ['Contact form: Rental prices for a week', 'hanna.brook@valleymail.example', 'notification'],
  ['Fwd: Complaint about the parking place', 'beatrix@holloway.example', 'no'],
  ['FW: Can we film at your jetty?', 'theo@slowriverfilms.example', 'no'],
  ['[wardens] Fallen alder below the second weir', 'wardens@lists.riverwardens.example', 'list'],
  ['Automatic reply: Your offer for 14 May', 'p.vance@willowschool.example', 'out_of_office'],
  ['Undelivered Mail Returned to Sender', 'mailer-daemon@mx.valleymail.example', 'report'],
  ['The Paddle Post: five rivers for a long weekend', 'news@paddlepost.example', 'list'],
  ['[ALERT] Water level at jetty 2: 1.86 m (limit 1.80 m)', 'sensor@boathouse-alarm.example', 'notification'],
  ['Gelesen: Ihre Anfrage', 'j.groessl@gaestehaus-groessl.example', 'receipt'],
  ['Invitation: Spring fair planning', 'events@lakeside-outfitters.example', 'no'],
];
for (const [subject, customer, automatic] of cases) {
  test(subject, () => {
    const row = found.get(subject);
    assert.deepEqual([row?.customer, row?.automatic], [customer, automatic]);
  });
}

test('the invitation is shown in words', async () => {
  const admin = await desk.signIn('admin', 'Bea Admin');
  const page = await (
    await admin.get(`/tickets/${found.get('Invitation: Spring fair planning')?.number}`)
  ).text();
  for (const words of [
    'Invitation: Spring fair planning',
    '(UTC)',
    'Boathouse, upstairs',
    'events@lakeside-outfitters.example',
  ])
    assert.ok(page.includes(words), words);
});
