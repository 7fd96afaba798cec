import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { expectComplaint, noChromium } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import type { ServedDesk } from '../support/served-desk.ts';

let opened: DeskInBrowser | undefined;
let tickets: ServedDesk;
let page: Page;
let other: Page;
let complaints: string[];
let url = '';

before(async () => {
  if (noChromium !== false) return;
  opened = await openDeskInBrowser();
  ({ tickets, page, complaints, url } = opened);
  ({ page: other } = await opened.openAs('agent', 'Bob Baker'));
  await tickets.deliver(...['one', 'two', 'three', 'four', 'five'].map((id) => mail(id)));
});
after(async () => {
  await opened?.close();
});

const mail = (id: string, more = '') =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n${more}\r\nThe words of ${id}.\r\n`;

const rows = () => page.locator('.tickets tbody tr');

test('ticked tickets are closed together, and ticks survive what happens meanwhile', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets`);
  await page.locator('.bulk-bar').waitFor({ state: 'hidden' });
  await page.getByLabel('Tick #10001').check();
  await page.getByLabel('Tick #10003').click({ modifiers: ['Shift'] });
  await page.getByText('3 ticked').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  // The server is told that the page asks by itself, which keeps no session open.
  const refresh = page.waitForRequest((asked) => new URL(asked.url()).pathname === '/tickets');
  await tickets.deliver(mail('six'));
  assert.equal((await refresh).headers()['postroom-live'], 'on');
  await page.getByRole('link', { name: 'Help six' }).waitFor();
  await page.getByText('3 ticked').waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  const heightOfBar = async () => (await page.locator('.bulk-bar').boundingBox())?.height ?? 0;
  assert.ok((await heightOfBar()) < 60, 'one line on a phone');
  assert.equal(await page.locator('#bulk-owner').isVisible(), false);
  await page.getByLabel('More', { exact: true }).check();
  await page.locator('#bulk-owner').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('3 tickets closed.').waitFor();
  assert.equal(await rows().count(), 3);
});

test('the list and the ticket are worked by keys alone', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets`);
  assert.match((await page.locator('.is-unread').count()).toString(), /^3$/);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('.has-script #conversation').waitFor();
  assert.match(await page.title(), /Help five/);
  await page.keyboard.press('n');
  await page.keyboard.type('cab?');
  assert.equal(await page.locator('#note textarea').inputValue(), 'cab?', 'keys are letters while one types');
  await page.locator('h1').click();
  await page.keyboard.press('a');
  await page.getByRole('button', { name: 'Assign to me' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+c');
  await page.keyboard.press('c');
  await page.locator('.side-state .badge', { hasText: 'Closed' }).waitFor();
  await page.keyboard.press('j');
  await page.waitForURL((to) => !to.pathname.endsWith('10005'));
  await page.locator('.has-script #conversation').waitFor();
  assert.match(await page.title(), /Help four/, 'from one ticket to the one below it in the list');
  await page.keyboard.press('k');
  await page.waitForURL('**/10005');
  await page.keyboard.press('u');
  await page.locator('.tickets').waitFor();
  assert.equal(await page.locator('.is-unread').count(), 1);
  await page.keyboard.press('/');
  await page.keyboard.type('j');
  assert.equal(await page.locator('input[name="q"]').first().inputValue(), 'j');
  await page.locator('h1').click();
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.keyboard.press('Escape');
  await page.locator('#keyboard-help').waitFor({ state: 'hidden' });
});

test('a colleague on the same ticket is shown, and gone when he leaves', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets/10004`);
  await other.goto(`${url}/tickets/10004`);
  await page.getByText('Bob Baker has this ticket open').waitFor();
  await other.getByText('Ada Admin has this ticket open').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await other.goto(`${url}/tickets`);
  await page.getByText('Bob Baker has this ticket open').waitFor({ state: 'detached' });
});

test('neither of two who answer at once sends over the other’s answer unasked', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10002`);
  await other.goto(`${url}/tickets/10002`);
  await other.locator('#reply .editor').click();
  await other.keyboard.type('Bob is on it.');
  await page.getByText('Bob Baker is writing an answer').waitFor();
  await page.locator('#reply .editor').click();
  await page.keyboard.type('Ada knows better.');
  await other.getByText('Ada Admin is writing an answer').waitFor();
  await other.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Bob Baker answered').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Somebody has written in this ticket since you began').waitFor();
  assert.match((await page.locator('#reply .editor').textContent()) ?? '', /Ada knows better\./);
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await page.locator('#conversation', { hasText: 'Ada knows better.' }).waitFor();
  await expectComplaint(complaints, /^Failed to load resource.*422.*10002\/replies\)$/);
});

test('a merge by number, with its way back; the bell rings for whom it concerns', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10004`);
  await page.getByLabel('Other ticket').fill('#10006');
  await page.getByRole('button', { name: 'Merge into it' }).click();
  await page.getByText('#10004 is merged into this ticket').waitFor();
  await page.locator('.plain-text', { hasText: 'The words of four.' }).waitFor();
  await page.getByLabel('Owner').selectOption({ label: 'Bob Baker' });
  await other.getByRole('link', { name: /^Notifications: \d+ unread/ }).click();
  await other.getByText('Ada Admin assigned to you').waitFor();
  assert.deepEqual(await findNewBarriers(other), []);
  await page.goto(`${url}/tickets/10004`);
  await page.getByRole('button', { name: 'Undo the merge' }).click();
  await page.getByText('The merge is undone.').waitFor();
  await page.locator('.plain-text', { hasText: 'The words of four.' }).waitFor();
});

test('nothing broke the policy', { skip: noChromium }, () => {
  assert.deepEqual(complaints, []);
});
