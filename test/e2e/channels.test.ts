import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { closeChromium, launchChromium, noChromium, openContext } from '../support/chromium.ts';
import { type ConnectedApp, startBesideSandbox } from '../support/microsoft.ts';

const support = 'support@brightwater.example';
const lena = 'lena.hart@brightwater.example';
const omar = 'omar@brightwater.example';
let connected: ConnectedApp;
let browser: Browser;
let page: Page;
let channelId: string | undefined;

before(async () => {
  if (noChromium !== false) return;
  connected = await startBesideSandbox(24);
  connected.sandbox.settings.consentPolicy = 'admin';
  browser = await launchChromium();
  const { admin, postroom } = connected;
  const context = await openContext(browser, { baseURL: postroom.url });
  const value = /\bsid=([^;]*)/.exec(admin.cookie)?.[1] ?? '';
  await context.addCookies([{ name: 'sid', value, url: postroom.url }]);
  page = await context.newPage();
});
after(async () => {
  await closeChromium(browser);
  await connected?.stop();
});

/** At Microsoft, for the first time in this browser. */
async function signInAs(upn: string): Promise<void> {
  await page.locator(`button[value="${upn}"]`).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('the app is connected to the cloud of the list, and its secret is warned of', {
  skip: noChromium,
}, async () => {
  const { clientId, clientSecret, tenant } = connected.sandbox.app;
  const inSixDays = new Date(Date.now() + 6.5 * 86_400_000).toISOString().slice(0, 10);
  await page.goto('/settings/microsoft');
  const clouds = await page.getByLabel('Cloud').locator('option').allTextContents();
  assert.match(clouds.join(), /^Sandbox,.*worldwide.*GCC High.*DoD.*China/);
  await page.getByLabel('Client ID').fill(clientId);
  await page.getByLabel('Client Secret').fill(clientSecret);
  await page.getByLabel('Tenant UUID/Name').fill(tenant);
  await page.getByLabel('Cloud').selectOption({ label: 'Sandbox' });
  await page.getByLabel('Day on which the secret expires').fill(inSixDays);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(`The Client Secret ends on ${inSixDays}`).waitFor();
});

test('consent is asked for, waited for, and granted by the administrator’s own link', {
  skip: noChromium,
}, async () => {
  await page.goto('/channels');
  await page.getByRole('link', { name: 'Request Admin Consent' }).first().click();
  await signInAs(lena);
  await page.locator('[name=reason]').fill('For the ticket queue');
  await page.getByRole('button', { name: /request approval/i }).click();
  await page.getByRole('link', { name: 'Back to the app' }).click();
  await page.getByText('Waiting for your administrator since').waitFor();
  await page.goto('/channels');
  await page.getByRole('link', { name: 'Grant the permissions for everybody now' }).click();
  await signInAs('admin@brightwater.example');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('The permissions are granted. Use Add Account now.').waitFor();
  assert.equal(await page.getByText('Waiting for your administrator').count(), 0);
  await page.getByRole('link', { name: 'Add Account' }).first().click();
  await page.getByRole('link', { name: 'Sign in at Microsoft' }).click();
  await signInAs(support);
  await page.waitForURL('**/setup');
  channelId = /channels\/(\d+)/.exec(page.url())?.[1];
});

test('a folder picked from the tree fills the field, and what does not apply is out of sight', {
  skip: noChromium,
}, async () => {
  await page.getByRole('link', { name: 'Technik & Größe' }).click();
  assert.equal(await page.getByLabel('Folder', { exact: true }).inputValue(), 'Anfragen/Technik & Größe');
  assert.equal(await page.getByLabel('Move to').isVisible(), false);
  await page.getByLabel('Yes: move it to a folder').check();
  await page.getByLabel('Move to').fill('Imported');
  await page.getByRole('button', { name: 'Save and see what will happen' }).click();
  await page.getByRole('button', { name: 'Start' }).waitFor();
  assert.match(
    (await page.locator('.effects').textContent()) ?? '',
    /1 message will be moved to the folder Imported/,
  );
});

test('started from the page, the channel imports, and its page follows without a reload', {
  skip: noChromium,
}, async () => {
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Imported 1 message.').waitFor();
  const mailbox = connected.sandbox.mailboxes.get('support@brightwater.example');
  assert.equal(mailbox?.findFolder('Imported')?.messages.length, 1);
  await connected.admin.post(`/channels/${channelId}/pause`, {});
  await page.getByText('Nothing is fetched or sent until it is enabled.').waitFor();
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByText('New mail becomes a ticket within seconds.').waitFor();
});

test('Check connection ticks every step, sending among them', { skip: noChromium }, async () => {
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.getByText(`takes mail of ${support} from ${support}; nothing was sent.`).waitFor();
  assert.equal(await page.locator('.verdict.fits').count(), 8);
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByText(`takes mail of ${support} from ${support}; nothing was sent.`).waitFor();
  await page.getByRole('link', { name: 'Back to the channel' }).click();
});

test('a revoked grant is found by Check connection and put into words', {
  skip: noChromium,
}, async () => {
  connected.sandbox.revokeGrants('support@brightwater.example');
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.getByRole('heading', { name: 'The sign-in was revoked' }).waitFor();
  assert.match((await page.locator('.diagnosis').textContent()) ?? '', /Re-authenticate/);
});

test('an alert goes another way than the mailbox that broke', { skip: noChromium }, async () => {
  await page.goto('/settings/alerts');
  await page.getByLabel('Minutes that a channel has to fail').fill('5');
  await page.getByLabel('Webhook').check();
  await page
    .getByRole('textbox', { name: /address|URL/i })
    .last()
    .fill('https://alerts.example/postroom');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/saved/i).first().waitFor();
});

test('an account with a password is migrated to Microsoft 365, and rolled back', {
  skip: noChromium,
}, async () => {
  const { sandbox } = connected;
  sandbox.settings.takesPasswords = true;
  const upn = 'omar.diaz@brightwater.example';
  await page.goto(`/channels/new/email?address=${omar}`);
  await page.getByLabel('Name', { exact: true }).fill('Bookkeeping');
  await page.getByLabel('User name').fill(upn);
  await page.getByLabel('Password').fill('Paddle-4');
  await page.getByLabel('IMAP server').fill('localhost');
  await page.getByLabel('IMAP port').fill(String(sandbox.imap.port));
  await page.getByLabel('SMTP server').fill('localhost');
  await page.getByLabel('SMTP port').fill(String(sandbox.smtp.port));
  await page.getByRole('button', { name: 'Try and add' }).click();
  await page.waitForURL('**/setup');
  await page.getByRole('button', { name: 'Save and see what will happen' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('link', { name: 'Migrate now!' }).click();
  await signInAs(upn);
  await page.getByText('signs in at Microsoft now. Nothing is imported twice.').waitFor();
  await page.getByText('kept for a roll-back').waitFor();
  await page.getByRole('button', { name: 'Roll back' }).click();
  await page.getByRole('link', { name: 'Migrate now!' }).waitFor();
});
