import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Sandbox, startSandbox } from '../../../src/sandbox/tenant.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { type Dovecot, seedMaildir, startDovecot, whyNoDovecot } from '../../support/dovecot.ts';
import { goToMicrosoft, pathOf, query, saveApp } from '../../support/microsoft.ts';
import { type PasswordSmtp, startPasswordSmtp } from '../../support/password-smtp.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';
import { waitFor } from '../../support/wait-for.ts';

const skip = whyNoDovecot();
const support = 'support@brightwater.example';
const messages = 500;
const setup = {
  name: 'Support',
  groupId: '1',
  groupName: '',
  folder: '',
  afterImport: 'mark_read',
  moveTo: '',
  archiveBefore: '',
  archiveState: 'closed',
};

let sandbox: Sandbox;
let dovecot: Dovecot;
let smtp: PasswordSmtp;
let postroom: TestApp;
let admin: Visitor;
let channelId: number;

/** One mail server that takes a password and a token, as Exchange did while basic authentication ended. */
before(async () => {
  if (skip !== undefined) return;
  sandbox = await startSandbox();
  const introspection = { url: `${sandbox.authority}/introspect`, caFile: sandbox.cloud.ca };
  dovecot = await startDovecot({ introspection });
  smtp = await startPasswordSmtp(dovecot.password);
  const cloudFile = join(dirname(sandbox.cloudFile), 'dovecot-cloud.json');
  const imap = { host: '127.0.0.1', port: dovecot.port, security: 'none' };
  const sending = { host: '127.0.0.1', port: smtp.port, security: 'none' };
  const cloud = { ...JSON.parse(readFileSync(sandbox.cloudFile, 'utf8')), imap, smtp: sending };
  writeFileSync(cloudFile, JSON.stringify(cloud));
  seedMaildir(dovecot.mailFolder(support), letters(messages));
  postroom = await startStaffedApp({ POSTROOM_CLOUD: cloudFile }, ['admin']);
  admin = await postroom.signIn('admin');
});
after(async () => {
  if (skip !== undefined) return;
  await postroom.stop();
  await smtp.stop();
  await dovecot.stop();
  await sandbox.stop();
});

function letters(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    // One in ten has no Message-ID: only its receipt tells that it was here.
    const id = index % 10 === 0 ? '' : `Message-ID: <m${index}@visitor.example>\r\n`;
    const date = new Date(Date.UTC(2026, 9, 1, 8, index)).toUTCString().replace('GMT', '+0000');
    return Buffer.from(
      `From: Visitor ${index} <v${index}@visitor.example>\r\nTo: ${support}\r\nDate: ${date}\r\n${id}Subject: Question ${index}\r\n\r\nHello ${randomBytes(4).toString('hex')}\r\n`,
    );
  });
}

const account = (changes: Record<string, string> = {}) => ({
  address: support,
  name: 'Support',
  userName: support,
  password: dovecot.password,
  imapHost: '127.0.0.1',
  imapPort: String(dovecot.port),
  imapSecurity: 'none',
  smtpHost: '127.0.0.1',
  smtpPort: String(smtp.port),
  smtpSecurity: 'none',
  allowsPrivate: 'on',
  ...changes,
});

async function count(sql: string): Promise<number> {
  const [row] = await query(postroom, `SELECT count(*) AS n FROM ${sql}`);
  return Number(row?.n);
}

async function pageOf(path: string): Promise<string> {
  return (await (await admin.get(path)).text()).replace(/\s+/g, ' ');
}

/** A new message comes in, so that a fetch has been made when it is here. */
async function expectOnlyNewMail(subject: string, total: number): Promise<void> {
  const raw = `From: New <new@visitor.example>\r\nTo: ${support}\r\nMessage-ID: <${subject}@visitor.example>\r\nSubject: ${subject}\r\n\r\nNew\r\n`;
  seedMaildir(dovecot.mailFolder(support), [Buffer.from(raw)]);
  await admin.post(`/channels/${channelId}/fetches`, {});
  await waitFor(async () => (await count(`articles WHERE subject = '${subject}'`)) === 1);
  await waitFor(async () => (await query(postroom, 'SELECT state FROM channels'))[0]?.state === 'watching');
  assert.equal(await count('receipts'), total);
  assert.equal(await count('tickets'), total);
  assert.equal(await count("articles WHERE direction = 'in'"), total);
  assert.equal(await count("receipts WHERE outcome = 'duplicate'"), 0);
}

test('settings are filled in for known providers, and guessed for others', { skip }, async () => {
  assert.match(await pageOf('/channels/new/email'), /Address of the mailbox/);
  const gmx = await pageOf('/channels/new/email?address=anna%40gmx.de');
  assert.match(gmx, /name="imapHost"[^>]*value="imap.gmx.net"/);
  assert.match(gmx, /settings of GMX/);
  const own = await pageOf('/channels/new/email?address=anna%40workshop.example');
  assert.match(own, /name="smtpHost"[^>]*value="smtp.workshop.example"/);
  assert.match(own, /a guess/);
});

test('an account that does not work is not saved; each step says why', { skip }, async () => {
  const wrong = await admin.post('/channels/new/email', account({ password: 'canary-wrong' }));
  assert.equal(wrong.status, 422);
  const page = await wrong.text();
  assert.match(page, /The server refuses the user name or the password/);
  assert.doesNotMatch(page, /canary-wrong/);
  const nowhere = await admin.post('/channels/new/email', account({ smtpPort: '1' }));
  assert.match(await nowhere.text(), /The connection was refused/);
  const empty = await admin.post('/channels/new/email', account({ password: '', imapPort: 'x' }));
  assert.match(await empty.text(), /Enter the password of the mailbox/);
  assert.equal(await count('channels'), 0);
});

test('one that works is set up, rehearsed and started as any other', { skip }, async () => {
  const added = await admin.post('/channels/new/email', account());
  channelId = Number(/^\/channels\/(\d+)\/setup$/.exec(added.headers.get('location') ?? '')?.[1]);
  assert.ok(channelId > 0);
  await admin.post(`/channels/${channelId}/setup`, setup);
  assert.match(await pageOf(`/channels/${channelId}/rehearsal`), /<b>500 messages<\/b>/);
  await admin.post(`/channels/${channelId}/start`, { messages: '500' });
  await waitFor(async () => (await count('receipts WHERE settled_at IS NOT NULL')) === messages);
  assert.equal(await count('tickets'), messages);
});

test('the password is on no page and in no log line; empty keeps it', { skip }, async () => {
  const changed = await admin.post(
    `/channels/${channelId}/account`,
    account({ password: '', name: 'Other' }),
  );
  assert.equal(changed.headers.get('location'), `/channels/${channelId}`);
  const [row] = await query(postroom, 'SELECT password FROM mail_accounts');
  assert.equal(row?.password, dovecot.password);
  for (const elsewhere of [{ imapHost: 'localhost' }, { smtpHost: 'localhost' }, { userName: 'other' }]) {
    const form = account({ password: '', ...elsewhere, savesAnyway: 'on' });
    const refused = await admin.post(`/channels/${channelId}/account`, form);
    assert.match(await refused.text(), /the stored one is handed to no other server or user name/);
  }
  for (const path of [`/channels/${channelId}/account`, `/channels/${channelId}`, '/channels']) {
    assert.doesNotMatch(await pageOf(path), new RegExp(dovecot.password), path);
  }
  assert.doesNotMatch(postroom.logLines.join('\n'), new RegExp(dovecot.password));
});

test('Migrate now! is offered; an account that may not open the mailbox is refused, naming both', {
  skip,
}, async () => {
  assert.match(await pageOf(`/channels/${channelId}`), /connect the Microsoft 365 App/);
  // An app of another cloud cannot sign in at this server, though it is the first one.
  const clientId = '11111111-2222-4333-8444-555555555555';
  await saveApp({ sandbox, admin }, { clientId, cloud: 'usgov' });
  assert.match(await pageOf(`/channels/${channelId}`), /href="\/settings\/microsoft\?app=new"[^>]*>\s*First/);
  await saveApp({ sandbox, admin }, { app: 'new', name: 'Here' });
  assert.match(await pageOf(`/channels/${channelId}`), /app=2"[^>]*>\s*Migrate now!\s*</);
  const ask = `kind=migrate&channel=${channelId}`;
  const other = await goToMicrosoft({ sandbox, admin }, 'lena.hart@brightwater.example', ask);
  const refused = await admin.get(pathOf(other));
  assert.equal(refused.status, 400);
  const page = await refused.text();
  assert.match(page, /kind=migrate&amp;channel=1&amp;app=2/);
  assert.match(page, /support@brightwater\.example/);
  assert.match(page, /lena\.hart@brightwater\.example/);
  const [row] = await query(postroom, 'SELECT kind, token_cache FROM channels');
  assert.deepEqual(row, { kind: 'email', token_cache: null });
});

test('migrating and rolling back imports nothing twice, either way', { skip }, async () => {
  const before = await query(postroom, 'SELECT name, folder, group_id, after_import FROM channels');
  const back = await goToMicrosoft({ sandbox, admin }, support, `kind=migrate&channel=${channelId}`);
  assert.equal((await admin.get(pathOf(back))).headers.get('location'), `/channels/${channelId}`);
  const [migrated] = await query(postroom, 'SELECT kind, token_cache IS NOT NULL AS has FROM channels');
  assert.deepEqual(migrated, { kind: 'microsoft365', has: 1 });
  await expectOnlyNewMail('After-the-migration', messages + 1);
  assert.match(await pageOf(`/channels/${channelId}`), /kept for a roll-back and erased at <time/);

  const rolled = await admin.post(`/channels/${channelId}/rollback`, {});
  assert.equal(rolled.status, 303);
  const [row] = await query(postroom, 'SELECT kind, token_cache, object_id FROM channels');
  assert.deepEqual(row, { kind: 'email', token_cache: null, object_id: null });
  await expectOnlyNewMail('After-the-roll-back', messages + 2);
  assert.match(await pageOf(`/channels/${channelId}`), /Migrate now!/);
  assert.deepEqual(
    await query(postroom, 'SELECT name, folder, group_id, after_import FROM channels'),
    before,
  );
  assert.equal((await admin.post(`/channels/${channelId}/rollback`, {})).status, 409);
});

test('where several apps could sign in at the server, each is offered by its name', { skip }, async () => {
  const clientId = '21111111-2222-4333-8444-555555555555';
  await saveApp({ sandbox, admin }, { clientId, app: 'new', name: 'Sister company' });
  const page = await pageOf(`/channels/${channelId}`);
  assert.match(page, /app=2"[^>]*>\s*Migrate now! \(Here\)/);
  assert.match(page, /app=3"[^>]*>\s*Migrate now! \(Sister company\)/);
});

test('another server is another mailbox: its mail is looked at anew, and what was here before stays one ticket', {
  skip,
}, async () => {
  const total = messages + 2;
  await admin.post(`/channels/${channelId}/account`, account({ imapHost: 'localhost' }));
  await waitFor(async () => (await count("receipts WHERE outcome = 'duplicate'")) === total);
  assert.equal(await count("receipts WHERE uid_validity LIKE 'old-%'"), total);
  assert.equal(await count('tickets'), total);
  assert.equal(await count("articles WHERE direction = 'in'"), total);
});
