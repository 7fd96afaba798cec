import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { desc } from 'drizzle-orm';
import { outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { putSetting } from '../../../src/db/settings.ts';
import { type Outbox, startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { diagnosisRules } from '../../../src/domain/diagnosis/diagnosis.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/tenant.ts';
import { addAccount, agreeToGraph, saveApp } from '../../support/microsoft.ts';
import { ofGraphSending, ofPassword, ofSending } from '../../support/provocations.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
let sandbox: Sandbox;
let ticketDesk: TicketDesk;
let admin: Person;
let running: Outbox;
let channelId: number;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  ticketDesk = await openTicketDesk({}, { cloudPath: sandbox.cloudFile });
  admin = await ticketDesk.signIn('admin');
  await saveApp({ sandbox, admin });
  channelId = await addAccount({ sandbox, admin }, support);
  await ticketDesk.desk.write((tx) => putSetting(tx, 'sending', { undoSeconds: 0, messagesPerMinute: 1000 }));
  running = startOutbox(ticketDesk.desk);
});
after(async () => {
  await running.stop();
  await ticketDesk.close();
  await sandbox.stop();
});

function readable(page: string): string {
  return page
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

function expectRow(page: string, code: string): void {
  const rule = diagnosisRules.find((each) => each.code === code);
  const title = rule?.title ?? 'Something that Postroom does not know';
  for (const words of rule === undefined ? [title] : [title, rule.cause, rule.step]) {
    assert.ok(page.includes(words), `${code}: ${words}`);
  }
}

/** Makes a ticket of a mail and answers it from its page. @returns the page's path */
async function answer(subject: string): Promise<string> {
  const { desk, deliverTo, channel } = ticketDesk;
  const mail = `From: C <c@customer.example>\r\nTo: ${support}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@c.example>\r\n\r\nHi\r\n`;
  await deliverTo({ ...channel, id: channelId }, mail);
  const [ticket] = await desk.read.select().from(tickets).orderBy(desc(tickets.id)).limit(1);
  const path = `/tickets/${ticket?.number}`;
  const form = /<form[^>]*\/replies"[\s\S]*?<\/form>/.exec(await (await admin.get(path)).text())?.[0] ?? '';
  const fields = [...form.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)];
  const filled = Object.fromEntries(fields.map(([, name, value]) => [name ?? '', readable(value ?? '')]));
  const sent = await admin.post(`${path}/replies`, {
    ...filled,
    to: 'c@customer.example',
    text: 'Answered.',
    state: 'open',
  });
  assert.equal(sent.status, 303);
  return path;
}

for (const [index, [code, fault]] of ofSending.entries()) {
  test(`${code} by ${fault.words ?? fault.kind}: the ticket says who must act`, () =>
    provoke(`fault-${index}`, code, fault));
}

async function provoke(subject: string, code: string, fault: Fault): Promise<void> {
  sandbox.faults.set(support, fault);
  const path = await answer(subject);
  const newest = () => ticketDesk.desk.read.select().from(outbox).orderBy(desc(outbox.id)).limit(1);
  await waitFor(async () => (await newest())[0]?.failureCode !== null);
  sandbox.faults.clear();
  assert.equal((await newest())[0]?.failureCode, code);
  expectRow(readable(await (await admin.get(path)).text()), code);
}

describe('by Graph', () => {
  before(async () => {
    await agreeToGraph({ sandbox, admin }, support, channelId);
    await admin.post(`/channels/${channelId}/roads`, { in: 'graph', out: 'graph' });
  });
  for (const [index, [code, fault]] of ofGraphSending.entries()) {
    test(`${code} by ${fault.words ?? fault.kind}: the ticket says who must act`, () =>
      provoke(`graph-${index}`, code, fault));
  }
});

for (const [code, fault] of ofPassword) {
  test(`${code} by ${fault.words}: the form of the account says so`, async () => {
    const { imap, smtp } = sandbox;
    sandbox.faults.set(support, fault);
    const page = await admin.post('/channels/new/email', {
      address: support,
      name: 'Support',
      userName: support,
      password: 'wrong',
      imapHost: imap.host,
      imapPort: String(imap.port),
      imapSecurity: 'tls',
      smtpHost: smtp.host,
      smtpPort: String(smtp.port),
      smtpSecurity: 'starttls',
    });
    sandbox.faults.clear();
    assert.equal(page.status, 422);
    const words = readable(await page.text());
    expectRow(words, code);
    assert.doesNotMatch(words, /Microsoft administrator|Set-CASMailbox/);
  });
}
