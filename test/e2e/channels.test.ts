import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { addAccount, type ConnectedApp, saveApp, startBesideSandbox } from '../support/microsoft.ts';

const patience = { timeout: 10_000 };
let connected: ConnectedApp;
let browser: Browser;
let page: Page;
let channelId: number;

before(async () => {
  if (noChromium !== false) return;
  connected = await startBesideSandbox(24);
  await saveApp(connected);
  channelId = await addAccount(connected, 'support@brightwater.example');
  browser = await launchChromium();
  const { admin, postroom } = connected;
  const context = await browser.newContext();
  const value = /\bsid=([^;]*)/.exec(admin.cookie)?.[1] ?? '';
  await context.addCookies([{ name: 'sid', value, url: postroom.url }]);
  context.setDefaultTimeout(patience.timeout);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await connected?.stop();
});

test('a folder picked from the tree fills the field, and what does not apply is out of sight', {
  skip: noChromium,
}, async () => {
  await page.goto(`${connected.postroom.url}/channels/${channelId}/setup`);
  await page.getByRole('button', { name: 'Technik & Größe' }).click(patience);
  assert.equal(await page.getByLabel('Folder', { exact: true }).inputValue(), 'Anfragen/Technik & Größe');
  assert.equal(await page.getByLabel('Move to').isVisible(), false);
  await page.getByLabel('Yes: move it to a folder').check();
  await page.getByLabel('Move to').fill('Imported');
  await page.getByRole('button', { name: 'Save and see what will happen' }).click();
  await page.getByRole('button', { name: 'Start' }).waitFor(patience);
  assert.match(
    (await page.locator('.effects').textContent()) ?? '',
    /1 message will be moved to the folder Imported/,
  );
});

test('started from the page, the channel imports, and its page follows without a reload', {
  skip: noChromium,
}, async () => {
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Imported 1 message.').waitFor(patience);
  const mailbox = connected.sandbox.mailboxes.get('support@brightwater.example');
  assert.equal(mailbox?.findFolder('Imported')?.messages.length, 1);
  await connected.admin.post(`/channels/${channelId}/pause`, {});
  await page.getByText('Nothing is fetched or sent until it is enabled.').waitFor(patience);
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByText('New mail becomes a ticket within seconds.').waitFor(patience);
});

test('a revoked grant is found by Check connection and put into words', {
  skip: noChromium,
}, async () => {
  connected.sandbox.revokeGrants('support@brightwater.example');
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.getByRole('heading', { name: 'The sign-in was revoked' }).waitFor(patience);
  assert.match((await page.locator('.diagnosis').textContent()) ?? '', /Re-authenticate/);
});
