import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { loadBlob } from '../../src/db/blobs.ts';
import { outbox } from '../../src/db/schema/schema-tickets.ts';
import { noChromium } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import type { ServedDesk } from '../support/served-desk.ts';

let opened: DeskInBrowser | undefined;
let tickets: ServedDesk;
let page: Page;
let complaints: string[];
let url = '';

before(async () => {
  if (noChromium !== false) return;
  opened = await openDeskInBrowser();
  ({ tickets, page, complaints, url } = opened);
  await tickets.deliver('From: Carla <carla@customer.example>\r\nSubject: Help\r\n\r\nPlease help.\r\n');
});
after(async () => {
  await opened?.close();
});

const picture = {
  name: 'logo.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

test('a signature is written in the editor with its picture, and goes out below what is typed', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/settings/groups/1`);
  await page.getByRole('heading', { name: 'Signature', exact: true }).click();
  const editor = page.locator('.signature-field .editor');
  await editor.click();
  await page.keyboard.type('Kind regards');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Bold' }).click();
  await page.keyboard.type('{{agent}}');
  await page.locator('input[name="signaturePicture"]').setInputFiles(picture);
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The group is saved.').waitFor();

  await page.goto(`${url}/tickets/10001`);
  const signature = page.getByRole('textbox', { name: 'Signature' });
  await signature.locator('b', { hasText: /\w/ }).waitFor();
  const image = signature.locator('img');
  assert.equal(await image.evaluate((each: unknown) => (each as { naturalWidth: number }).naturalWidth), 1);
  await page.locator('#reply .editor').click();
  await page.keyboard.type('Here it is.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('.article', { hasText: 'Here it is.' }).waitFor();
  const [item] = await tickets.desk.read.select().from(outbox).orderBy(desc(outbox.id)).limit(1);
  const raw = (await loadBlob(tickets.desk.read, item?.blobId ?? 0)).toString('latin1');
  assert.match(raw, /multipart\/alternative[\s\S]*multipart\/related[\s\S]*image\/png/);

  await page.goto(`${url}/settings/groups/1`);
  await page.getByRole('heading', { name: 'Signature', exact: true }).click();
  assert.equal(await editor.locator('img').count(), 1);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.goto(`${url}/tickets/10001`);
  assert.equal(await signature.locator('img').count(), 1, 'what nobody touched stays');
  assert.deepEqual(complaints, []);
});
