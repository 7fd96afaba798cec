import assert from 'node:assert/strict';
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { demoAdmin, walkThroughDemo } from '../../src/demo/demo-walk.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import {
  createCannedAnswer,
  createFilter,
  createMailAccount,
  createWebhook,
  quarantineOne,
} from '../support/filled-desk.ts';
import { judgePage } from '../support/judge-page.ts';
import { isLongRun } from '../support/recount.ts';

// Every page in light, dark and on a phone, there in German, too: no barrier that axe finds, nothing wider than the screen, no
// complaint of the browser, nothing asked of another server. POSTROOM_SCREENSHOTS=FOLDER keeps a picture of each.

const folder = process.env.POSTROOM_SCREENSHOTS;
const wide = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

let sandbox: Sandbox;
let running: TestApp;
let browser: Browser;
let page: Page;
let complaints: string[];
let ticket = 0;
/** Looks whose colours were judged on an earlier page, in the light and in the dark. */
const judged = new Set<string>();

/** What to open for each route that answers a page; a function where the address is known only by then. */
const pages: Readonly<Record<string, string | (() => string) | (() => Promise<string>)>> = {
  '/account': '/account',
  '/account/second-factor': '/account/second-factor',
  '/account/tokens': '/account/tokens',
  '/notifications': '/notifications',
  '/tickets': '/tickets',
  '/tickets/:number': () => `/tickets/${ticket}`,
  '/tickets/:number/print': () => `/tickets/${ticket}/print`,
  '/tickets/new': '/tickets/new',
  '/tickets/:number/join': () => `/tickets/${ticket}/join?q=paddle`,
  '/saved-views': keepSearch,
  '/trace': '/trace?q=zzyzx@nowhere.example',
  '/junk': '/junk',
  '/outbox': '/outbox?view=sent',
  '/reports': '/reports?by=group',
  '/quarantine': () => quarantineOne(running, sandbox),
  '/quarantine/:id{[0-9]+}': '/quarantine/1',
  '/quarantine/:id{[0-9]+}/discard': '/quarantine/1/discard',
  '/customers': '/customers',
  '/customers/:id': '/customers/1',
  '/customers/:id/merges': '/customers/1/merges',
  '/customers/:id/erasure': '/customers/1/erasure',
  '/settings/microsoft': '/settings/microsoft',
  '/settings/alerts': '/settings/alerts',
  '/settings/language': '/settings/language',
  '/settings/mail': '/settings/mail',
  '/settings/sending': '/settings/sending',
  '/settings/canned-answers': '/settings/canned-answers',
  '/settings/canned-answers/new': '/settings/canned-answers/new',
  '/settings/canned-answers/:id{[0-9]+}': () => createCannedAnswer(running),
  '/settings/groups': '/settings/groups',
  '/settings/groups/new': '/settings/groups/new',
  '/settings/groups/:id': '/settings/groups/1',
  '/settings/audit': '/settings/audit',
  '/settings/mcp': '/settings/mcp',
  '/settings/webhooks': () => createWebhook(running),
  '/settings/webhooks/new': '/settings/webhooks/new',
  '/settings/webhooks/:id{[0-9]+}': '/settings/webhooks/1',
  '/settings/sign-in': '/settings/sign-in',
  '/settings/backups': '/settings/backups',
  '/settings/zammad': '/settings/zammad',
  '/settings/users': '/settings/users',
  '/settings/users/new': '/settings/users/new',
  '/settings/users/:id{[0-9]+}': '/settings/users/1',
  '/settings/filters': '/settings/filters',
  '/settings/filters/new': '/settings/filters/new',
  '/settings/filters/:id{[0-9]+}': () => createFilter(running),
  '/channels': '/channels',
  '/channels/new': '/channels/new',
  '/channels/new/app': '/channels/new/app',
  '/channels/new/email': '/channels/new/email',
  '/channels/:id': '/channels/1',
  '/channels/:id/account': () => createMailAccount(running),
  '/channels/:id/setup': '/channels/1/setup',
  '/channels/:id/addresses/new': '/channels/1/addresses/new',
  '/channels/:id/addresses/:address{[0-9]+}': '/channels/1/addresses/1',
  '/channels/:id/deletion': '/channels/1/deletion',
  '/channels/:id/rehearsal': addAccount,
  '/channels/:id/checks/:check': createCheck,
  '/channels/:id/reconciliations/:run': compare,
};

/** Pages that a route shows beside its own. */
const furtherPages: Readonly<Record<string, string>> = {
  search: '/tickets?q=paddle',
  'trace of an answered ticket': '/trace?q=paddle',
  'search for nothing': '/tickets?q=zzyzx',
  'tickets all': '/tickets?view=all',
  'nothing to do in the outbox': '/outbox',
  'report by days': '/reports',
  'report of days without anything': '/reports?by=week&from=2020-01-01&until=2020-01-31',
  'API reference': '/api/v1/docs',
  'not found': '/tickets/9',
};

/** Routes that answer something else than a page, and what. */
const others: Readonly<Record<string, string>> = {
  '/healthz': 'JSON',
  '/manifest.webmanifest': 'JSON',
  '/readyz': 'JSON',
  '/metrics': 'text',
  '/assets/:hash/:name': 'a file',
  '/setup': 'gone by now; e2e/first-light looks at it',
  '/login': 'for nobody signed in; looked at below',
  '/login/microsoft': 'a redirect',
  '/account/proof/microsoft': 'a redirect',
  '/forgotten-password': 'for nobody signed in; e2e/people looks at it',
  '/new-password': 'for nobody signed in; e2e/people looks at it',
  '/oauth/microsoft/callback': 'a return from Microsoft; web/oauth tries each',
  '/oauth/microsoft/start': 'a redirect',
  '/': 'a redirect',
  '/events': 'a stream',
  '/notifications/bell': 'a part of a page',
  '/customers/:id/export': 'a file',
  '/settings/audit/file': 'a file',
  '/reports/file': 'a file',
  '/tickets/:number/conversation': 'a part of a page',
  '/tickets/:number/side': 'a part of a page',
  '/tickets/:number/presence': 'a part of a page',
  '/tickets/:number/news': 'a part of a page',
  '/palette': 'a part of a page',
  '/saved-views/tabs': 'a part of a page',
  '/customers/suggestions': 'a part of a page',
  '/canned-answers/:id/text': 'text',
  '/outbox/link': 'a part of a page',
  '/junk/list': 'a part of a page',
  '/quarantine/list': 'a part of a page',
  '/quarantine/link': 'a part of a page',
  '/quarantine/:id{[0-9]+}/raw': 'a file',
  '/draft-attachments/:id': 'a file',
  '/signature-pictures/:id': 'a file',
  '/articles/:id/body': 'a frame',
  '/articles/:id/pictures/:attachment/:signature': 'a picture of a message',
  '/articles/:id/raw': 'a file',
  '/attachments/:id': 'a file',
  '/attachments/:id/preview': 'for a picture or a PDF; e2e/write-and-look looks at it',
  '/attachments/:id/pdf': 'a file',
  '/notifications/newest': 'JSON',
  '/channels/list': 'a part of a page',
  '/channels/link': 'a part of a page',
  '/channel-troubles': 'a part of a page',
  '/channels/:id/panel': 'a part of a page',
  '/channels/:id/access': 'for a channel of the app itself; e2e/app-only looks at it',
  '/channels/:id/access/panel': 'a part of a page',
  '/channels/:id/trace': 'a file',
  '/channels/:id/folders': 'a part of a page',
  '/trace/mailboxes': 'a part of a page',
  '/channels/:id/checks/:check/lines': 'a part of a page',
  '/channels/:id/reconciliations/:run/panel': 'a part of a page',
};

before(async () => {
  if (noChromium !== false) return;
  sandbox = await startSandbox({ sampleMessages: 60 });
  running = await startTestApp({ POSTROOM_CLOUD: sandbox.cloudFile });
  const report = await walkThroughDemo(running.app, sandbox, 0);
  assert.equal(report.error, undefined);
  browser = await launchChromium();
  ({ page, complaints } = await openPage(browser, { viewport: wide }));
  page.on('request', (request) => {
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    const isOurs = request.url().startsWith(`${running.url}/`) || /^(?:data|blob|about):/.test(request.url());
    if (!isPage && !isOurs && page.url().startsWith(running.url))
      complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(`${running.url}/login`);
  await lookAt('login');
  await page.getByLabel('E-mail').fill(demoAdmin.email);
  await page.getByLabel('Password').fill(demoAdmin.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/tickets');
  // The ticket that was answered stands in no open list.
  await page.goto(`${running.url}/tickets?view=all`);
  const link = await page.locator('a[href^="/tickets/1"]').first().getAttribute('href');
  ticket = Number(/\d+/.exec(link ?? '')?.[0]);
});

after(async () => {
  await closeChromium(browser);
  await running?.stop();
  await sandbox?.stop();
});

test('every GET route is a page that is looked at, or something else', () => {
  const source = globSync('src/web/**/routes.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const routes = [...source.matchAll(/app\.get\('([^']+)'/g)].map(([, path = '']) => path);
  assert.deepEqual([...new Set(routes)].sort(), [...Object.keys(pages), ...Object.keys(others)].sort());
});

for (const [name, address] of [...Object.entries(pages), ...Object.entries(furtherPages)]) {
  test(`${name}: light, dark and on a phone`, { skip: noChromium }, async () => {
    const path = typeof address === 'string' ? address : await address();
    await page.goto(running.url + path);
    await lookAt(name, path);
    // Chromium notes the answer 404 itself.
    assert.deepEqual(
      complaints.splice(0),
      name === 'not found' ? [complaintOf(path), complaintOf(path)] : [],
    );
  });
}

const complaintOf = (path: string) =>
  `Failed to load resource: the server responded with a status of 404 (Not Found) (${running.url}${path})`;

/** @param path where the page is had in German, too */
async function lookAt(name: string, path?: string): Promise<void> {
  const found = await judgePage(
    page,
    judged,
    folder === undefined ? undefined : (scheme) => picture(name, scheme),
  );
  await page.setViewportSize(phone);
  await picture(name, 'phone');
  found.push(...(await page.evaluate<string[]>(listTooWide)));
  if (path !== undefined) found.push(...(await lookAtGerman(name, path)));
  await page.setViewportSize(wide);
  assert.deepEqual(found, []);
}

/**
 * The same page as a browser gets it that asks for German, on a phone: nothing but words differs, and they are longer. They
 * are put into the page that is open; the long run opens it anew.
 */
async function lookAtGerman(name: string, path: string): Promise<string[]> {
  if (isLongRun || folder !== undefined) {
    await page.setExtraHTTPHeaders({ 'accept-language': 'de' });
    await page.goto(running.url + path);
    await page.setExtraHTTPHeaders({});
  } else await page.evaluate(takeGermanWords(running.url + path));
  await picture(name, 'german');
  const language = await page.evaluate<string>('document.documentElement.lang');
  return [
    ...(language === (name === 'API reference' ? 'en' : 'de') ? [] : [`in German it is in “${language}”`]),
    ...(await page.evaluate<string[]>(listNameless)),
    ...(await page.evaluate<string[]>(listTooWide)),
  ];
}

/** Runs in the page. */
const takeGermanWords = (url: string) => `(async () => {
  const answer = await fetch(${JSON.stringify(url)}, { headers: { 'accept-language': 'de' } });
  const german = new DOMParser().parseFromString(await answer.text(), 'text/html');
  document.documentElement.lang = german.documentElement.lang;
  document.body.replaceWith(german.body);
})()`;

/** Runs in the page: what can be pressed and says nothing. */
const listNameless = `[...document.querySelectorAll('button, a[href], summary')]
  .filter((element) => (element.ariaLabel ?? element.textContent).trim() === '')
  .map((element) => 'no name: ' + element.outerHTML.slice(0, 120))`;

/** Runs in the page: names what stands beyond the right edge where the page can be moved sideways. */
const listTooWide = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const beyond = [...document.querySelectorAll('body *')].filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 1,
  );
  return [scrollWidth + ' px wide', ...beyond.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
})()`;

async function picture(name: string, look: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const file = `${name.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}.${look}.png`;
  await page.screenshot({ path: join(folder, file), fullPage: true });
}

async function keepSearch(): Promise<string> {
  await page.goto(`${running.url}/tickets?q=paddle`);
  await page.getByLabel('Keep this search as').fill('Paddles');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The search is saved.').waitFor();
  return '/saved-views';
}

/** A second mailbox, just signed in: its import is not started. */
async function addAccount(): Promise<string> {
  await page.goto(`${running.url}/oauth/microsoft/start?kind=add_account`);
  await page.locator('button[value="lena.hart@brightwater.example"]').click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.waitForURL('**/channels/*/setup');
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForURL('**/rehearsal?*');
  return new URL(page.url()).pathname;
}

async function compare(): Promise<string> {
  await page.goto(`${running.url}/channels/1`);
  await page.locator('form[action$="/reconciliations"] button').click();
  await page.waitForURL('**/reconciliations/*');
  return new URL(page.url()).pathname;
}

async function createCheck(): Promise<string> {
  await page.goto(`${running.url}/channels/1`);
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.waitForURL('**/checks/*');
  return new URL(page.url()).pathname;
}
