import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { updateChannel } from '../../src/db/channels.ts';
import { noChromium } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';

// When something is tried next, as the browser writes it: in the words of the reader, and never in the past.

let desk: DeskInBrowser;

before(async () => {
  if (noChromium === false) desk = await openDeskInBrowser();
});
after(() => desk?.close());

async function readState(page: Page, seconds: number): Promise<string> {
  const { tickets, url } = desk;
  const at = Date.now() + seconds * 1000;
  await tickets.desk.write((tx) =>
    updateChannel(tx, tickets.channel.id, {
      state: 'failing',
      startedAt: new Date(),
      retryAt: new Date(at),
      failureCode: 'network_closed',
      failureText: 'ECONNRESET',
      failureCount: 1,
    }),
  );
  await page.goto(`${url}/channels/${tickets.channel.id}`);
  return (await page.locator('.channel-state > span').nth(1).textContent()) ?? '';
}

test('the stop of an abbreviation is also that of its sentence', { skip: noChromium }, async () => {
  const { page } = desk;
  await page.setExtraHTTPHeaders({ 'accept-language': 'de' });
  assert.match(await readState(page, 50), /^Nächster Versuch: in \d+ Sek\.\s+„Jetzt abrufen“/);
});

test('what should have been tried a moment ago is tried now', { skip: noChromium }, async () => {
  const { page } = desk;
  await page.setExtraHTTPHeaders({ 'accept-language': 'en' });
  assert.match(await readState(page, -5), /^Next try: now\./);
});
