import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import { judgePage } from '../support/judge-page.ts';
import { addAccount, type ConnectedApp, saveApp, startBesideSandbox } from '../support/microsoft.ts';

const support = 'support@brightwater.example';
let connected: ConnectedApp;
let browser: Browser;
let path: string;

before(async () => {
  if (noChromium !== false) return;
  connected = await startBesideSandbox(24);
  await saveApp(connected);
  path = `/channels/${await addAccount(connected, support)}`;
  browser = await launchChromium();
});
after(async () => {
  await closeChromium(browser);
  await connected?.stop();
});

async function open(): Promise<{ page: Page; complaints: string[] }> {
  const { admin, postroom } = connected;
  const viewport = { width: 1280, height: 800 };
  const opened = await openPage(browser, { baseURL: postroom.url, colorScheme: 'light', viewport });
  const value = /\bsid=([^;]*)/.exec(admin.cookie)?.[1] ?? '';
  await opened.page.context().addCookies([{ name: 'sid', value, url: postroom.url }]);
  return opened;
}

test('an address is added and given to the group, the channel disabled, traced and deleted, all from its page', {
  skip: noChromium,
}, async () => {
  const { page, complaints } = await open();
  await page.goto(`${path}/setup`);
  await page.getByLabel('Yes: mark it read').check();
  await page.getByLabel(`Change to ${support}`).check();
  await page.getByRole('button', { name: 'Save and see what will happen' }).click();
  await page.getByText('senders get an automatic answer').waitFor();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText(/^Imported \d+ messages?\.$/).waitFor();
  await page.getByRole('img', { name: /Messages per hour in the last 48 hours: \d+ in all/ }).waitFor();

  await page.getByRole('link', { name: 'Add an address' }).click();
  await page.getByLabel('Address').fill('sales@brightwater.example');
  await page.getByLabel('Assign to a group').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('link', { name: 'sales@brightwater.example' }).click();
  await page.getByText('is left without a sending address').waitFor();
  await page.getByRole('button', { name: 'Remove sales@brightwater.example' }).click();
  await page.getByText('has no sending address').waitFor();

  await page.getByRole('button', { name: 'Switch on for an hour' }).click();
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.goto(path);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the trace' }).click();
  assert.match((await download).suggestedFilename(), /trace\.txt$/);

  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('Nothing is fetched or sent until it is enabled.').waitFor();
  assert.deepEqual(complaints, []);
});

test('the pages have no barriers, light, dark and on a phone, and nothing is wider than the screen', {
  skip: noChromium,
}, async () => {
  const pages = ['', '/setup', '/addresses/new', '/addresses/1', '/deletion'].map((rest) => path + rest);
  const { page, complaints } = await open();
  const judged = new Set<string>();
  for (const url of [...pages, '/channels', '/settings/microsoft']) {
    await page.goto(url);
    assert.deepEqual(await judgePage(page, judged), [], url);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      assert.ok(overflow <= 0, `${url} is ${overflow} px wider than ${width}`);
    }
  }
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('a channel is deleted only when its address is typed', { skip: noChromium }, async () => {
  const { page } = await open();
  await page.goto(path);
  await page.getByRole('link', { name: 'Delete the channel' }).click();
  const field = page.getByLabel(`Type ${support} to delete the channel`);
  await field.fill('something else');
  await page.getByRole('button', { name: 'Delete the channel' }).click();
  await page.getByText('Nothing was deleted.').waitFor();
  await field.fill(support);
  await page.getByRole('button', { name: 'Delete the channel' }).click();
  await page.getByText('The channel is deleted; its tickets are kept.').waitFor();
  await page.close();
});
