import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { hashToken } from '../../src/domain/token.ts';
import { csrfToken } from '../../src/web/account/session.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import { judgePage } from '../support/judge-page.ts';
import { type ServedDesk, serveTicketDesk } from '../support/served-desk.ts';

let tickets: ServedDesk;
let browser: Browser;
let page: Page;
let complaints: string[];
let token = '';
let url = '';

before(async () => {
  if (noChromium !== false) return;
  tickets = await serveTicketDesk();
  url = tickets.url;
  token = (await tickets.signIn('admin', 'Ada Admin')).token;
  await post('/settings/groups', { name: 'Payroll', followUp: 'reopen' });
  await post('/saved-views', { name: 'Burning', q: 'burns state:new' });
  await tickets.deliver(
    mail('Zoe Müller <zoe@brightwater.example>', 'The printer burns', 'It burns since Monday. '.repeat(20)),
    mail('Zoe at home <zoe@home.example>', '<b>Bold</b> & burns', 'A second one burns'),
    mail(
      'A-very-long-name-without-a-break-in-it <a.very.long.address.indeed@a-long-domain.example>',
      'x'.repeat(300),
      'burns',
    ),
  );
  await post('/customers/2/block', {});
  browser = await launchChromium();
  ({ page, complaints } = await openPage(browser));
  await page.context().addCookies([{ name: 'sid', value: token, url }]);
});
after(async () => {
  await closeChromium(browser);
  await tickets?.close();
});

const pages = [
  '/tickets?q=burns',
  '/tickets?q=state%3Adone',
  '/tickets?q=zzyzx',
  '/tickets?q=burns+state%3Anew',
  '/tickets?view=all',
  '/customers',
  '/customers?q=nobody',
  '/customers/1',
  '/customers/2',
  '/customers/1/merges?q=&from=2',
  '/customers/1/erasure',
];
const wide = { width: 1280, height: 800 };
/** Looks whose colours were judged on an earlier page. */
const judged = new Set<string>();
const phone = { width: 390, height: 800 };

for (const path of pages) {
  test(`${path} is open to everybody, and fits: light, dark and on a phone`, {
    skip: noChromium,
  }, async () => {
    await page.goto(url + path);
    const found = await judgePage(page, judged);
    for (const viewport of [phone, wide]) {
      await page.setViewportSize(viewport);
      const width = await page.locator('body').evaluate((body) => body.scrollWidth);
      if (width > viewport.width) found.push(`${width} wide on ${viewport.width}`);
    }
    assert.deepEqual([...found, ...complaints.splice(0)], []);
  });
}

test('from the box to a hit, and on to its customer', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets`);
  await page.getByLabel('Search tickets').fill('from:zoe monday');
  await page.getByLabel('Search tickets').press('Enter');
  assert.equal(await page.locator('.hits li').count(), 1);
  assert.equal(await page.locator('.excerpt mark').first().textContent(), 'Monday');
  await page.getByRole('link', { name: 'Zoe Müller' }).click();
  await page.getByRole('heading', { name: '1 ticket' }).waitFor();
  await page.getByRole('link', { name: 'Merge with another…' }).click();
  await page.getByLabel('Search the other customer').fill('home');
  await page.getByLabel('Search the other customer').press('Enter');
  await page.getByRole('link', { name: 'Zoe at home' }).click();
  await page.getByRole('button', { name: 'Merge' }).click();
  await page.getByRole('heading', { name: '2 tickets' }).waitFor();
});

test('what a search has found is ticked and changed together, taken back, and worked through', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets?q=burns`);
  await page.getByLabel('Tick all on this page').check();
  await page.getByText('3 ticked').waitFor();
  assert.deepEqual(await judgePage(page, judged), []);
  await page.getByLabel('Tick all on this page').uncheck();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('c');
  await page.getByText('1 ticket closed.').waitFor();
  assert.match(page.url(), /q=burns/);
  await page.keyboard.press('z');
  await page.getByText('1 ticket is as before.').waitFor();
  await page.locator('.hit-head a').nth(1).click();
  await page.getByText('2 of 3').waitFor();
  await page.keyboard.press('u');
  await page.waitForURL(/q=burns/);
});

test('a word that looks like an operator and is none is said', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets?q=is%3Aopen`);
  await page.getByText('“is:” is searched as a word.').waitFor();
  await page.getByText('after: ', { exact: false }).first().waitFor();
});

async function post(path: string, fields: Record<string, string>): Promise<void> {
  const { status } = await fetch(url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `sid=${token}`, origin: url },
    body: new URLSearchParams({ csrf: csrfToken(hashToken(token)), ...fields }),
  });
  assert.equal(status, 303, path);
}

let letters = 0;
function mail(from: string, subject: string, text: string): string {
  const encode = (words: string) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`;
  const [, name = '', address = ''] = /^(.*) <(.*)>$/.exec(from) ?? [];
  return `From: ${encode(name)} <${address}>\r\nTo: support@postroom.example\r\nSubject: ${encode(subject)}\r\nMessage-ID: <s${++letters}@c.example>\r\n\r\n${text}\r\n`;
}
