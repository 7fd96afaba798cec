import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Door } from '../../src/desk/door.ts';
import { saveGroup } from '../../src/desk/people/save-group.ts';
import { changeTicketGroup, changeTicketState } from '../../src/desk/tickets/change-ticket.ts';
import { noChromium } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';
import { findNewBarriers } from '../support/judge-page.ts';

let opened: DeskInBrowser | undefined;
let page: Page;
let door: Door;
let url = '';

before(async () => {
  if (noChromium !== false) return;
  opened = await openDeskInBrowser();
  url = opened.url;
  ({ door } = opened.tickets);
  const payroll = { name: 'Payroll', emailAddressId: '', signature: '', followUp: 'reopen' };
  await door.as(commandLine).call(saveGroup, { ...payroll, nameFormat: 'group', access: {} });
  ({ page } = await opened.openAs('agent', 'Bob Baker', { 1: 'full' }));
  await opened.tickets.deliver(mail('one'), mail('two'));
});
after(async () => {
  await opened?.close();
});

const commandLine = { kind: 'command_line' } as const;
const mail = (id: string) =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n\r\nThe words of ${id}.\r\n`;

test('a ticket that goes to a group that one does not see stays on the page, which says so', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10001`);
  await page.locator('#reply .editor').click();
  await page.keyboard.type('A long answer.');
  await door.as(commandLine).call(changeTicketGroup, { ticketId: 1, groupId: 2 });
  const notice = page.getByRole('alert').filter({ hasText: 'or is not for you any more' });
  await notice.waitFor();
  assert.equal(await notice.count(), 1);
  assert.equal(await page.getByRole('heading', { name: 'Not found' }).count(), 0);
  assert.ok(
    await page.locator('#conversation').locator('.lines', { hasText: 'The words of one.' }).isVisible(),
  );
  assert.match((await page.locator('#reply .editor').textContent()) ?? '', /A long answer\./);
  assert.deepEqual(await findNewBarriers(page), []);
});

test('a part of a page that cannot be read just now stays as it is, and is asked for again', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10002`);
  await page.locator('.has-script #conversation').waitFor();
  let refused = 0;
  await page.route(/tickets\/10002/, async (route) => {
    if (route.request().headers()['hx-request'] === undefined || refused > 3) return route.fallback();
    refused += 1;
    const body = '<!doctype html><main><h1>Not available at the moment</h1></main>';
    return route.fulfill({ status: 503, contentType: 'text/html', body });
  });
  await door.as(commandLine).call(changeTicketState, { ticketId: 2, state: 'closed' });
  await page.locator('.side-state .badge', { hasText: 'Closed' }).waitFor();
  assert.ok(refused > 0);
  assert.equal(await page.getByRole('heading', { name: 'Not available' }).count(), 0);
  assert.ok(await page.locator('#conversation .lines', { hasText: 'The words of two.' }).isVisible());
});

test('a part of a page that leads somewhere else says nothing of what is gone', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10002`);
  await page.locator('.has-script #conversation').waitFor();
  await page.route(/tickets\/10002/, async (route) => {
    if (route.request().headers()['hx-request'] === undefined) return route.fallback();
    return route.fulfill({ status: 403, headers: { 'HX-Redirect': '#proof' } });
  });
  await door.as(commandLine).call(changeTicketState, { ticketId: 2, state: 'open' });
  await page.waitForURL(/#proof$/);
  assert.equal(await page.locator('[data-gone]').count(), 0);
  await page.unroute(/tickets\/10002/);
});

test('a form whose part was refused keeps what was typed, and says why until it goes on', {
  skip: noChromium,
}, async () => {
  const admin = (await opened?.openAs('admin', 'Cleo Clerk'))?.page;
  assert.ok(admin);
  await admin.goto(`${url}/settings/filters/new`);
  await admin.locator('#filter-editor input[name="name"]').fill('Long thought of');
  await admin.route(/settings\/filters/, async (route) =>
    route.fulfill({ response: await route.fetch({ url: `${url}/tickets/99999`, method: 'GET' }) }),
  );
  const test = admin.locator('#filter-editor button[value="test"]');
  for (const _ of [1, 2]) {
    const answer = admin.waitForResponse((given) => given.status() === 404);
    await test.click();
    await answer;
    await admin.locator('.notice.error', { hasText: 'There is no such ticket' }).waitFor();
  }
  assert.equal(await admin.locator('[data-refused]').count(), 1);
  assert.equal(await admin.locator('#filter-editor input[name="name"]').inputValue(), 'Long thought of');
  await admin.unroute(/settings\/filters/);
  await test.click();
  await admin.locator('[data-refused]').waitFor({ state: 'detached' });
  assert.equal(await admin.locator('#filter-editor input[name="name"]').inputValue(), 'Long thought of');
});

test('what cannot be worked out for a part of a page is said in a sentence there, not by a whole page', {
  skip: noChromium,
}, async () => {
  const [answer, text] = await page.evaluate(async () => {
    const given = await fetch('/tickets/99999', { headers: { 'HX-Request': 'true' } });
    return [given.status, await given.text()] as const;
  });
  assert.equal(answer, 404);
  assert.match(text, /^<p class="notice error" role="alert" data-refused="true">There is no such ticket/);
  assert.doesNotMatch(text, /<main|<h1/);
});
