import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { demoAdmin, walkThroughDemo } from '../../src/demo/demo-walk.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';

// Follows every link that a person sees, as an admin and as an agent: the browser complains of nothing, nothing comes from
// elsewhere, and nothing fails.

const agent = { email: 'agent@brightwater.example', password: 'paddle-with-others' };
/** Of pages that differ in a number alone. */
const ofOneKind = 1;

let sandbox: Sandbox;
let running: TestApp;
let browser: Browser;

before(async () => {
  if (noChromium !== false) return;
  sandbox = await startSandbox({ sampleMessages: 30 });
  running = await startTestApp({ POSTROOM_CLOUD: sandbox.cloudFile });
  const report = await walkThroughDemo(running.app, sandbox, 0);
  assert.equal(report.error, undefined);
  const line = running.app.desk.as({ kind: 'command_line' });
  await line.call('addUser', { ...agent, name: 'An Agent', role: 'agent' });
  browser = await launchChromium();
});
after(async () => {
  await closeChromium(browser);
  await running?.stop();
  await sandbox?.stop();
});

interface Crawl {
  readonly visited: string[];
  readonly faults: string[];
}

async function crawl(who: { email: string; password: string }): Promise<Crawl> {
  const { page, complaints } = await openPage(browser);
  const faults: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${running.url}/`) && !/^(?:data|blob|about):/.test(url))
      faults.push(`asks for ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} at ${response.url()}`);
  });
  await page.goto(`${running.url}/login`);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/tickets');
  const kinds = new Map<string, number>();
  const visited: string[] = [];
  for (const queue = ['/tickets', '/account']; ; ) {
    const path = queue.shift();
    if (path === undefined) break;
    const kind = path.replace(/\d+/g, 'N').replace(/=[^&]*/g, '=');
    const seen = kinds.get(kind) ?? 0;
    if (visited.includes(path) || seen >= ofOneKind) continue;
    kinds.set(kind, seen + 1);
    visited.push(path);
    await page.goto(running.url + path);
    queue.push(...(await page.evaluate<string[]>(listLinks)));
    faults.push(...complaints.splice(0).map((line) => `${path}: ${line}`));
  }
  await page.context().close();
  return { visited, faults };
}

/** Runs in the page: links that open a page of ours; files and ways to Microsoft are none. */
const listLinks = `[...document.querySelectorAll('a[href^="/"]')]
  .filter((link) => !link.hasAttribute('download') && link.target !== '_blank')
  .map((link) => link.getAttribute('href').split('#')[0])
  .filter((path) => !/^\\/oauth|\\/(?:file|raw|export|trace)(?:\\?|$)|^\\/(?:attachments|api)\\//.test(path))`;

test('an admin sees no fault on any page', { skip: noChromium }, async () => {
  const { visited, faults } = await crawl(demoAdmin);
  assert.deepEqual(faults, []);
  assert.ok(visited.length > 40, `${visited.length} pages were found`);
  assert.ok(visited.includes('/settings/audit'), visited.join('\n'));
});

test('an agent sees no fault on any page, and no page of admins', { skip: noChromium }, async () => {
  const { visited, faults } = await crawl(agent);
  assert.deepEqual(faults, []);
  assert.ok(visited.length > 15, `${visited.length} pages were found`);
  assert.deepEqual(
    visited.filter((path) => path.startsWith('/settings/users')),
    [],
  );
});
