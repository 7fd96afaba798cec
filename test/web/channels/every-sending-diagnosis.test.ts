import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { getChannel } from '../../../src/db/channels.ts';
import { type Delivery, getDelivery, listDueDeliveries, updateOutboxItem } from '../../../src/db/outbox.ts';
import { tickets } from '../../../src/db/schema/schema-tickets.ts';
import { putSetting } from '../../../src/db/settings.ts';
import { postpone, settleOutcome } from '../../../src/desk/outbox/settle-outcome.ts';
import { type Diagnosis, diagnose, type Owner } from '../../../src/domain/diagnosis/diagnosis.ts';
import { graphRules } from '../../../src/domain/diagnosis/diagnosis-graph.ts';
import { graphSendingRules } from '../../../src/domain/diagnosis/diagnosis-graph-sending.ts';
import { networkRules } from '../../../src/domain/diagnosis/diagnosis-network.ts';
import type { DiagnosisRule } from '../../../src/domain/diagnosis/diagnosis-rule.ts';
import { smtpRules } from '../../../src/domain/diagnosis/diagnosis-smtp.ts';
import { sayGivenUp } from '../../../src/domain/diagnosis/send-retry.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { readable } from '../../support/page-words.ts';
import { openScriptedOutbox, type ScriptedOutbox } from '../../support/scripted-outbox.ts';
import type { Person } from '../../support/ticket-desk.ts';

// Every row that can stop an answer from going out, by SMTP and by Graph: it fails once and is over, and it fails again and
// again. What the pages of the ticket and of the channel say is read each time, and nobody presses anything.

let world: ScriptedOutbox;
let admin: Person;
let channelId: number;

before(async () => {
  // Nothing is sent here: what a server would say is told to what records it.
  world = await openScriptedOutbox(1);
  channelId = world.tickets.channel.id;
  await world.tickets.desk.write((tx) => putSetting(tx, 'sending', { undoSeconds: 0 }));
});
after(() => world[Symbol.asyncDispose]());

/** What is said where a row's conditions do not tell it themselves. */
const words: Readonly<Record<string, Partial<Failure>>> = {
  smtp_disabled_tenant: said('535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.', 'AUTH'),
  smtp_disabled_mailbox: said('535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox.', 'AUTH'),
  smtp_locked: said("535 5.7.139 locked by your organization's security defaults policy.", 'AUTH'),
  smtp_policy: said('535 5.7.139 the request did not meet the criteria to be authenticated', 'AUTH'),
  smtp_password_expired: said("535 5.7.139 the user's password has expired", 'AUTH'),
  smtp_account_blocked: said('535 5.7.139 the user account is locked', 'AUTH'),
  smtp_legacy_blocked: said('535 5.7.139 basic authentication is disabled', 'AUTH'),
  smtp_credentials: said('535 5.7.139 the user credentials were incorrect', 'AUTH'),
  smtp_sign_in_blocked: said('535 5.7.139 for a new reason', 'AUTH'),
  smtp_not_authenticated: said('530 5.7.57 Client not authenticated to send mail.', 'MAIL'),
  smtp_send_as_denied: said('554 5.2.252 SendAsDenied', 'DATA'),
  smtp_blocked_sender: said('550 5.1.8 Access denied, bad outbound sender', 'DATA'),
  smtp_refused_sign_in: said('535 5.7.3 Authentication unsuccessful', 'AUTH'),
  smtp_mechanism: said('504 5.7.4 Unrecognized authentication type', 'AUTH'),
  smtp_too_many: said('432 4.3.2 concurrent connections limit exceeded', 'AUTH'),
  smtp_daily_limit: said('550 5.1.90 Your message cannot be sent: the daily limit is reached', 'DATA'),
  smtp_quota: said('554 5.2.0 Deliver.Exception:QuotaExceededException', 'DATA'),
  smtp_later: said('451 4.7.0 Temporary server error', 'DATA'),
  smtp_name_refused: said('501 5.5.4 Invalid domain name', 'EHLO'),
  smtp_sign_in_refused: said('554 No SMTP service here', 'CONNECT'),
  smtp_too_large: said('552 5.3.4 Message size exceeds fixed limit', 'DATA'),
  smtp_utf8_missing: { code: 'NO_SMTPUTF8', command: 'RCPT' },
  smtp_recipient_full: said('552 5.2.2 Mailbox full', 'RCPT'),
  smtp_domain_unproven: said('550 5.7.515 Access denied, does not meet the required level', 'DATA'),
  smtp_recipient_refused: said('550 5.1.1 User unknown', 'RCPT'),
  smtp_host_refused: said('554 5.7.1 Client host [192.0.2.1] blocked using a list', 'RCPT'),
  smtp_protocol: said('503 5.5.1 Bad sequence of commands', 'MAIL'),
  smtp_content_refused: said('554 5.6.0 Something new', 'DATA'),
  smtp_sender_refused: said('550 5.1.7 Not from there', 'MAIL'),
  smtp_refused: said('554 Something nobody has heard of', 'DATA'),
  smtp_malformed: { text: 'Invalid recipient "x"', command: undefined },
  password_web_sign_in: said('534 5.7.14 Please log in via your web browser', 'LOGIN'),
  password_basic_auth_off: said('535 Basic authentication is disabled', 'LOGIN'),
  password_app_needed: said('534 Application-specific password required', 'LOGIN'),
  password_switched_off: said('535 SMTP access is disabled for your domain', 'LOGIN'),
  password_expired: said('535 Password is expired', 'LOGIN'),
  password_locked: said('535 Account is locked', 'LOGIN'),
  password_place: said('535 Sign-ins from your country are not allowed', 'LOGIN'),
  password_refused: said('535 5.7.8 Username and Password not accepted', 'LOGIN'),
  network_not_tls: { code: 'ERR_SSL_WRONG_VERSION_NUMBER' },
  network_tls: { code: 'EPROTO' },
  network_proxy: { code: 'PROXY_REFUSED' },
  network_certificate_untrusted: { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
  network_dns: { code: 'ENOTFOUND' },
  graph_token_challenged: { code: 'HTTP_401', text: 'Continuous access evaluation: insufficient_claims' },
  graph_policy: { text: 'Access to OData is disabled.' },
  graph_no_right: { text: 'Default folder Inbox not found.' },
  graph_named_properties: { code: 'ErrorQuotaExceeded', text: 'Cannot get ID from name.' },
};

function said(text: string, command: string): Partial<Failure> {
  return { text, command, code: text.slice(0, 3) };
}

/** @returns what brings the row about, by its own conditions */
function sampleOf(origin: Failure['origin'], { code, when }: DiagnosisRule): Failure {
  return {
    ...{ origin, text: 'Words of a server.' },
    code: /[A-Za-z0-9_]{2,}/.exec(when.codes?.source ?? '')?.[0],
    command: when.commands?.[0] ?? (origin === 'graph' ? 'SEND' : undefined),
    ...words[code],
  };
}

const tables = { smtp: smtpRules, graph: [...graphSendingRules, ...graphRules], network: networkRules };
/** Not what a message fails by: reading, notifications, and what is looked for after an unknown end. */
const ofOthers = new Set([
  ...['graph_still_a_draft', 'graph_resync', 'graph_folder_missing', 'graph_settle_refused'],
  ...['graph_same_folder', 'graph_item_gone', 'graph_conflict', 'graph_foreign_link', 'graph_access_denied'],
  ...['notifications_unreachable', 'notifications_refused', 'notifications_silent', 'entra_not_microsoft'],
]);
const owner: Owner = { address: 'info@example.com', kind: 'microsoft365' };
const walked = new Map(
  Object.entries(tables).flatMap(([origin, rules]) =>
    rules.flatMap((rule) => {
      const sample = sampleOf(origin as Failure['origin'], rule);
      const isWalked = !ofOthers.has(rule.code) && diagnose(sample, owner).code === rule.code;
      return isWalked ? [[rule.code, sample] as const] : [];
    }),
  ),
);

test('each row that can stop an answer is walked', () => {
  const codes = new Set(Object.values(tables).flatMap((rules) => rules.map(({ code }) => code)));
  assert.deepEqual(
    [...codes].filter((code) => !walked.has(code) && !ofOthers.has(code)),
    [],
  );
});

const people: Record<Diagnosis['who'], string> = {
  you: 'You can mend this',
  administrator: 'Your Microsoft administrator can mend this',
  provider: 'Whoever runs the mail server can mend this',
  microsoft: 'Microsoft has to mend this',
  nobody: 'Nobody has to act',
};

const now = () => world.tickets.desk.now();
const readChannel = () => getChannel(world.tickets.desk.read, channelId);
const read = (id: number) => getDelivery(world.tickets.desk.read, id);

/** Before anything of a message is said. */
const opening = ['CONNECT', 'EHLO', 'HELO', 'STARTTLS', 'AUTH', 'LOGIN'];

async function fail(delivery: Delivery, failure: Failure): Promise<void> {
  const channel = await readChannel();
  const isOpening = failure.origin === 'network' || opening.includes(failure.command ?? '');
  if (isOpening) return postpone(world.tickets.desk, channel, delivery, { failure, isAboutMessage: false });
  return settleOutcome(world.tickets.desk, channel, delivery, { kind: 'not_sent', failure, refused: [] });
}

async function readTicket({ ticketId }: Delivery): Promise<string> {
  const [row] = await world.tickets.desk.read
    .select({ number: tickets.number })
    .from(tickets)
    .where(eq(tickets.id, ticketId));
  return readable(await (await admin.get(`/tickets/${row?.number}`)).text());
}

const readChannelPage = async () => readable(await (await admin.get(`/channels/${channelId}`)).text());

/** Both pages say what it is, whose it is, what to do and when it is tried again. */
async function expectOnPages(id: number, diagnosis: Diagnosis): Promise<void> {
  const { title, cause, who, step, powershell, code } = diagnosis;
  const delivery = await read(id);
  const page = await readTicket(delivery);
  for (const part of [title, cause, `<b>${people[who]}:</b> ${step}`, powershell ?? ''])
    assert.ok(page.includes(part), `${code}, ticket: ${part}`);
  const { nextAttemptAt } = delivery;
  assert.equal(nextAttemptAt === null, diagnosis.retry.kind === 'never', code);
  assert.equal(page.includes('Next try '), nextAttemptAt !== null, code);
  if (nextAttemptAt !== null) assert.ok(page.includes(`datetime="${nextAttemptAt.toISOString()}"`), code);
  const { sendingCode, sendingRetryAt, sendingState } = await readChannel();
  if (sendingState !== 'failing') return;
  assert.equal(sendingCode, code);
  const channelPage = await readChannelPage();
  for (const part of [`<h2>${title}</h2>`, cause, `<b>${people[who]}:</b> ${step}`, powershell ?? ''])
    assert.ok(channelPage.includes(part), `${code}, channel: ${part}`);
  assert.ok(channelPage.includes(`datetime="${sendingRetryAt?.toISOString()}"`), `${code}: next try`);
}

/** Its time comes, and the server takes it: nobody has pressed anything. */
async function expectRecovery(id: number, code: string): Promise<void> {
  const due = await listDueDeliveries(world.tickets.desk.read, now(), 100);
  const delivery = due.find((each) => each.id === id);
  assert.ok(delivery, `${code}: it is not tried again by itself`);
  await settleOutcome(world.tickets.desk, await readChannel(), delivery, {
    ...{ kind: 'sent', reply: '250 ok', assignedId: undefined, refused: [] },
  });
  assert.deepEqual([(await read(id)).state, (await read(id)).failureCode], ['sent', null], code);
  assert.doesNotMatch(await readTicket(delivery), /Not sent/);
  assert.match(await readChannelPage(), /<dt>Sending<\/dt> ?<dd> ?<span class="badge">works<\/span>/);
}

/** @returns how long it waits now, in milliseconds; undefined for ever */
async function waitOf(id: number): Promise<number | undefined> {
  const { nextAttemptAt } = await read(id);
  return nextAttemptAt === null ? undefined : nextAttemptAt.getTime() - now().getTime();
}

/** What a server can take from one channel: never closer than this, and never so rarely that a mended cause lasts. */
const [closest, rarest] = [30_000, 3_660_000];

for (const [code, failure] of walked) {
  test(`${code}: ${failure.text.slice(0, 60)}`, async () => {
    // Hours pass here, and a session that is not used ends.
    admin = await world.tickets.signInAgain(world.admin);
    const { id } = await world.answer('c@customer.example');
    const diagnosis = diagnose(failure, await readChannel());
    const isFinal = diagnosis.retry.kind === 'never';
    await fail(await read(id), failure);
    await expectOnPages(id, diagnosis);
    if (isFinal) return assert.equal((await read(id)).state, 'failed');
    const once = (await waitOf(id)) ?? 0;
    // What the server has not said for certain may be over in a minute.
    if (!diagnosis.isSaid && diagnosis.retry.kind !== 'wait') assert.ok(once <= 60_000, `${code}: ${once}`);
    world.later(once);
    await expectRecovery(id, code);
    await expectPatience(failure, diagnosis);
  });
}

/** It fails for ever: asked again more and more rarely, and left to a person after two days. */
async function expectPatience(failure: Failure, diagnosis: Diagnosis): Promise<void> {
  const { code } = diagnosis;
  const { id } = await world.answer('c@customer.example');
  for (let turn = 0; turn < 3; turn++) {
    await fail(await read(id), failure);
    const wait = (await waitOf(id)) ?? 0;
    assert.ok(wait >= closest && wait <= rarest, `${code}, try ${turn}: ${wait}`);
    world.later(wait);
  }
  await fail(await read(id), failure);
  assert.ok(((await waitOf(id)) ?? 0) >= 60_000, `${code}: it is hammered`);
  await expectOnPages(id, diagnosis);
  const createdAt = new Date(now().getTime() - 49 * 3_600_000);
  await world.tickets.desk.write((tx) => updateOutboxItem(tx, id, { createdAt, attempts: 30 }));
  await fail(await read(id), failure);
  const page = await readTicket(await read(id));
  assert.equal((await read(id)).state, 'failed', code);
  const { who, step } = sayGivenUp(diagnosis);
  assert.ok(page.includes(`<b>${people[who]}:</b> ${step}`), `${code}, given up: ${step}`);
  await healChannel();
}

/** Another message goes through. */
async function healChannel(): Promise<void> {
  const { id } = await world.answer('c@customer.example');
  await settleOutcome(world.tickets.desk, await readChannel(), await read(id), {
    ...{ kind: 'sent', reply: '250 ok', assignedId: undefined, refused: [] },
  });
}
