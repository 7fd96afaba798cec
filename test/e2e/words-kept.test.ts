import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { noChromium } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';
import { findNewBarriers } from '../support/judge-page.ts';

let opened: DeskInBrowser | undefined;
let page: Page;
let url = '';

before(async () => {
  if (noChromium !== false) return;
  opened = await openDeskInBrowser();
  ({ page, url } = opened);
  await opened.tickets.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Prices\r\nMessage-ID: <p@c.example>\r\n\r\nWhich?\r\n',
  );
});
after(async () => {
  await opened?.close();
});

/** As Chromium has it on Windows: the cells, and a picture of them. */
const sheet = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><!--StartFragment-->
<table border=0 cellpadding=0><colgroup><col width=64></colgroup>
 <tr height=20><td class=xl65 colspan=2>Prices</td></tr>
 <tr><td onclick="x()">Boat</td><td align=right style='mso-number-format:"0.00"'>12.50</td></tr></table>
<!--EndFragment--></body></html>`;

// As text: it is evaluated in the page, whose types are not known here.
const paste = (html: string) =>
  page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', ${JSON.stringify(html)});
    clipboardData.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('#reply .editor').dispatchEvent(paste);
  }`);

test('cells that are pasted from Excel stay cells, in the editor and in what the customer reads', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10001`);
  await page.locator('#reply .editor').click();
  await paste(sheet);
  const cells = await page.locator('#reply .editor td').allTextContents();
  assert.deepEqual(cells, ['Prices', 'Boat', '12.50']);
  assert.equal(await page.locator('#reply .editor img').count(), 0, 'the words, not the picture of them');
  assert.equal(await page.locator('#reply .editor [onclick], #reply .editor [style]').count(), 0);
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const sent = page.frameLocator('#conversation iframe').first().locator('td');
  await sent.first().waitFor();
  assert.deepEqual(await sent.allTextContents(), cells);
  assert.equal(await sent.last().getAttribute('align'), 'right');
});

test('nothing is sent by keys while a file is on its way', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets/10001`);
  const arrived = Promise.withResolvers<void>();
  await page.route('**/drafts/attachments', async (route) => {
    await arrived.promise;
    await route.continue();
  });
  await page.locator('#reply .editor').click();
  await page.keyboard.type('See the file.');
  const file = { name: 'prices.txt', mimeType: 'text/plain', buffer: Buffer.from('12.50') };
  await page.locator('#reply-files').setInputFiles(file);
  await page.locator('#reply .editor').press('Control+Enter');
  await page.getByText('Nothing was sent yet').waitFor();
  arrived.resolve();
  await page.locator('#reply').getByText('prices.txt').waitFor();
  await page.locator('#reply .editor').press('Control+Enter');
  await page.locator('.article.outgoing').getByText('prices.txt').waitFor();
});

test('the buttons of the editor are one stop of Tab, and a link needs no https', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10001`);
  const asked: string[] = [];
  const answers = ['two words', 'www.example.com/a'];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.accept(answers.shift());
  });
  const focused = () => page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? ""');
  await page.locator('#reply .bcc-field summary').focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Bold');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Answer');
  await page.keyboard.press('Shift+Tab');
  for (let at = 0; at < 5; at++) await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'Insert a link');
  await page.keyboard.press('Enter');
  await page.locator('#reply .editor').getByText('https://www.example.com/a').waitFor();
  assert.match(asked[1] ?? '', /no address/);
});

test('two windows on one ticket: each says what becomes of its words', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets/10001`);
  await page.locator('#reply').getByRole('button', { name: 'Discard' }).click();
  await page.getByText('The draft is gone.').waitFor();
  const other = await page.context().newPage();
  await other.goto(`${url}/tickets/10001`);
  const write = async (window: Page, words: string) => {
    await window.locator('#reply .editor').click();
    await window.keyboard.type(words);
    return window.locator('#reply [data-draft-state]');
  };
  await (await write(page, 'Here')).getByText('Draft saved').waitFor();
  await (await write(other, 'There')).getByText('Not kept: you have gone on').waitFor();
  await other.reload();
  assert.equal(await other.locator('#reply .editor').textContent(), 'Here');
  await other.locator('#reply .editor').press('Control+Enter');
  await other.locator('.article.outgoing').last().waitFor();
  await (await write(page, ' and there')).getByText('Sent from another window').waitFor();
  await other.reload();
  assert.equal(await other.locator('#reply .editor').textContent(), 'Here and there');
  await other.close();
});

test('more files than a message takes are said, and messages are headings with a name', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10001`);
  await page
    .getByRole('heading', { name: /^Carla/, level: 2 })
    .first()
    .waitFor();
  await page
    .getByRole('article', { name: /^Carla .*20\d\d/ })
    .first()
    .waitFor();
  const buffer = Buffer.from('1');
  const files = Array.from({ length: 101 }, (_, at) => ({
    name: `${at}.txt`,
    mimeType: 'text/plain',
    buffer,
  }));
  await page.locator('#reply-files').setInputFiles(files);
  await page.getByText('At most 100 files go with one message; these would be 101.').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
});

test('paper has everybody whom a message went to', { skip: noChromium }, async () => {
  const copies = Array.from({ length: 12 }, (_, at) => `copy${at}@c.example`).join(', ');
  await opened?.tickets.deliver(
    `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nCc: ${copies}\r\nSubject: Many\r\nMessage-ID: <m@c.example>\r\n\r\nAll?\r\n`,
  );
  await page.goto(`${url}/tickets/10002`);
  const last = page.locator('.article .recipients').getByText('copy11@c.example');
  assert.equal(await last.evaluate((name) => name.checkVisibility({ contentVisibilityAuto: true })), false);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await last.evaluate((name) => name.checkVisibility({ contentVisibilityAuto: true })), true);
  assert.equal(await page.locator('.more-names summary').isVisible(), false);
  await page.emulateMedia({ media: 'screen' });
});
