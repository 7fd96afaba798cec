import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { noChromium, openContext } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import { waitFor } from '../support/wait-for.ts';

// A letter of HTML on paper, which is narrower than the screen: its frame was as high as on the screen, and its end was lost.

let desk: DeskInBrowser;
let page: Page;

const letter = (n: number) => {
  const words = Array.from({ length: 900 }, (_, index) => `word${index}`).join('\r\n');
  const refers = n === 1 ? '' : 'References: <1@c.example>\r\n';
  return `From: Carla <carla@customer.example>\r\nMessage-ID: <${n}@c.example>\r\n${refers}Subject: A long letter\r\nContent-Type: text/html\r\n\r\n<p>${words}</p><table bgcolor="#eeeeee"><tr><td>The end</td></tr></table>\r\n`;
};

before(async () => {
  if (noChromium !== false) return;
  desk = await openDeskInBrowser();
  ({ page } = desk);
  for (let n = 1; n <= 8; n += 1) await desk.tickets.deliver(letter(n));
});
after(() => desk?.close());

/** Of each frame that is on the sheet: how many pixels of its document are cut off, and how wide it is. */
const measure = () =>
  page.evaluate<{ cut: number; width: number }[]>(`
    [...document.querySelectorAll('.mail-frame')].filter((frame) => frame.checkVisibility()).map((frame) => {
      const root = frame.contentDocument.documentElement;
      return { cut: Math.max(0, root.scrollHeight - frame.clientHeight), width: frame.clientWidth };
    })`);
const areFitted = (least: number) =>
  waitFor(async () => (await page.locator('.mail-frame[data-fitted]').count()) >= least);
/** 17 cm. */
const onPaper = Math.round((17 / 2.54) * 96);

test('a page that is printed as it stands holds its letters to their ends, and says which it has not', {
  skip: noChromium,
}, async () => {
  await page.goto(`${desk.url}/tickets/10001`);
  await areFitted(1);
  const [onScreen] = await measure();
  assert.ok((onScreen?.width ?? 0) > onPaper);
  // What the browser does before it lays the page out anew, without another turn of the script.
  await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
  await page.emulateMedia({ media: 'print' });
  const shown = await measure();
  assert.ok(shown.length > 0);
  for (const { cut, width } of shown) assert.deepEqual({ cut, width }, { cut: 0, width: onPaper });
  const missing = page
    .getByText('The words of this message are printed by “Print”')
    .filter({ visible: true });
  assert.equal((await missing.count()) + shown.length, 8);
  assert.ok((await missing.count()) > 0);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
  assert.equal((await measure())[0]?.width, onScreen?.width);
});

test('without JavaScript the page for paper shows each letter, and how to print all of a long one', {
  skip: noChromium,
}, async () => {
  const context = await openContext(page.context().browser() as Browser, { javaScriptEnabled: false });
  try {
    await context.addCookies(await page.context().cookies());
    const plain = await context.newPage();
    await plain.goto(`${desk.url}/tickets/10001/print`);
    await plain.emulateMedia({ media: 'print' });
    assert.equal(await plain.locator('.mail-frame').filter({ visible: true }).count(), 8);
    assert.equal(await plain.getByText('printed by “Print”').filter({ visible: true }).count(), 0);
    assert.equal(await plain.getByRole('link', { name: 'open it by itself' }).count(), 8);
  } finally {
    await context.close();
  }
});

test('the page for paper holds every letter', { skip: noChromium }, async () => {
  await page.getByRole('link', { name: 'Print', exact: true }).click();
  await areFitted(8);
  await page.emulateMedia({ media: 'print' });
  const shown = await measure();
  assert.deepEqual(
    shown,
    Array.from({ length: 8 }, () => ({ cut: 0, width: onPaper })),
  );
  assert.equal(await page.getByText('printed by “Print”').filter({ visible: true }).count(), 0);
  await page.emulateMedia({ media: 'screen' });
  assert.deepEqual(await findNewBarriers(page), []);
  assert.deepEqual(desk.complaints, []);
});
