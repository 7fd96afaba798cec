import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { articles, renderings, tickets } from '../../src/db/schema/schema-tickets.ts';
import { type Canary, startCanary } from '../support/canary.ts';
import { closeChromium, launchChromium, noChromium, openContext } from '../support/chromium.ts';
import { type ServedDesk, serveTicketDesk } from '../support/served-desk.ts';

// Every payload as a mail that came in, in its frame on the page of a ticket, in a browser for which the whole world
// outside is a canary. Scripts betray themselves by setting `owned` on the page.

/** So many payloads make one conversation: a page costs more than its frames do. */
const perTicket = 32;

const payloads = (JSON.parse(readFileSync('test/fixtures/hostile-html.json', 'utf8')) as string[]).map(
  (html) => html.replaceAll(/alert\((?:1|alt)\)|msgbox\(1\)/g, 'top.owned=1'),
);

let desk: ServedDesk;
let browser: Browser;
let page: Page;
let canary: Canary;
let url = '';
const requested: string[] = [];
const dialogs: string[] = [];
const numbers: number[] = [];

before(async () => {
  if (noChromium !== false) return;
  desk = await serveTicketDesk();
  url = desk.url;
  canary = await startCanary();
  // The whole one: it alone looks up and connects ahead.
  browser = await launchChromium({
    isWhole: true,
    args: [`--host-resolver-rules=MAP * 127.0.0.1:${canary.port}, EXCLUDE localhost`],
  });
  const context = await openContext(browser, { ignoreHTTPSErrors: true });
  const { token } = await desk.signIn('admin', 'Ada Admin');
  await context.addCookies([{ name: 'sid', value: token, url }]);
  context.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) requested.push(`${request.resourceType()} ${request.url()}`);
  });
  page = await context.newPage();
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await desk.deliver(...payloads.map(makeMail));
  const rows = await listArticles();
  assert.deepEqual(
    rows.map(({ messageId }) => messageId),
    payloads.map((_, index) => `payload-${index}@evil.test`),
  );
  numbers.push(...rows.map(({ number }) => number));
  assert.equal(new Set(numbers).size, Math.ceil(payloads.length / perTicket));
});
after(async () => {
  await closeChromium(browser);
  await desk?.close();
  await canary?.close();
});

/** @returns what came in, in its order, with the number of its ticket */
function listArticles() {
  return desk.desk.read
    .select({ id: articles.id, messageId: articles.messageId, number: tickets.number })
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .orderBy(articles.id);
}

function makeMail(html: string, index: number): string {
  const first = index - (index % perTicket);
  return [
    `From: Mallory <mallory${first}@evil.test>`,
    'To: support@postroom.example',
    `Subject: Payloads from ${first}`,
    `Message-ID: <payload-${index}@evil.test>`,
    ...(index === first ? [] : [`In-Reply-To: <payload-${first}@evil.test>`]),
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Words',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`<p>Words</p>${html}`).toString('base64'),
    '--b--',
    '',
  ].join('\r\n');
}

/** @returns the hosts that were connected to since the last time, without those that Chromium tells its own news. */
function takeHosts(): string[] {
  return [...new Set(canary.hosts.splice(0))].filter((host) => !/\.google(?:apis)?\.com$/.test(host));
}

/** Run in the page: waits for each frame, shows events of every kind to everything in it. A link that a person follows leads outside in a tab of its own, as it may. */
const stir = `(async () => {
  for (const folded of document.querySelectorAll('details:has(iframe.mail-frame)')) folded.open = true;
  const frames = [...document.querySelectorAll('iframe.mail-frame')];
  for (const frame of frames) frame.loading = 'eager';
  const isReady = (frame) => frame.contentDocument.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank';
  const events = 'click mouseover pointerenter focus toggle load error animationstart submit begin'.split(' ');
  for (const frame of frames) {
    if (!isReady(frame)) await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    for (const element of frame.contentDocument.querySelectorAll('body, body *')) {
      const isLink = element.matches('a[href^="http"], a[href^="mailto"], a[href^="//"]');
      for (const name of events) {
        if (!(isLink && name === 'click')) element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
      }
    }
  }
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return { frames: frames.length, owned: globalThis.owned !== undefined };
})()`;

/** @returns the pages that are not as they should be, with the payloads of each */
async function visitAll(chosen = numbers): Promise<string[]> {
  const wrong: string[] = [];
  for (const number of new Set(chosen)) {
    await page.goto(`${url}/tickets/${number}`, { waitUntil: 'load' });
    const shown = payloads.filter((_, index) => numbers[index] === number);
    // What is not made ready in time comes with the page's own stream.
    await page
      .locator('iframe.mail-frame')
      .nth(shown.length - 1)
      .waitFor({ state: 'attached' })
      .catch(() => undefined);
    const { frames, owned } = await page.evaluate<{ frames: number; owned: boolean }>(stir);
    if (owned) wrong.push(`owned by one of: ${shown.join('\n')}`);
    if (frames !== shown.length) wrong.push(`${frames} frames for ${shown.length}: ${shown.join('\n')}`);
  }
  return wrong;
}

test('the detectors detect: a script sets the flag, a picture reaches the canary', {
  skip: noChromium,
}, async () => {
  const probe = await page.context().newPage();
  await probe.setContent(`<img src=x:x onerror="${'top.owned=1'}"><img src="https://evil.test/probe.png">`);
  await probe.waitForFunction('globalThis.owned === 1');
  assert.ok(requested.splice(0).includes('image https://evil.test/probe.png'));
  assert.deepEqual(canary.requests.splice(0), [{ url: '/probe.png', purpose: 'image' }]);
  assert.deepEqual(takeHosts(), ['evil.test']);
  await probe.close();
});

test('no payload runs a script or asks the network for anything', { skip: noChromium }, async () => {
  assert.ok(payloads.length >= 60, `${payloads.length} payloads`);
  assert.equal(numbers.length, payloads.length);
  assert.deepEqual(await visitAll(), []);
  assert.deepEqual(requested, []);
  assert.deepEqual(takeHosts(), []);
  assert.deepEqual(dialogs, []);
  assert.equal(page.context().pages().length, 1);
});

test('with pictures allowed, pictures are all that is asked for', { skip: noChromium }, async () => {
  const rows = await desk.desk.read
    .select({ id: articles.id, number: tickets.number })
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .innerJoin(renderings, eq(renderings.articleId, articles.id))
    .where(eq(renderings.hasRemoteImages, true));
  assert.ok(rows.length > 0, 'some payloads hold pictures');
  await desk.desk.write(async (tx) => {
    for (const { id } of rows)
      await tx.update(articles).set({ showsImages: true }).where(eq(articles.id, id));
  });
  assert.deepEqual(await visitAll(rows.map(({ number }) => number)), []);
  assert.ok(canary.requests.length > 0, 'none was fetched');
  assert.deepEqual(
    canary.requests.splice(0).filter(({ purpose }) => purpose !== 'image'),
    [],
  );
  assert.deepEqual(
    requested.splice(0).filter((each) => !each.startsWith('image https://')),
    [],
  );
  assert.deepEqual(dialogs, []);
});

test('were nothing sanitized, the frame alone would still run no script and ask for nothing', {
  skip: noChromium,
}, async () => {
  await desk.desk.write(async (tx) => {
    for (const [index, html] of payloads.entries()) {
      const [article] = await tx
        .update(articles)
        .set({ showsImages: false })
        .where(eq(articles.messageId, `payload-${index}@evil.test`))
        .returning({ id: articles.id });
      await tx
        .update(renderings)
        .set({ html })
        .where(eq(renderings.articleId, article?.id ?? 0));
    }
  });
  assert.deepEqual(await visitAll(), []);
  // A browser may connect ahead of a request that it then refuses; only sanitizing keeps it from that.
  assert.deepEqual(canary.requests, []);
  assert.deepEqual(dialogs, []);
});
