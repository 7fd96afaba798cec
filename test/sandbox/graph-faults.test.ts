import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Fault, FaultKind } from '../../src/sandbox/faults.ts';
import { encodeMessageId } from '../../src/sandbox/graph-ids.ts';
import type { Mailbox } from '../../src/sandbox/mailboxes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import {
  createGraphClient,
  emptyMailbox,
  errorOf,
  type GraphClient,
  type GraphReply,
  giveToken,
} from './graph-support.ts';
import { plainMail } from './imap-support.ts';
import { postControl, postToken } from './sign-in-support.ts';

const address = 'support@brightwater.example';
const box = `users/${address}`;
let sandbox: Sandbox;
let graph: GraphClient;
let mailbox: Mailbox;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  graph = createGraphClient(sandbox, giveToken(sandbox, address, ['Mail.ReadWrite', 'Mail.Send']));
  const found = sandbox.mailboxes.get(address);
  assert.ok(found);
  mailbox = found;
});
after(async () => {
  graph.close();
  await sandbox.stop();
});
afterEach(() => {
  sandbox.faults.clear();
  sandbox.sent.length = 0;
  emptyMailbox(mailbox);
});

const set = (kind: FaultKind, more: Partial<Fault> = {}) =>
  sandbox.faults.set(address, { kind, times: 1, ...more });
const body = Buffer.from(
  `From: ${address}\r\nTo: robin@visitor.example\r\nSubject: x\r\nMessage-ID: <f-1@b.example>\r\n\r\nx\r\n`,
).toString('base64');
const mime = { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } };
const createDraft = async () => String((await graph.ask(`${box}/messages`, mime)).json.id);
const send = (id: string) => graph.ask(`${box}/messages/${id}/send`, { method: 'POST' });

async function provoke(command: string): Promise<GraphReply> {
  const message = mailbox.append(mailbox.folderOf('inbox'), plainMail('Provoked'));
  const id = encodeMessageId(mailbox, message, true);
  const asks: Record<string, () => Promise<GraphReply>> = {
    messages: () => graph.ask(`${box}/messages`),
    value: () => graph.ask(`${box}/messages/${id}/$value`),
    patch: () => graph.ask(`${box}/messages/${id}`, { method: 'PATCH', body: { isRead: true } }),
    move: () =>
      graph.ask(`${box}/messages/${id}/move`, { method: 'POST', body: { destinationId: 'archive' } }),
    'send-mail': () => graph.ask(`${box}/sendMail`, mime),
    'create-draft': () => graph.ask(`${box}/messages`, mime),
  };
  return (asks[command] ?? (() => Promise.reject(new Error(command))))();
}

test('every fault that is an answer comes once, with its status and code, at the command it is for', async () => {
  const table: [FaultKind, string, number, string, RegExp?][] = [
    ['graph-token-expired', 'messages', 401, 'InvalidAuthenticationToken'],
    ['graph-wrong-audience', 'messages', 401, 'InvalidAuthenticationToken', /Invalid audience/],
    ['graph-access-denied', 'patch', 403, 'ErrorAccessDenied'],
    ['graph-access-disabled', 'messages', 403, 'ErrorAccessDenied', /^Access to OData is disabled/],
    ['graph-send-as-denied', 'send-mail', 403, 'ErrorSendAsDenied'],
    ['graph-item-not-found', 'value', 404, 'ErrorItemNotFound'],
    ['graph-default-folder-missing', 'messages', 404, 'ErrorItemNotFound', /Default folder Inbox not found/],
    ['graph-invalid-user', 'messages', 404, 'ErrorInvalidUser'],
    ['graph-mailbox-not-enabled', 'messages', 404, 'MailboxNotEnabledForRESTAPI'],
    ['graph-conflict', 'patch', 409, 'ErrorIrresolvableConflict'],
    ['graph-too-large', 'send-mail', 413, 'RequestEntityTooLarge'],
    ['graph-throttled', 'messages', 429, 'ApplicationThrottled', /MailboxConcurrency limit/],
    ['graph-throttled-date', 'messages', 429, 'ApplicationThrottled'],
    ['graph-throttled-bare', 'messages', 429, 'ApplicationThrottled'],
    ['graph-too-many-objects', 'move', 429, 'ErrorTooManyObjectsOpened'],
    ['graph-mailbox-moving', 'messages', 500, 'ErrorMailboxMoveInProgress'],
    ['graph-move-failed', 'move', 500, 'ErrorMoveCopyFailed'],
    ['graph-store-unavailable', 'messages', 500, 'ErrorMailboxStoreUnavailable'],
    ['graph-quarantined', 'messages', 500, 'ErrorApiQuarantined'],
    ['graph-server-busy', 'messages', 503, 'ErrorServerBusy'],
    ['graph-mailbox-stale', 'messages', 503, 'MailboxInfoStale'],
    ['graph-timeout', 'messages', 408, 'ErrorTimeoutExpired'],
    ['graph-quota-full', 'messages', 403, 'ErrorQuotaExceeded', /exceeded its quota/],
    ['graph-quota-names', 'create-draft', 400, 'ErrorQuotaExceeded', /^Cannot get ID from name\.$/],
    ['graph-message-limit', 'send-mail', 403, 'ErrorExceededMessageLimit', /Daily Message\/Recipient limit/],
    ['graph-submission-quota', 'send-mail', 403, 'ErrorSubmissionQuotaExceeded'],
    ['graph-submission-blocked', 'send-mail', 403, 'ErrorMessageSubmissionBlocked'],
    ['graph-size-exceeded', 'send-mail', 400, 'ErrorMessageSizeExceeded'],
    ['graph-invalid-recipients', 'send-mail', 400, 'ErrorInvalidRecipients'],
    ['graph-bad-mime', 'create-draft', 400, 'ErrorMimeContentInvalidBase64String'],
  ];
  for (const [kind, command, status, code, words = /./] of table) {
    set(kind, { command });
    const reply = await provoke(command);
    assert.deepEqual([reply.status, errorOf(reply).code], [status, code], kind);
    assert.match(errorOf(reply).message, words, kind);
    assert.equal(sandbox.faults.list().length, 0, kind);
  }
  assert.equal(sandbox.sent.length, 0);
  set('graph-send-as-denied');
  assert.equal((await provoke('messages')).status, 200, 'reading is not meant');
});

test('Retry-After comes in seconds, as a date, or not at all; a conflict as 409 or 412; an answer by its words', async () => {
  set('graph-throttled', { value: 3, command: 'value' });
  assert.equal((await provoke('value')).headers['retry-after'], '3');
  set('graph-throttled-date', { value: 60, command: 'value' });
  const date = Date.parse(String((await provoke('value')).headers['retry-after']));
  assert.ok(Math.abs(date - Date.now() - 60_000) < 5000);
  set('graph-throttled-bare', { command: 'value' });
  assert.equal((await provoke('value')).headers['retry-after'], undefined);
  set('graph-conflict', { value: 412 });
  assert.equal((await provoke('patch')).status, 412);
  set('graph-reply', { command: 'value', words: '503 ErrorServerBusy: Not now.' });
  const reply = await provoke('value');
  assert.deepEqual([reply.status, errorOf(reply).message], [503, 'Not now.']);
  set('graph-gateway-timeout', { command: 'value', value: 1 });
  const timeout = await provoke('value');
  assert.deepEqual(
    [timeout.status, errorOf(timeout).code, errorOf(timeout).message],
    [504, 'UnknownError', ''],
  );
});

test('claims are wanted until a token was asked for with them', async () => {
  sandbox.faults.set(address, { kind: 'graph-claims' });
  assert.equal((await provoke('messages')).status, 401);
  const refused = await graph.ask(`${box}/messages`);
  const [, claims = ''] =
    /error="insufficient_claims", claims="([^"]+)"/.exec(String(refused.headers['www-authenticate'])) ?? [];
  assert.equal(refused.status, 401);
  assert.match(Buffer.from(claims, 'base64').toString(), /^\{"access_token":\{"nbf":/);
  sandbox.registration.roles = ['Mail.ReadWrite'];
  const { clientId: client_id, clientSecret: client_secret } = sandbox.app;
  const form = {
    grant_type: 'client_credentials',
    client_id,
    client_secret,
    scope: 'https://graph.microsoft.com/.default',
  };
  const { body: issued } = await postToken(sandbox, {
    ...form,
    claims: Buffer.from(claims, 'base64').toString(),
  });
  const other = createGraphClient(sandbox, String(issued.access_token));
  assert.equal((await other.ask(`${box}/messages`)).status, 200);
  other.close();
});

test('answers that are none: HTML, nothing, half a body, no end of the line, links to another host, slow bytes', async () => {
  set('graph-html', { command: 'messages' });
  assert.match(String((await provoke('messages')).bytes), /^<!DOCTYPE html>/);
  set('graph-empty-body', { command: 'messages' });
  const empty = await provoke('messages');
  assert.deepEqual([empty.status, empty.bytes.length], [200, 0]);
  set('graph-cut-body', { command: 'value' });
  await assert.rejects(provoke('value'), /aborted|ECONNRESET|hang up/);
  set('graph-cut-unaccepted', { command: 'messages' });
  await assert.rejects(provoke('messages'), /ECONNRESET|hang up/);
  set('graph-foreign-link');
  const { json } = await graph.ask(`${box}/mailFolders/inbox/messages/delta`);
  assert.match(String(json['@odata.deltaLink']), /^https:\/\/graph\.example\.net\/v1\.0\//);
  set('graph-slow-body', { value: 20 });
  assert.match(String((await provoke('value')).bytes), /Provoked/);
  set('graph-slow', { value: 1 });
  assert.equal((await provoke('messages')).status, 200);
});

test('a sync state is lost in the middle of the pages, or by its link', async () => {
  for (let n = 0; n < 12; n++) sandbox.mailboxes.deliver(address, plainMail(`Nr ${n}`));
  for (const [kind, code] of [
    ['graph-sync-lost', 'SyncStateNotFound'],
    ['graph-resync', 'resyncRequired'],
  ] as const) {
    set(kind);
    const first = await graph.get(`${box}/mailFolders/inbox/messages/delta`);
    const second = await graph.ask(String(first['@odata.nextLink']));
    assert.deepEqual([second.status, errorOf(second).code], [410, code]);
  }
});

test('sending: what is cut, lost, doubled or late, and what the mailbox holds of it', async () => {
  const held = () => [
    sandbox.sent.length,
    mailbox.folderOf('drafts').messages.length,
    mailbox.sentItems.messages.length,
  ];
  set('graph-cut-unaccepted');
  await assert.rejects(send(await createDraft()));
  assert.deepEqual(held(), [0, 1, 0]);
  set('graph-cut-accepted');
  await assert.rejects(send(await createDraft()));
  assert.deepEqual(held(), [1, 1, 1]);
  set('graph-busy-but-sent');
  assert.equal((await send(await createDraft())).status, 503);
  assert.deepEqual(held(), [2, 1, 2]);
  set('graph-never-sent');
  assert.equal((await send(await createDraft())).status, 202);
  assert.deepEqual(held(), [2, 2, 2]);
  set('graph-sent-twice');
  assert.equal((await send(await createDraft())).status, 202);
  assert.deepEqual(held(), [4, 2, 3]);
  set('graph-draft-lost');
  await assert.rejects(createDraft());
  assert.deepEqual(held(), [4, 3, 3]);
  set('graph-late-copy', { value: 3_600_000 });
  assert.equal((await send(await createDraft())).status, 202);
  assert.deepEqual(held(), [5, 4, 3], 'it is out, and still a draft');
  set('graph-undeliverable');
  await send(await createDraft());
  assert.match(String(mailbox.folderOf('inbox').messages[0]?.raw), /^Subject: Undeliverable/m);
  const id = await createDraft();
  set('graph-upload-session-missing');
  const AttachmentItem = { attachmentType: 'file', name: 'a', size: 4_000_000 };
  const open = () =>
    graph.ask(`${box}/messages/${id}/attachments/createUploadSession`, {
      method: 'POST',
      body: { AttachmentItem },
    });
  assert.deepEqual([(await open()).status, (await open()).status], [404, 201]);
});

test('four requests at once are taken for an app and a mailbox, the fifth is throttled', async () => {
  const { running, stats } = sandbox.graph;
  const key = `${sandbox.app.clientId} ${address}`;
  const ask = () => graph.ask(`${box}/mailFolders/inbox`);
  running.set(key, 3);
  assert.equal((await ask()).status, 200, 'it is the fourth');
  running.set(key, 4);
  const refused = await ask();
  running.delete(key);
  const { code, message } = errorOf(refused);
  assert.deepEqual([refused.status, code], [429, 'ApplicationThrottled']);
  assert.equal(message, 'Application is over its MailboxConcurrency limit.');
  assert.deepEqual([refused.headers['retry-after'], stats.refused], ['1', 1]);
  assert.equal((await ask()).status, 200);
});

test('faults are set from outside, for who signed in or for everybody', async () => {
  await postControl(sandbox, 'faults', {
    mailbox: '*',
    kind: 'graph-server-busy',
    times: 1,
    command: 'folder',
  });
  assert.equal((await graph.ask(`${box}/mailFolders/inbox`)).status, 503);
  assert.equal((await graph.ask(`${box}/mailFolders/inbox`)).status, 200);
  await postControl(sandbox, 'graph-settings', {
    sendDelayMs: 5,
    knownHeaders: ['X-A'],
    foreignFrom: 'denied',
  });
  const { settings } = sandbox.graph;
  assert.deepEqual(
    [settings.sendDelayMs, settings.knownHeaders, settings.foreignFrom],
    [5, ['X-A'], 'denied'],
  );
  const link = String((await graph.get(`${box}/mailFolders/inbox/messages/delta`))['@odata.deltaLink']);
  await postControl(sandbox, 'delta-resets', { mailbox: address });
  assert.equal((await graph.ask(link)).status, 410);
});
