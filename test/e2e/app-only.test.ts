import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createClientCertificate } from '../../src/microsoft/client-certificate.ts';
import { addCertificate } from '../../src/sandbox/client-assertion.ts';
import { runShell } from '../../src/sandbox/exchange-shell.ts';
import { closeChromium, launchChromium, noChromium, openContext } from '../support/chromium.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import { type ConnectedApp, startBesideSandbox } from '../support/microsoft.ts';
import { waitFor } from '../support/wait-for.ts';

const info = 'info@brightwater.example';
const billing = 'billing@brightwater.example';
const support = 'support@brightwater.example';
const ada = 'admin@brightwater.example';
let connected: ConnectedApp;
let browser: Browser;
let page: Page;

before(async () => {
  if (noChromium !== false) return;
  connected = await startBesideSandbox(0);
  browser = await launchChromium();
  const { admin, postroom } = connected;
  const context = await openContext(browser, { baseURL: postroom.url, acceptDownloads: true });
  const value = /\bsid=([^;]*)/.exec(admin.cookie)?.[1] ?? '';
  await context.addCookies([{ name: 'sid', value, url: postroom.url }]);
  page = await context.newPage();
});
after(async () => {
  await closeChromium(browser);
  await connected?.stop();
});

/** Runs a block of the page in the tenant's PowerShell, as an administrator would who has copied it. */
async function run(block: string): Promise<void> {
  runShell(connected.sandbox.entra, (await page.locator(`#grant-${block}`).textContent()) ?? '');
}

async function setUp(name: string): Promise<void> {
  await page.getByRole('link', { name: 'Go on with the set-up' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForURL('**/rehearsal?*');
  await page
    .getByRole('button', { name: /start|Migrate/i })
    .last()
    .click();
  await page.waitForURL(/\/channels\/\d+$/);
}

test('a mailbox is added without a sign-in, by the secret, from the pages alone', {
  skip: noChromium,
}, async () => {
  const { clientId, clientSecret, tenant } = connected.sandbox.app;
  await page.goto('/settings/microsoft');
  await page.getByLabel('Client ID').fill(clientId);
  await page.getByLabel('Client Secret').fill(clientSecret);
  await page.getByLabel('Tenant UUID/Name').fill(tenant);
  await page.getByLabel('Cloud').selectOption({ label: 'Sandbox' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The app is saved.').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.goto('/channels');
  await page.getByRole('link', { name: 'Add Account' }).first().click();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('link', { name: 'Add a mailbox without a sign-in' }).click();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByLabel('Address of the mailbox').fill(info);
  await page.getByLabel('A mailbox that the app must not open').fill(ada);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('It may not do anything with the mailbox yet.').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await run('register');
  await run('imap-smtp');
  connected.sandbox.registration.roles = ['IMAP.AccessAsApp', 'SMTP.SendAsApp'];
  await page.getByRole('button', { name: 'Look again', exact: true }).click();
  await page.getByText('It reads and sends, and nothing else is open to it.').waitFor();
  await setUp('Information');
  const mail =
    'From: Carla <carla@customer.example>\r\nSubject: Canoe\r\nMessage-ID: <1@x.example>\r\n\r\nHi';
  connected.sandbox.mailboxes.deliver(info, Buffer.from(mail));
  await page.goto('/tickets');
  await page.getByText('Canoe').waitFor();
});

test('an app that opens what it must not is told in red, until that is taken back', {
  skip: noChromium,
}, async () => {
  const { principalId } = connected.sandbox.registration;
  const grant = `Add-MailboxPermission -Identity ${ada} -User ${principalId} -AccessRights FullAccess`;
  runShell(connected.sandbox.entra, grant);
  await page.goto('/channels/1/access');
  await page.getByRole('button', { name: 'Look again', exact: true }).click();
  await page.getByRole('heading', { name: 'The app can use mailboxes that it must not' }).waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  runShell(connected.sandbox.entra, grant.replace('Add-', 'Remove-'));
  await page.getByRole('button', { name: 'Look again', exact: true }).click();
  await page.getByText('It reads and sends, and nothing else is open to it.').waitFor();
});

test('a certificate takes the place of the secret; a second mailbox is added by it', {
  skip: noChromium,
}, async () => {
  await page.goto('/settings/microsoft');
  await page.getByRole('button', { name: 'Make a certificate' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the .cer file' }).click(),
  ]);
  const tryIt = page.getByRole('button', { name: 'Try it and use it' });
  await tryIt.click();
  await page.getByText('Not used yet: Microsoft does not accept the certificate of the app').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  addCertificate(connected.sandbox.registration, await buffer(await download.createReadStream()));
  await tryIt.click();
  await page.getByText('Microsoft takes the credential').waitFor();
  for (const secret of connected.sandbox.registration.secrets) secret.expiresAt = 0;

  await page.goto('/channels/new/app');
  await page.getByLabel('Address of the mailbox').fill(billing);
  await page.getByLabel('A mailbox that the app must not open').fill(ada);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('It may not do anything with the mailbox yet.').waitFor();
  await run('imap-smtp');
  await page.getByRole('button', { name: 'Look again', exact: true }).click();
  await page.getByText('It reads and sends, and nothing else is open to it.').waitFor();
  await setUp('Billing');
});

test('a third mailbox by Graph alone: a scope with two roles in it, and nothing in Entra', {
  skip: noChromium,
}, async () => {
  await page.goto('/channels/new/app');
  await page.getByLabel('Address of the mailbox').fill(support);
  await page.getByLabel('A mailbox that the app must not open').fill(ada);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('It may not do anything with the mailbox yet.').waitFor();
  await run('graph');
  await page.getByRole('button', { name: 'Look again', exact: true }).click();
  await page.getByText('It reads and sends, and nothing else is open to it.').waitFor();
  await setUp('Support');
  const mail = 'From: Otto <otto@customer.example>\r\nSubject: Paddle\r\nMessage-ID: <2@x.example>\r\n\r\nHi';
  connected.sandbox.mailboxes.deliver(support, Buffer.from(mail));
  const fetched = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Fetch now' }).click();
  await fetched;
  await page.goto('/tickets');
  await page.getByText('Paddle').waitFor();
});

test('the end of the certificate is told ahead, and once it is over the channel says so', {
  skip: noChromium,
}, async () => {
  // One that ends in five days, made a year ago, and already uploaded.
  const before = new Date();
  before.setUTCMonth(before.getUTCMonth() - 12);
  before.setUTCDate(before.getUTCDate() + 5);
  const old = await createClientCertificate('Old', before);
  const listed = addCertificate(connected.sandbox.registration, old.certificate);
  await page.goto('/settings/microsoft');
  await page.getByText('Bring a certificate along').click();
  await page.getByLabel('Private key (RSA) and certificate').fill(`${old.certificate}${old.privateKey}`);
  await page.getByRole('button', { name: 'Add the certificate' }).click();
  await page.getByText('The certificate is added.').waitFor();
  await page.getByRole('button', { name: 'Try it and use it' }).last().click();
  await page.getByText('Microsoft takes the credential').waitFor();
  await page.goto('/channels');
  await page.getByText(/The certificate of the app ends on \d{4}-\d\d-\d\d, in \d days?\./).waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  listed.expiresAt = 0;
  await page.goto('/channels/1');
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.getByRole('heading', { name: 'Microsoft does not accept the certificate of the app' }).waitFor();
  await waitFor(async () => (await page.getByText('Download the .cer file under').count()) > 0);
});
