import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { updateChannel } from '../../src/db/channels.ts';
import { outbox } from '../../src/db/schema/schema-tickets.ts';
import { noticeHealth } from '../../src/desk/channels/notice-health.ts';
import { noticeUnsent } from '../../src/desk/telling/notice-unsent.ts';
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
  await tickets.deliver(...['one', 'two', 'three', 'four'].map(mail));
});
after(async () => {
  await opened?.close();
});

const mail = (id: string) =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n\r\nThe words of ${id}.\r\n`;
const setChannel = async (changes: Parameters<typeof updateChannel>[2]) => {
  await tickets.desk.write((tx) => updateChannel(tx, tickets.channel.id, changes));
  await noticeHealth(tickets.desk);
};
const isSentOff = {
  failureCode: null,
  sendingState: 'failing',
  sendingCode: 'smtp_disabled_mailbox',
} as const;

test('whoever looks at the list sees within seconds that nothing is sent, who mends it, and which answers wait', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10001`);
  await page.locator('#reply .editor').click();
  await page.keyboard.type('Done.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Waiting to be sent').waitFor();
  await page.goto(`${url}/tickets?view=all`);
  await setChannel({ ...isSentOff, sendingText: '535 5.7.139', sendingSince: new Date() });
  await page.getByText('Nothing is sent from Support').waitFor();
  await page.locator('#channels-link', { hasText: '1 not working' }).waitFor();
  await page.getByRole('link', { name: 'Notifications: 4 unread' }).waitFor();
  await tickets.desk.write((tx) => tx.update(outbox).set({ createdAt: new Date(Date.now() - 121_000) }));
  await noticeUnsent(tickets.desk);
  await page.locator('#outbox-link', { hasText: '1 not sent' }).waitFor();
  await page.locator('tr', { hasText: 'Help one' }).getByText('Not sent yet').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await setChannel({ sendingState: 'works', sendingCode: null });
  await page.getByText('Nothing is sent from Support').waitFor({ state: 'detached' });
});

test('Ctrl+K goes to a page, finds a ticket and presses what the page can do', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets`);
  const palette = page.getByRole('combobox', { name: 'Go to, find or do' });
  await page.keyboard.press('Control+k');
  await palette.fill('two words');
  await page.getByRole('option', { name: 'Help two' }).waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Help two' }).waitFor();
  await page.keyboard.press('Control+k');
  await palette.fill('assign');
  await page.getByRole('option', { name: 'Assign to me' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#pick-owner', { hasText: 'Ada Admin' }).waitFor();
  await page.getByRole('button', { name: 'Assign to me' }).waitFor({ state: 'detached' });
});

test('a whole list is closed with one press, and with another it is as before', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets?view=open&sort=customer`);
  await page.getByLabel('Tick all on this page').check();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('tickets closed.').waitFor();
  await page.getByText('Everything is answered').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(/tickets are as before/).waitFor();
  assert.match(page.url(), /sort=customer/);
  await page.getByRole('link', { name: 'Help two' }).click();
  await page.getByLabel('Other ticket').fill('99');
  await page.locator('.link-form').getByRole('button', { name: 'Link' }).click();
  await page.getByText('There is no ticket 99').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
});

test('Enter in a line of the composer does nothing, and the tab says how much is unread', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10003`);
  const line = page.locator('#reply input[name="cc"]');
  await line.fill('colleague@customer.example');
  await line.press('Enter');
  await page.getByText(/Draft saved/).waitFor();
  assert.equal(new URL(page.url()).pathname, '/tickets/10003');
  assert.equal(await line.inputValue(), 'colleague@customer.example');
  await tickets.deliver(mail('five'));
  await page.waitForFunction('/^\\(\\d+\\) #10003/.test(document.title)');
  const manifest = await page.request.get(`${url}/manifest.webmanifest`);
  assert.equal(((await manifest.json()) as { start_url: string }).start_url, '/tickets');
});

test('on a phone state and owner stand before the answer, and paper holds the conversation alone', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10003`);
  await page.setViewportSize({ width: 390, height: 844 });
  const topOf = (selector: string) =>
    page.locator(selector).evaluate((element) => element.getBoundingClientRect().top);
  assert.ok((await topOf('#pick-owner')) < (await topOf('#reply')));
  assert.ok((await topOf('.ticket-side .customer')) > (await topOf('#reply')));
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['.site-header', '#reply', '.ticket-side', '.article footer']) {
    assert.equal(await page.locator(selector).first().isVisible(), false, selector);
  }
  assert.ok(await page.locator('.article').first().isVisible());
  await page.emulateMedia({ media: 'screen' });
});

test('nothing broke the policy', { skip: noChromium }, () => {
  // A wrong number is said with 422, which the browser notes.
  assert.deepEqual(
    complaints.filter((line) => !/status of 422/.test(line)),
    [],
  );
});
