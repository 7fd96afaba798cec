import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { otherTenant, personalTenantId } from '../../../src/sandbox/directory.ts';
import {
  addAccount,
  type ConnectedApp,
  goToMicrosoft,
  pathOf,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

const pat = 'pat.rivers@outlook.example';
const sam = 'sam.ortega@elsewhere.example';
const setup = { name: 'Mail', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
let connected: ConnectedApp;
let personal: number;

/** An app that takes accounts of every directory and personal ones, and no tenant is entered. */
before(async () => {
  connected = await startBesideSandbox(0);
  Object.assign(connected.sandbox.registration, { isMultiTenant: true, allowsPersonal: true });
  await saveApp(connected, { tenant: '' });
});
after(() => connected.stop());

async function pageOf(path: string): Promise<string> {
  const page = await (await connected.admin.get(path)).text();
  return page.replaceAll('&#39;', "'").replace(/\s+/g, ' ');
}

async function importOne(id: number, address: string): Promise<void> {
  const mail = `From: C <c@customer.example>\r\nTo: ${address}\r\nSubject: For ${address}\r\n\r\nHi\r\n`;
  connected.sandbox.mailboxes.deliver(address, Buffer.from(mail));
  await connected.admin.post(`/channels/${id}/setup`, setup);
  await connected.admin.post(`/channels/${id}/start`, {});
  await waitFor(async () => /Imported 1 message\./.test(await pageOf(`/channels/${id}/panel`)));
}

async function check(id: number): Promise<string> {
  const started = await connected.admin.post(`/channels/${id}/checks`, {});
  const path = `${started.headers.get('location')}/lines`;
  await waitFor(async () => !/class="hint"> ?(waiting|running)/.test(await pageOf(path)));
  return pageOf(path);
}

test('a personal account is added without a tenant, imported, and checked up to sending', async () => {
  personal = await addAccount(connected, pat);
  const [row] = await query(connected.postroom, 'SELECT tenant_id, address FROM channels');
  assert.deepEqual(row, { tenant_id: personalTenantId, address: pat });
  await importOne(personal, pat);
  assert.doesNotMatch(await check(personal), /failed|not tried/);
});

test('an account of another organisation is added beside it', async () => {
  const id = await addAccount(connected, sam);
  const [row] = await query(connected.postroom, `SELECT tenant_id FROM channels WHERE id = ${id}`);
  assert.deepEqual(row, { tenant_id: otherTenant.tenantId });
  await importOne(id, sam);
});

test('re-authentication takes the same personal account only', async () => {
  const ask = `kind=reauthenticate&channel=${personal}`;
  const wrong = await connected.admin.get(pathOf(await goToMicrosoft(connected, sam, ask)));
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /belongs to[\s\S]*pat\.rivers@[\s\S]*sam\.ortega@/);
  const right = await connected.admin.get(pathOf(await goToMicrosoft(connected, pat, ask)));
  assert.equal(right.headers.get('location'), `/channels/${personal}`);
});

test('what Outlook.com has switched off is mended by its owner, without PowerShell', async () => {
  connected.sandbox.faults.set(pat, { kind: 'not-connected' });
  const page = await check(personal);
  connected.sandbox.faults.clear();
  assert.match(page, /You can mend this.*Forwarding and IMAP/);
  assert.doesNotMatch(page, /Set-CASMailbox/);
});

test('with consumers as the tenant only personal accounts get in, and the check says what it cannot tell', async () => {
  await saveApp(connected, { tenant: 'consumers' });
  const { clientId, clientSecret } = connected.sandbox.app;
  const form = { clientId, clientSecret, tenant: 'consumers', cloud: 'file' };
  const checked = await (await connected.admin.post('/settings/microsoft/checks', form)).text();
  assert.match(checked, /Connection fits/);
  assert.match(checked, /tells this only when somebody signs in: use Add Account/);
  assert.doesNotMatch(checked, /does not fit/);
  assert.match((await goToMicrosoft(connected, sam)).html, /AADSTS50020/);
  const again = await connected.admin.get(pathOf(await goToMicrosoft(connected, pat)));
  assert.match(again.headers.get('location') ?? '', /^\/channels\/\d+\/setup$/);
  const granting = await connected.admin.get('/oauth/microsoft/start?kind=tenant_consent');
  assert.equal(granting.status, 409);
  assert.match(await granting.text(), /Personal accounts have no administrator/);
});

test('an app of one organisation refuses personal accounts in words', async () => {
  Object.assign(connected.sandbox.registration, { isMultiTenant: false, allowsPersonal: false });
  await saveApp(connected, { tenant: 'consumers' });
  const started = await connected.admin.get('/oauth/microsoft/start?kind=add_account');
  const page = await fetch(started.headers.get('location') ?? '');
  assert.match(await page.text(), /AADSTS9002332/);
});
