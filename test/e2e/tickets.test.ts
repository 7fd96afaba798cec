import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { outbox } from '../../src/db/schema/schema-tickets.ts';
import { expectComplaint, noChromium } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import type { ServedDesk } from '../support/served-desk.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: DeskInBrowser | undefined;
let tickets: ServedDesk;
let page: Page;
let complaints: string[];
let url = '';

before(async () => {
  if (noChromium !== false) return;
  opened = await openDeskInBrowser();
  ({ tickets, page, complaints, url } = opened);
});
after(async () => {
  await opened?.close();
});

const script = `<script>top.document.title='owned'</script><img src=x onerror="top.document.title='owned'">`;
const mail = (id: string, body: string, more = '') =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n${more}\r\n${body}\r\n`;
const html = (body: string) => `MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}`;

test('a new ticket appears in the open list without a reload', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets`);
  await page.getByText('Everything is answered').waitFor();
  await tickets.deliver(mail('one', 'First'));
  await page.getByRole('link', { name: 'Help one' }).waitFor();
  await page.locator('.views [aria-current] .count', { hasText: /^1$/ }).waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
});

test('an open ticket follows along and keeps what is typed, folded and framed', {
  skip: noChromium,
}, async () => {
  const lines = '<p>A line of the mail</p>'.repeat(40);
  await tickets.deliver(
    `${mail('two', '', 'In-Reply-To: <one@c.example>').trimEnd()}\r\n${html(script + lines)}`,
  );
  await page.getByRole('link', { name: 'Help one' }).click();
  const frame = page.locator('.mail-frame');
  await frame.waitFor();
  await waitFor(async () => (await frame.evaluate((element) => element.clientHeight)) > 900);
  assert.deepEqual(await findNewBarriers(page), []);
  await page.locator('#reply .editor').fill('Half an ans');
  await page.locator('.history summary').click();
  const height = await frame.evaluate((element) => element.clientHeight);
  await tickets.deliver(mail('three', 'Are you there?\r\n', 'In-Reply-To: <one@c.example>\r\n'));
  await page.getByText('Are you there?').last().waitFor();
  assert.equal(await page.locator('#reply .editor').textContent(), 'Half an ans');
  assert.equal(await page.locator('.history').evaluate((element) => element.hasAttribute('open')), true);
  assert.equal(await frame.evaluate((element) => element.clientHeight), height);
  assert.doesNotMatch(await page.title(), /owned/);
});

test('an answer is sent by the keyboard, once, and its state shows', { skip: noChromium }, async () => {
  await page.locator('#reply .editor').fill('Yes, we are.');
  await page.locator('#reply .editor').press('Control+Enter');
  // What has come since the form was opened is asked about once.
  await page.getByRole('button', { name: 'Send anyway' }).waitFor();
  await expectComplaint(complaints, /^Failed to load resource.*422.*10001\/replies\)$/);
  await page.locator('#reply .editor').press('Control+Enter');
  await page.getByText('Waiting to be sent').waitFor();
  const rows = await tickets.desk.read.select().from(outbox);
  assert.equal(rows.length, 1);
  assert.deepEqual(rows[0]?.envelopeTo, ['carla@customer.example']);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.locator('.side-state .badge', { hasText: 'Closed' }).waitFor();
  await page.getByLabel('Owner').selectOption({ label: 'Nobody' });
  await page.getByRole('button', { name: 'Assign to me' }).click();
  await page.getByRole('button', { name: 'Assign to me' }).waitFor({ state: 'detached' });
});

test('no page of it asks anything of another server or breaks the policy', { skip: noChromium }, () => {
  // Chromium says so when the frame's own policy keeps a script of the mail from running: there must be none left.
  assert.deepEqual(complaints, []);
});
