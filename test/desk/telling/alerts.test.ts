import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { listAlerts, putAlertSettings, updateAlert } from '../../../src/db/alerts.ts';
import { insertAppRegistration } from '../../../src/db/app-registrations.ts';
import { type Channel, updateChannel } from '../../../src/db/channels.ts';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { insertUser } from '../../../src/db/users.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { noticeOutages } from '../../../src/desk/fetching/notice-outages.ts';
import { chooseAlertWay } from '../../../src/desk/telling/choose-alert-way.ts';
import { deliverAlerts, saveAlertSettings, sendTestAlert } from '../../../src/desk/telling/deliver-alerts.ts';
import { warnOfExpiries } from '../../../src/desk/telling/warn-of-expiries.ts';
import { type AlertSettings, defaultAlertSettings } from '../../../src/domain/alert-settings.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { describeAlertProblem } from '../../../views/facts/alert-problem-words.ts';
import { addChannel, type ImportDesk, openImportDesk, operate } from '../../support/import-desk.ts';
import { localAccount } from '../../support/mail-account.ts';
import { type PasswordSmtp, startPasswordSmtp } from '../../support/password-smtp.ts';

const day = 86_400_000;
const begin = Date.UTC(2026, 10, 23, 12);
let opened: ImportDesk;
let desk: Desk;
let hook: Server;
let smtp: PasswordSmtp;
let channel: Channel;
let now = begin;
let status = 204;
let posted: { kind: string; subject: string; text: string; id: string }[] = [];

before(async () => {
  smtp = await startPasswordSmtp('canary-secret');
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      if (status < 300) posted.push(JSON.parse(body));
      response.writeHead(status).end();
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  hook.listen(0, '127.0.0.1', resolve);
  await promise;
});
after(async () => {
  hook.closeAllConnections();
  hook.close();
  await smtp.stop();
});
beforeEach(async () => {
  now = begin;
  status = 204;
  posted = [];
  opened = await openImportDesk();
  desk = { ...opened.desk, now: () => new Date(now) };
  channel = await addChannel(desk, { kind: 'microsoft365' });
});
afterEach(() => opened.close());

const useHook = (changes: Partial<AlertSettings> = {}) => {
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
  const settings = {
    ...defaultAlertSettings,
    route: 'webhook' as const,
    url,
    allowsPrivate: true,
    ...changes,
  };
  return desk.write((tx) => putAlertSettings(tx, settings));
};
const fail = () =>
  desk.write((tx) =>
    updateChannel(tx, channel.id, {
      state: 'failing',
      failureCode: 'secret_expired',
      failureText: 'AADSTS7000222',
    }),
  );
const heal = () =>
  desk.write((tx) => updateChannel(tx, channel.id, { state: 'watching', failureCode: null }));

/** Another channel, through whose server mail can be sent. */
async function addSendingChannel(): Promise<void> {
  const { id } = await addChannel(desk, { address: 'info@postroom.example', sendingState: 'works' });
  const account = { channelId: id, userName: 'info', password: 'canary-secret', smtpPort: smtp.port };
  await desk.write((tx) => insertMailAccount(tx, localAccount(account)));
}

/** What the chores do each time, `minutes` later. */
async function pass(minutes: number): Promise<void> {
  now += minutes * 60_000;
  await chooseAlertWay(desk);
  await noticeOutages(desk);
  await operate(desk).call(warnOfExpiries, {});
  await operate(desk).call(deliverAlerts, {});
}

test('one message when a channel has failed for the threshold, one when it works again', async () => {
  await useHook();
  await pass(0);
  await fail();
  for (const minutes of [0, 5, 9]) await pass(minutes);
  assert.equal(posted.length, 0);
  for (const minutes of [1, 1, 60, 600]) await pass(minutes);
  assert.equal(posted.length, 1);
  assert.equal(posted[0]?.kind, 'failure');
  assert.match(posted[0]?.text ?? '', /The Client Secret has expired[\s\S]*What to do: In Entra/);
  await heal();
  for (const minutes of [1, 1, 60]) await pass(minutes);
  assert.deepEqual(
    posted.map(({ kind }) => kind),
    ['failure', 'recovery'],
  );
});

test('what heals within the threshold, or is disabled by somebody, is told to nobody', async () => {
  await useHook();
  await fail();
  for (const minutes of [0, 14]) await pass(minutes);
  await heal();
  await pass(1);
  await fail();
  await desk.write((tx) => updateChannel(tx, channel.id, { pausedAt: new Date(now) }));
  for (const minutes of [0, 60]) await pass(minutes);
  assert.equal(posted.length, 0);
});

test('a way that fails is tried again, and what it said is kept; no message is doubled', async () => {
  await useHook();
  status = 500;
  await fail();
  for (const minutes of [0, 15, 0, 0]) await pass(minutes);
  const [waiting] = await listAlerts(desk.read, 10);
  assert.equal(waiting?.state, 'due');
  assert.equal(waiting?.attempts, 1);
  assert.deepEqual(waiting?.problem, { code: 'refused', status: 500 });
  status = 204;
  for (const minutes of [1, 1, 1]) await pass(minutes);
  assert.equal(posted.length, 1);
});

test('what was being sent when the program ended is not sent again', async () => {
  await useHook();
  await fail();
  await pass(0);
  now += 15 * 60_000;
  await noticeOutages(desk);
  const [alert] = await listAlerts(desk.read, 1);
  await desk.write((tx) => updateAlert(tx, alert?.id ?? 0, { state: 'sending' }));
  for (const minutes of [0, 1, 60]) await pass(minutes);
  assert.equal(posted.length, 0);
  assert.equal((await listAlerts(desk.read, 1))[0]?.state, 'unknown');
});

test('without a way nothing is told; a way that is set later hears of what still fails', async () => {
  await fail();
  for (const minutes of [0, 60]) await pass(minutes);
  assert.deepEqual(await listAlerts(desk.read, 1), []);
  await useHook();
  await pass(1);
  assert.equal(posted.length, 1);
});

test('a server of its own sends mail that no program answers; the password stays at home', async () => {
  const input = {
    route: 'smtp',
    minutes: '15',
    to: 'oncall@example.com, boss@example.com',
    channelId: '',
    smtpHost: '127.0.0.1',
    smtpPort: String(smtp.port),
    smtpSecurity: 'none',
    smtpUserName: 'postroom',
    smtpPassword: 'canary-secret',
    smtpFrom: 'postroom@example.com',
    url: '',
    allowsPrivate: true,
  };
  await operate(desk).call(saveAlertSettings, input);
  // An empty field keeps the password, but never for another server.
  await operate(desk).call(saveAlertSettings, { ...input, smtpPassword: '' });
  await assert.rejects(
    operate(desk).call(saveAlertSettings, { ...input, smtpPassword: '', smtpHost: 'evil.example' }),
    {
      fields: { smtpPassword: 'Enter the password of this user name.' },
    },
  );
  assert.equal((await operate(desk).call(sendTestAlert, {})).kind, 'sent');
  assert.match(smtp.received.at(-1) ?? '', /Subject: \[Postroom\] A test/);
  assert.match(smtp.received.at(-1) ?? '', /Auto-Submitted: auto-/);
  await operate(desk).call(saveAlertSettings, { ...input, smtpPassword: 'wrong' });
  const refused = await operate(desk).call(sendTestAlert, {});
  assert.equal(refused.kind, 'failed');
  assert.ok(refused.problem);
  assert.match(describeAlertProblem(refused.problem), /refuses the user name or the password/);
  assert.doesNotMatch(opened.logged.join('\n'), /canary-secret/);
});

test('ends are told once at 30, 14, 7 and 1 days, and a new date begins anew', async () => {
  await useHook();
  const registration = {
    cloud: 'global',
    clientId: 'id',
    clientSecret: 'secret',
    tenant: 'common',
    secretExpiresAt: new Date(begin + 40 * day),
    createdAt: new Date(begin),
    updatedAt: new Date(begin),
  };
  await desk.write((tx) => insertAppRegistration(tx, registration));
  // Its sign-in was used today, so it ends in 90 days.
  await desk.write((tx) => updateChannel(tx, channel.id, { tokenRefreshedAt: new Date(begin) }));
  const told: string[] = [];
  for (let days = 0; days <= 42; days += 1) {
    posted = [];
    await pass(days === 0 ? 0 : 24 * 60);
    if (posted.length > 0) told.push(`${days}: ${posted.map(({ subject }) => subject).join('; ')}`);
  }
  assert.deepEqual(told, [
    '10: The Client Secret ends on 2027-01-02, in 30 days',
    '26: The Client Secret ends on 2027-01-02, in 14 days',
    '33: The Client Secret ends on 2027-01-02, in 7 days',
    '39: The Client Secret ends on 2027-01-02, in 1 day',
    '40: The Client Secret ended on 2027-01-02',
  ]);
  posted = [];
  await pass(19 * 24 * 60);
  assert.deepEqual(
    posted.map(({ subject }) => subject),
    ['The sign-in of Support lies idle and ends on 2027-02-21, in 29 days'],
  );
});

test('as soon as one way to send works, the first admin hears of what fails: once, by mail, in his language', async () => {
  const person = { passwordHash: '', isActive: true, createdAt: new Date(begin), updatedAt: new Date(begin) };
  await desk.write(async (tx) => {
    const german = { email: 'erste@postroom.example', language: 'de', role: 'admin' as const };
    await insertUser(tx, { ...person, name: 'Erste Admin', ...german });
    await insertUser(tx, { ...person, name: 'Second', email: 'second@postroom.example', role: 'admin' });
  });
  smtp.received.length = 0;
  await fail();
  for (const minutes of [0, 20]) await pass(minutes);
  assert.deepEqual(smtp.received, [], 'nothing can send');
  await addSendingChannel();
  for (const minutes of [1, 1, 60, 600]) await pass(minutes);
  assert.equal(smtp.received.length, 1);
  const mail = await parseMessage(Buffer.from(smtp.received[0] ?? ''));
  assert.deepEqual(
    mail.to.map(({ address }) => address),
    ['erste@postroom.example'],
  );
  assert.match(mail.text, /Der geheime Clientschlüssel ist abgelaufen/);
  assert.equal(smtp.senders.at(-1), 'info@postroom.example');
});

test('where the channel of the alerts is the one that fails, another one sends them', async () => {
  smtp.received.length = 0;
  const chosen = { route: 'channel', channelId: channel.id, to: ['ops@postroom.example'] } as const;
  await desk.write((tx) => putAlertSettings(tx, { ...defaultAlertSettings, ...chosen }));
  await fail();
  for (const minutes of [0, 15]) await pass(minutes);
  assert.deepEqual([smtp.received.length, (await listAlerts(desk.read, 1))[0]?.state], [0, 'due']);
  await addSendingChannel();
  for (const minutes of [2, 2, 60]) await pass(minutes);
  assert.equal(smtp.received.length, 1);
  assert.equal(smtp.senders.at(-1), 'info@postroom.example');
  const [alert] = await listAlerts(desk.read, 1);
  assert.deepEqual([alert?.state, alert?.route?.way], ['sent', 'channel']);
});
