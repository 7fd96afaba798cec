import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import { importByFile } from '../support/import-by-file.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';

// Somebody is at work when the disk runs full: the page that is open says so, and what the next step is.

let disk: SmallDisk | undefined;
let app: TestApp | undefined;
let browser: Browser | undefined;

before(async () => {
  if (noChromium !== false) return;
  disk = mountSmallDisk(40);
  if (disk === undefined) return;
  app = await startTestApp({}, disk.path);
  browser = await launchChromium();
  const raw = 'From: c@x.example\nSubject: Hello\nMessage-ID: <1@x.example>\n\nText';
  await importByFile(app, raw);
});
after(async () => {
  await closeChromium(browser);
  disk?.empty();
  await app?.stop();
  disk?.[Symbol.dispose]();
});

async function openSignedIn(running: TestApp, locale: string): Promise<Page> {
  await running.signIn('admin');
  const { page } = await openPage(browser as Browser, { locale });
  await page.goto(`${running.url}/login`);
  await fillIn(page);
  await page.waitForURL('**/tickets');
  return page;
}

async function fillIn(page: Page): Promise<void> {
  await page.locator('input[name=email]').fill('admin@postroom.example');
  await page.locator('input[name=password]').fill('correct horse battery');
  await page.locator('input[name=password]').press('Enter');
}

/** More than the log has left from before. */
const manyWords = 'Every word of this is needed. '.repeat(2500);

test('who writes, attaches or changes while the disk is full is told why, and goes on when there is room', {
  skip: noChromium,
}, async (t) => {
  if (disk === undefined || app === undefined) return t.skip('platform: no mount here');
  const page = await openSignedIn(app, 'en-GB');
  await page.goto(`${app.url}/tickets/10001`);
  await page.locator('#note summary').click();
  disk.fill();
  const writing = page.locator('#note [contenteditable], #note textarea:visible').first();
  await writing.fill(manyWords);
  const state = page.locator('#note [data-draft-state]');
  await state.getByText('could not be saved; trying again. Nothing was stored: the disk').waitFor();
  const buffer = Buffer.from(manyWords);
  await page
    .locator('#note input[type=file]')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer });
  await page.locator('#note').getByText('Not attached: a.txt. Nothing was stored: the disk').waitFor();
  await writing.press('Control+Enter');
  await state.getByText(/^Nothing was sent, and your words stay here\..+has to make room/).waitFor();
  disk.empty();
  await state.getByText('Draft saved').waitFor();
  await page.locator('#note').getByRole('button', { name: 'Try again' }).click();
  await page.locator('#note [data-file-list]').getByText('a.txt').waitFor();
  await writing.press('Control+Enter');
  await page.locator('.article').getByText('a.txt').waitFor();
});

test('who cannot sign in because the disk is full is not asked to send an empty password', {
  skip: noChromium,
}, async (t) => {
  if (disk === undefined || app === undefined) return t.skip('platform: no mount here');
  await app.signIn('admin');
  const { page } = await openPage(browser as Browser, { locale: 'de-DE' });
  await page.goto(`${app.url}/login`);
  disk.fill();
  await fillIn(page);
  await page.getByText('Die Festplatte der Datendatei ist voll').waitFor();
  assert.equal(await page.locator('form').count(), 0);
  disk.empty();
  await page.getByRole('link', { name: 'Zurück' }).click();
  await page.waitForURL('**/login');
});
