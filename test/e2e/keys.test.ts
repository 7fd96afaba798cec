import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { tickets } from '../../src/db/schema/schema-tickets.ts';
import { noChromium } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';
import { findNewBarriers } from '../support/judge-page.ts';

// A morning without the mouse: what somebody does all day has a key, and none has to be left by Tab.

let desk: DeskInBrowser;
let page: Page;

const mail = (id: string) =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n\r\nThe words of ${id}.\r\n`;

before(async () => {
  if (noChromium !== false) return;
  desk = await openDeskInBrowser();
  ({ page } = desk);
  await desk.tickets.deliver(...['one', 'two', 'three', 'four'].map(mail));
});
after(() => desk?.close());

const heading = (subject: string) => page.getByRole('heading', { name: subject }).waitFor();
const press = (key: string) => page.keyboard.press(key);
/** The name of the field with the focus. */
const focus = () =>
  page.evaluate<string>(
    "document.activeElement === document.body ? 'page' : (document.activeElement?.closest('#reply, #note, #snooze')?.id ?? 'elsewhere')",
  );

test('Escape leaves what is written, and the keys work again', { skip: noChromium }, async () => {
  await page.goto(`${desk.url}/tickets`);
  await press('j');
  await press('Enter');
  await heading('Help four');
  await press('r');
  assert.equal(await focus(), 'reply');
  await page.keyboard.type('Half a sent');
  await press('Escape');
  assert.equal(await focus(), 'page');
  assert.equal(await page.locator('#reply .editor').textContent(), 'Half a sent');
  await press('n');
  assert.equal(await focus(), 'note');
  await press('Escape');
  await press('w');
  assert.equal(await focus(), 'snooze');
});

test('closed and on to the next, undone, forwarded', { skip: noChromium }, async () => {
  await press('Escape');
  await press('e');
  await heading('Help three');
  await page.locator('.flash').getByText('#10004').waitFor();
  await press('z');
  await page
    .locator('.flash')
    .getByText(/as before/)
    .waitFor();
  const rows = await desk.tickets.desk.read.select().from(tickets).where(eq(tickets.number, 10004));
  assert.equal(rows[0]?.state, 'new');
  await page.goto(`${desk.url}/tickets/10003`);
  await press('f');
  await page.waitForURL(/forward=/);
  assert.match((await page.locator('#reply').textContent()) ?? '', /Forward/);
});

test('sent and on to the next; what waits to be sent is taken back', { skip: noChromium }, async () => {
  await page.goto(`${desk.url}/tickets`);
  await page.getByRole('link', { name: 'Help two' }).click();
  await heading('Help two');
  await press('r');
  await page.keyboard.type('An answer.');
  await press('Control+Shift+Enter');
  await heading('Help one');
  await press('k');
  await heading('Help two');
  await page.getByText('Waiting to be sent').waitFor();
  await press('z');
  await page.getByText('Waiting to be sent').waitFor({ state: 'detached' });
});

test('keys go through choices that are sent at once, and Enter takes one', { skip: noChromium }, async () => {
  await press('w');
  await press('ArrowDown');
  await press('ArrowDown');
  assert.equal(await page.locator('#snooze').inputValue(), 'tomorrow');
  await page.locator('.pick:has(#snooze) button').waitFor();
  await press('Enter');
  await page.locator('.side-state .waits-until').waitFor();
  assert.equal(await focus(), 'snooze');
  await page.locator('#snooze').selectOption('later');
  // Of a day that is near, the hour.
  await page
    .locator('.waits-until')
    .getByText(/until .*:\d\d/)
    .waitFor();
});

test('the sheet of the keys names them', { skip: noChromium }, async () => {
  await page.goto(`${desk.url}/tickets`);
  await press('?');
  await page.getByText('close the ticket and go to the next one').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
});
