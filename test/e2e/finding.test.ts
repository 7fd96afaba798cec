import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import { type ServedDesk, serveTicketDesk } from '../support/served-desk.ts';

// Sorting and finding, joining by words, many at once, and each reader's own language and clock.

let tickets: ServedDesk;
let browser: Browser;
let page: Page;
let other: Page;
let complaints: string[];
let url = '';

before(async () => {
  if (noChromium !== false) return;
  tickets = await serveTicketDesk();
  url = tickets.url;
  browser = await launchChromium();
  ({ page, complaints } = await openAs('admin', 'Ada Admin'));
  ({ page: other } = await openAs('agent', 'Bob Baker'));
  await tickets.deliver(
    mail('Carla <carla@customer.example>', 'Printer burns'),
    mail('Carla <carla@customer.example>', 'Printer smokes'),
    mail('Zoe <zoe@elsewhere.example>', 'Printer paper'),
  );
});
after(async () => {
  await closeChromium(browser);
  await tickets?.close();
});

let mails = 0;
function mail(from: string, subject: string): string {
  mails += 1;
  const date = new Date(Date.UTC(2026, 2, mails, 23, 30)).toUTCString();
  return `From: ${from}\r\nTo: support@postroom.example\r\nSubject: ${subject}\r\nMessage-ID: <f${mails}@c.example>\r\nDate: ${date}\r\n\r\nIt is about the printer.\r\n`;
}

async function openAs(role: 'admin' | 'agent', name: string) {
  const { token } = await tickets.signIn(role, name);
  const opened = await openPage(browser, { locale: 'en-GB' });
  await opened.page.context().addCookies([{ name: 'sid', value: token, url }]);
  return opened;
}

test('a search is kept, put first, shared with a group, and stands above the list with its count', {
  skip: noChromium,
}, async () => {
  for (const [words, name] of [
    ['printer', 'Printers'],
    ['paper', 'Paper'],
  ] as const) {
    await page.goto(`${url}/tickets?q=${words}`);
    await page.getByLabel('Keep this search as').fill(name);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The search is saved.').waitFor();
  }
  await page.goto(`${url}/saved-views`);
  await page.getByRole('button', { name: 'Move Paper up' }).click();
  await page.locator('.managed-views li', { hasText: 'Paper' }).first().waitFor();
  assert.match((await page.locator('.managed-views li').first().textContent()) ?? '', /Paper/);
  await page.getByLabel('Who sees Printers').selectOption({ label: 'Support' });
  await page.locator('option:checked', { hasText: 'Support' }).waitFor({ state: 'attached' });
  await other.goto(`${url}/tickets`);
  await other.locator('.saved-view', { hasText: /Printers\s*3/ }).waitFor();
  assert.equal(await other.locator('.saved-view', { hasText: 'Paper' }).count(), 0);
});

test('a ticket is found by words to be merged, and another customer’s is asked about', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10001`);
  await page.getByLabel('Other ticket').fill('printer');
  await page.getByRole('button', { name: 'Merge into it' }).click();
  const choice = page.locator('.joinable li', { hasText: 'Zoe' });
  await choice.waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await choice.getByRole('button', { name: 'Merge into it' }).click();
  await page.getByText('These tickets are of 2 customers').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('link', { name: 'Do not merge' }).click();
  await page.goto(`${url}/tickets/10001/join?q=smokes`);
  await page.getByRole('button', { name: 'Merge into it' }).click();
  await page.getByText('#10001 is merged into this ticket').waitFor();
});

test('ticked tickets are put off, raised and merged together', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets`);
  const tick = async () => {
    for (const box of await page.locator('.tickets input[name="ticket"]').all()) await box.check();
  };
  await tick();
  await page.locator('#bulk-priority').selectOption({ label: 'High' });
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('2 tickets have another priority.').waitFor();
  await tick();
  await page.getByLabel('Tag', { exact: true }).fill('smoke');
  await page.keyboard.press('Enter');
  await page.getByText('2 tickets tagged.').waitFor();
  await tick();
  await page.locator('#bulk-snooze').selectOption({ label: 'Tomorrow morning' });
  await page.getByRole('button', { name: 'Wait', exact: true }).click();
  await page.getByText('2 tickets wait.').waitFor();
  await page.goto(`${url}/tickets?view=waiting`);
  await tick();
  await page.getByRole('button', { name: 'Merge…' }).click();
  await page.getByRole('heading', { name: 'Merge 2 tickets' }).waitFor();
  await page.getByText('These tickets are of 2 customers').waitFor();
  await page.getByLabel('Merge them all the same').check();
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await page.getByText('One ticket is merged into this one').waitFor();
});

test('a message that stands alone is not offered to be split off', {
  skip: noChromium,
}, async () => {
  await tickets.deliver(mail('Dan <dan@customer.example>', 'Alone'));
  await page.goto(`${url}/tickets/10004`);
  await page.locator('.article .more-menu summary').first().click();
  assert.equal(await page.getByRole('button', { name: /Split/ }).count(), 0);
});

test('a reader chooses German and a clock: words, dates and the page’s own language follow', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/account`);
  await page.getByLabel('Language of the pages').selectOption({ label: 'Deutsch' });
  await page.getByLabel('Time zone').fill('Asia/Tokyo');
  await page.locator('form[action="/account/place"] button').click();
  await page.goto(`${url}/tickets/10004`);
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await page.getByRole('button', { name: 'Senden', exact: true }).waitFor();
  const time = page.locator('.article time').first();
  assert.match((await time.getAttribute('title')) ?? (await time.textContent()) ?? '', /2026/);
  assert.doesNotMatch(
    (await page.locator('main').textContent()) ?? '',
    /\b(March|April|ago|Owner|Priority)\b/,
  );
});

test('nothing broke the policy', { skip: noChromium }, () => {
  assert.deepEqual(
    complaints.filter((line) => !/status of 422/.test(line)),
    [],
  );
});
