import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { groups } from '../../src/db/schema/schema.ts';
import { articles } from '../../src/db/schema/schema-tickets.ts';
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
  await tickets.deliver(...['one', 'two', 'three', 'four'].map((id) => mail(id)));
});
after(async () => {
  await opened?.close();
});

const mail = (id: string, more = '', text = `The words of ${id}.`) =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n${more}\r\n${text}\r\n`;
const follow = (count: number, from: number) =>
  tickets.deliver(
    ...Array.from({ length: count }, (_, index) =>
      mail(`more-${from + index}`, 'In-Reply-To: <one@c.example>\r\n', `Line\r\n`.repeat(12)),
    ),
  );
const heading = (subject: string) => page.getByRole('heading', { name: subject });

test('a list is worked through: arrows, “Send & next”, “Close & next”, and back to its place', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets?view=open`);
  await page.getByRole('link', { name: 'Help four' }).click();
  await page.getByText('1 of 4').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('link', { name: 'Next ticket' }).click();
  await page.getByText('2 of 4').waitFor();
  await page.getByRole('link', { name: 'Previous ticket' }).click();
  await page.getByText('1 of 4').waitFor();
  await page.locator('#reply .editor').click();
  await page.keyboard.type('Done.');
  await page.getByRole('button', { name: 'Send & next' }).click();
  await heading('Help three').waitFor();
  await page.getByText('The answer in #10004 is on its way.').waitFor();
  await page.getByRole('button', { name: 'Close & next' }).click();
  await heading('Help two').waitFor();
  await page.getByText('#10003 is closed now.').waitFor();
  await page.getByRole('link', { name: 'Tickets', exact: true }).nth(1).click();
  await page.locator('.tickets').waitFor();
  assert.match(page.url(), /\/tickets\?view=open$/);
  await page.locator('.subject a:focus', { hasText: 'Help two' }).waitFor();
  await page.getByRole('link', { name: 'Help one' }).click();
  await page.getByText('2 of 2').waitFor();
  await page.getByRole('button', { name: 'Close & next' }).click();
  await page.locator('.tickets').waitFor();
  assert.match(page.url(), /\/tickets\?view=open$/, 'after the last one the list itself');
});

test('a long conversation opens at what is new, with the middle folded, and stays so as more comes', {
  skip: noChromium,
}, async () => {
  await follow(20, 0);
  await page.goto(`${url}/tickets/10001`);
  await page.locator('#unread + article', { hasText: 'Line' }).waitFor();
  assert.equal(await page.locator('.article > details[open]').count(), 20, 'all that is unread stands open');
  await page.reload();
  await page.getByText('16 older').waitFor();
  assert.equal(await page.locator('.article > details[open]').count(), 4);
  assert.deepEqual(await findNewBarriers(page), []);
  await follow(3, 20);
  await page.locator('.article').nth(23).waitFor();
  await page.getByText('16 older').waitFor();
  await page.goto(`${url}/tickets`);
  await follow(2, 23);
  await page.goto(`${url}/tickets/10001`);
  await page.getByText('21 older').waitFor();
  await page.locator('#unread').waitFor();
  await page.waitForFunction('scrollY > 0');
  const top = await page.locator('#unread').evaluate((line) => line.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 400, `the new messages begin at ${top}`);
  assert.equal(await page.locator('#unread ~ article').count(), 2);
});

test('what is typed lands above the signature, which can be changed where it stands', {
  skip: noChromium,
}, async () => {
  await tickets.desk.write((tx) => tx.update(groups).set({ signature: 'Kind regards\nSupport' }));
  await page.goto(`${url}/tickets/10002`);
  await page.locator('#reply .editor').click({ position: { x: 20, y: 130 } });
  await page.keyboard.type('It is mended.');
  const signature = page.getByRole('textbox', { name: 'Signature' });
  assert.match((await signature.textContent()) ?? '', /^-- ?Kind regardsSupport$/);
  await signature.press('Control+End');
  await page.keyboard.type(' Team');
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByText(/Draft saved/).waitFor();
  await page.reload();
  assert.equal((await page.locator('#reply .editor').textContent())?.trim(), 'It is mended.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Waiting to be sent').waitFor();
  const [sent] = await tickets.desk.read.select().from(articles).orderBy(desc(articles.id)).limit(1);
  assert.match(sent?.text ?? '', /^\s*It is mended\.\s+-- \nKind regards\nSupport Team/);
});

test('nothing broke the policy', { skip: noChromium }, () => {
  assert.deepEqual(complaints, []);
});

test('what is changed by keys beside a ticket leaves the focus where it was', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10002`);
  const isFocused = (name: string) => page.waitForFunction(`document.activeElement.name === '${name}'`);
  const buttons = page.locator('form[action$="/state"] button[name="state"]:visible');
  await page.locator('#new-tag').fill('sails');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'sails' }).waitFor();
  await isFocused('tag');
  // The button that was pressed is gone: the one that takes it back has the focus.
  for (const [pressed, shown] of [
    ['Close', 'Reopen'],
    ['Reopen', 'Close'],
  ] as const) {
    await buttons.filter({ hasText: new RegExp(`^${pressed}$`) }).focus();
    await page.keyboard.press('Enter');
    await buttons.filter({ hasText: new RegExp(`^${shown}$`) }).waitFor();
    await isFocused('state');
  }
});

test('in a long list of groups the lines that fit stay, and on a phone it makes no page wider', {
  skip: noChromium,
}, async () => {
  const long = 'Beschwerdemanagement und Kulanzregelungen für ganz Süddeutschland und Österreich';
  const names = [long, ...Array.from({ length: 15 }, (_, index) => `Büro ${index + 1}`)];
  await tickets.desk.write((tx) => tx.insert(groups).values(names.map((name) => ({ name, isActive: true }))));
  await page.goto(`${url}/settings/groups`);
  await page.getByLabel('Find in this list').fill('buro 1');
  await page.getByRole('status').getByText('7 of 17').waitFor();
  assert.equal(await page.locator('#groups tr:visible').count(), 7);
  await page.goto(`${url}/settings/canned-answers/new`);
  await page.getByLabel('Find in this list').fill('Süddeutschland');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#choices-groups label:visible').count(), 1);
  assert.deepEqual(await findNewBarriers(page), []);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${url}/tickets/new`);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
  assert.deepEqual(complaints, []);
});

test('the bar says how many tickets a button changes, also where they stand on further pages', {
  skip: noChromium,
}, async () => {
  await tickets.deliver(...Array.from({ length: 50 }, (_, at) => mail(`many-${at}`)));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${url}/tickets?view=all`);
  await page.getByLabel('Tick all on this page').check();
  await page.getByText('50 ticked').waitFor();
  const whole = page.locator('#bulk-all');
  const total = await whole.getAttribute('data-total');
  await whole.check();
  await page.getByText(`${total} ticked`).waitFor();
  await page.locator('.tickets tbody input[name="ticket"]').first().uncheck();
  await page.getByText('49 ticked').waitFor();
  assert.equal(await whole.isChecked(), false);
});
