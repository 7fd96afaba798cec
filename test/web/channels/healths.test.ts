import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { putAlertSettings } from '../../../src/db/alerts.ts';
import { findChannelFolder, putChannelFolder } from '../../../src/db/channel-folders.ts';
import { getChannel, insertChannel, updateChannel } from '../../../src/db/channels.ts';
import { updateEmailAddress } from '../../../src/db/email-addresses.ts';
import { emailAddresses } from '../../../src/db/schema/schema.ts';
import { alerts } from '../../../src/db/schema/schema-accounts.ts';
import { noteSendingFails, noteSendingWorks } from '../../../src/desk/channels/note-sending.ts';
import { keepSendingTried } from '../../../src/desk/channels/try-sending.ts';
import { noticeOutages } from '../../../src/desk/fetching/notice-outages.ts';
import { retryMicrosoftChannels } from '../../../src/desk/microsoft/retry-channels.ts';
import { defaultAlertSettings } from '../../../src/domain/alert-settings.ts';
import { type Diagnosis, diagnose } from '../../../src/domain/diagnosis/diagnosis.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/tenant.ts';
import { writeAlert } from '../../../views/letters/alert-letter.ts';
import { addAccount, goToMicrosoft, pathOf, saveApp } from '../../support/microsoft.ts';
import { pageWords } from '../../support/page-words.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

const support = 'support@brightwater.example';
const turn = { stopping: new AbortController().signal, beat: () => undefined };
let sandbox: Sandbox;
let ticketDesk: TicketDesk;
let admin: Person;
let channelId: number;
let later = 0;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 1 });
  const now = () => new Date(Date.now() + later);
  ticketDesk = await openTicketDesk({}, { now, cloudPath: sandbox.cloudFile });
  admin = await ticketDesk.signIn('admin');
  await saveApp({ sandbox, admin });
  sandbox.faults.set(support, { kind: 'smtp-auth-disabled-mailbox' });
  channelId = await addAccount({ sandbox, admin }, support);
});
after(async () => {
  await ticketDesk.close();
  await sandbox.stop();
});

const read = () => getChannel(ticketDesk.desk.read, channelId);
const readPage = async (path: string) => pageWords(await (await admin.get(path)).text());
const channelsOf = (path: string) =>
  ticketDesk.desk.write((tx) => updateChannel(tx, channelId, { name: path }));

test('an account that cannot send is known as that once it is added: on its page, in the list and the counts', async () => {
  assert.equal((await read()).sendingState, 'untried');
  await keepSendingTried(ticketDesk.desk, turn);
  const { sendingState, sendingCode, sendingRetryAt } = await read();
  assert.deepEqual([sendingState, sendingCode], ['failing', 'smtp_disabled_mailbox']);
  assert.ok(sendingRetryAt !== null && sendingRetryAt > new Date());
  const page = await readPage(`/channels/${channelId}`);
  assert.match(page, /Receiving not started/);
  assert.match(page, /Sending fails since/);
  assert.match(page, /Sending by SMTP is switched off for this mailbox/);
  assert.match(page, /Set-CASMailbox -Identity 'support@brightwater\.example'/);
  await channelsOf('Support');
  assert.match(await readPage('/channels'), /Cannot send Sending by SMTP is switched off for this mailbox/);
  assert.equal(sandbox.sent.length, 0);
});

test('the rehearsal says so before anything is started', async () => {
  const page = await readPage(`/channels/${channelId}/rehearsal`);
  assert.match(page, /Sending does not work: answers wait until it does/);
  assert.match(page, /Authenticated SMTP/);
});

test('somebody is told when it lasts, and when it is over; it is looked at again without mail and without a click', async () => {
  const { desk } = ticketDesk;
  await desk.write((tx) =>
    putAlertSettings(tx, { ...defaultAlertSettings, route: 'webhook', minutes: 10 } as never),
  );
  await noticeOutages(desk);
  const told = () => desk.read.select().from(alerts);
  assert.deepEqual(await told(), []);
  later += 61 * 60_000;
  await noticeOutages(desk);
  await noticeOutages(desk);
  assert.deepEqual(
    (await told()).map(({ kind, news }) => [kind, writeAlert(news, '').subject]),
    [['failure', 'Support cannot send: Sending by SMTP is switched off for this mailbox']],
  );
  sandbox.faults.clear();
  await keepSendingTried(desk, turn);
  const { sendingState, sendingCode, sendingFailures } = await read();
  assert.deepEqual([sendingState, sendingCode, sendingFailures], ['works', null, 0]);
  await noticeOutages(desk);
  assert.deepEqual(
    (await told()).map(({ kind }) => kind),
    ['failure', 'recovery'],
  );
  assert.match(await readPage(`/channels/${channelId}`), /Sending works since/);
  assert.equal(sandbox.sent.length, 0);
});

test('Send As that lacks is found without sending mail', async () => {
  sandbox.faults.set(support, { kind: 'smtp-send-as-denied' });
  await ticketDesk.desk.write((tx) => updateChannel(tx, channelId, { sendingRetryAt: new Date(0) }));
  await keepSendingTried(ticketDesk.desk, turn);
  sandbox.faults.clear();
  assert.equal((await read()).sendingCode, 'smtp_send_as_denied');
  assert.match(
    await readPage(`/channels/${channelId}`),
    /Add-RecipientPermission -Identity 'support@brightwater\.example' -Trustee/,
  );
});

test('one cause does not wait for another, nor three messages for three tries', async () => {
  const { desk } = ticketDesk;
  const refused = (text: string) =>
    diagnose({ origin: 'smtp', command: 'AUTH', code: text.slice(0, 3), text }, { address: support });
  const [unsure, other] = [refused('535 5.7.3 Unsuccessful'), refused('550 5.7.1 Not you')];
  const fail = async (diagnosis: Diagnosis) => {
    await desk.write((tx) => noteSendingFails(desk, tx, channelId, diagnosis));
    const { sendingFailures, sendingRetryAt } = await read();
    const minutes = Math.round(((sendingRetryAt?.getTime() ?? 0) - desk.now().getTime()) / 60_000);
    return [sendingFailures, minutes];
  };
  await desk.write((tx) => noteSendingWorks(desk, tx, channelId));
  for (let message = 0; message < 3; message++) assert.deepEqual(await fail(unsure), [1, 1]);
  later += 60_001;
  assert.deepEqual(await fail(unsure), [2, 60]);
  assert.deepEqual(await fail(other), [1, 1], 'another cause begins anew');
  later += 60_001;
  assert.deepEqual(await fail(unsure), [3, 60], 'two that take turns are not asked each minute');
  await desk.write((tx) => noteSendingWorks(desk, tx, channelId));
  assert.deepEqual(await fail(unsure), [1, 1]);
  await desk.write((tx) => noteSendingWorks(desk, tx, channelId));
});

test('an account that was renamed keeps its channel: the new name is taken over, the old one stays a further address', async () => {
  const { desk } = ticketDesk;
  const old = 'help@brightwater.example';
  // As if it had been added under its old name.
  await desk.write(async (tx) => {
    await updateChannel(tx, channelId, { address: old, accountAddress: old, userName: old });
    const [row] = (await tx.select().from(emailAddresses)).filter((each) => each.channelId === channelId);
    await updateEmailAddress(tx, row?.id ?? 0, { address: old });
    // Graph's links name the mailbox by the address that it was asked for with.
    const cursor = `https://graph.example/v1.0/users/${old}/mailFolders/F/messages/delta?$deltatoken=x`;
    await putChannelFolder(tx, {
      channelId,
      folder: 'INBOX',
      numbering: 'graph:F',
      cursor,
      comparedAt: null,
    });
  });
  const back = await goToMicrosoft({ sandbox, admin }, support, `kind=reauthenticate&channel=${channelId}`);
  await admin.get(pathOf(back));
  const { address, userName } = await read();
  assert.deepEqual([address, userName], [support, support]);
  assert.equal((await findChannelFolder(desk.read, channelId, 'INBOX', 'graph'))?.cursor, '');
  const rows = (await desk.read.select().from(emailAddresses)).filter((each) => each.channelId === channelId);
  assert.deepEqual(rows.map((each) => [each.address, each.isPrimary]).toSorted(), [
    [old, false],
    [support, true],
  ]);
  // A further channel of the same mailbox follows with its own sign-in.
  const { id: _, ...first } = await read();
  const second = await desk.write((tx) =>
    insertChannel(tx, { ...first, folder: 'Archive', address: old, accountAddress: old, userName: old }),
  );
  const again = await goToMicrosoft({ sandbox, admin }, support, `kind=reauthenticate&channel=${second.id}`);
  await admin.get(pathOf(again));
  assert.equal((await getChannel(desk.read, second.id)).address, support);
  assert.equal(await desk.read.$count(emailAddresses, eq(emailAddresses.channelId, second.id)), 0);
});

test('what is done at Microsoft hastens no channel whose server has asked to wait, by whichever road', async () => {
  const { desk } = ticketDesk;
  const now = desk.now();
  const until = new Date(now.getTime() + 600_000);
  const fails = { failureText: '', failureCount: 1, retryAt: until, startedAt: now };
  for (const [state, failureCode, isHastened] of [
    ['waiting', 'graph_throttled', false],
    ['waiting', 'entra_throttled', false],
    ['waiting', 'imap_throttled', false],
    ['failing', 'imap_not_connected', true],
    ['reauthenticate', 'grant_revoked', true],
  ] as const) {
    await desk.write(async (tx) => {
      const sending = {
        sendingState: 'failing',
        sendingCode: 'graph_throttled',
        sendingRetryAt: until,
      } as const;
      await updateChannel(tx, channelId, { ...fails, ...sending, state, failureCode });
      await retryMicrosoftChannels(tx, now);
    });
    const { retryAt, sendingRetryAt } = await read();
    assert.deepEqual(
      [retryAt, sendingRetryAt],
      [isHastened ? now : until, until],
      `${failureCode} is ${isHastened ? '' : 'not '}tried at once`,
    );
  }
});
