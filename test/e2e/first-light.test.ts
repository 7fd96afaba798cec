import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeChromium, expectComplaint, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import { waitFor } from '../support/wait-for.ts';

let sandbox: Sandbox;
let running: TestApp;
let browser: Browser;

before(async () => {
  if (noChromium !== false) return;
  sandbox = await startSandbox({ sampleMessages: 35 });
  running = await startTestApp({ POSTROOM_CLOUD: sandbox.cloudFile });
  browser = await launchChromium();
});

after(async () => {
  await closeChromium(browser);
  await running?.stop();
  await sandbox?.stop();
});

test('a newcomer goes from the set-up link to an answered ticket', { skip: noChromium }, async () => {
  const { page, complaints } = await openPage(browser);
  const check = async (what: string) => assert.deepEqual(await findNewBarriers(page), [], what);

  await page.goto(running.app.setupUrl ?? '');
  await check('set-up');
  await page.getByLabel('Your name').fill('Nora Newcomer');
  await page.getByLabel('E-mail').fill('nora@postroom.example');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create admin' }).click();
  await page.locator('#field-password:focus').waitFor();
  await expectComplaint(complaints, /^.*status of 422.*$/);
  await page.getByLabel('Password').fill('a long enough one');
  await page.getByRole('button', { name: 'Create admin' }).click();
  await page.waitForURL('**/channels');
  await check('no channels yet');

  await page.goto(`${running.url}/settings/microsoft`);
  assert.equal(await page.getByLabel('Callback URL').inputValue(), `${running.url}/oauth/microsoft/callback`);
  await page.getByLabel('Client ID').fill(sandbox.app.clientId);
  await page.getByLabel('Client Secret').fill(sandbox.app.secretId);
  await page.getByLabel('Tenant UUID/Name').fill(sandbox.app.tenant);
  await page.getByLabel('Cloud').selectOption({ label: 'Sandbox' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.field-error', { hasText: 'Secret ID' }).waitFor();
  await expectComplaint(complaints, /^.*status of 422.*$/);
  await page.getByLabel('Client Secret').fill(sandbox.app.clientSecret);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Check' }).click();
  await page.waitForURL('**/checks');
  await check('app');

  await page.goto(`${running.url}/channels`);
  await page.getByRole('link', { name: 'Add Account' }).first().click();
  await page.getByRole('link', { name: 'Sign in at Microsoft' }).click();
  await signInAtMicrosoft(page, 'support@brightwater.example');
  await page.waitForURL('**/channels/*/setup');
  await page.getByText('INBOX').first().waitFor();
  await check('channel settings');
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForURL('**/rehearsal?*');
  await page.getByText('32 messages').first().waitFor();
  await check('rehearsal');
  assert.equal(
    sandbox.mailboxes.get('support@brightwater.example')?.findFolder('INBOX')?.messages.length,
    32,
  );
  await page.getByRole('button', { name: /^Start/ }).click();
  await page.waitForURL(/\/channels\/\d+$/);
  await page.getByText('Imported 32 messages').waitFor();
  await check('channel');
  await waitFor(
    () => sandbox.mailboxes.get('support@brightwater.example')?.findFolder('INBOX')?.messages.length === 0,
  );

  await page.goto(`${running.url}/settings/sending`);
  await page.getByLabel('Seconds in which a message can be taken back').fill('0');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();

  await page.goto(`${running.url}/tickets`);
  await check('ticket list');
  await page.getByRole('link', { name: 'Deposit not returned' }).click();
  await page.waitForURL(/\/tickets\/\d+$/);
  await check('ticket');
  await page.locator('#reply .editor').fill('We sent it back today.\nSorry for the wait.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await seeText(page, 'We sent it back today.');
  await waitFor(() => sandbox.sent.length > 0);
  const [sent] = sandbox.sent;
  assert.match(String(sent?.raw), /We sent it back today\.\r\nSorry for the wait\./);
  assert.match(String(sent?.raw), /^Subject: Re: .*\[Ticket#\d+\]/m);
  await page.locator('.delivery', { hasText: 'Sent' }).waitFor();
  assert.deepEqual(complaints, []);
});

test('new mail appears in the list without a reload, and the answer to ours in its ticket', {
  skip: noChromium,
}, async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`${running.url}/login`);
  await page.getByLabel('E-mail').fill('nora@postroom.example');
  await page.getByLabel('Password').fill('a long enough one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/tickets');
  await page.evaluate(() => Object.assign(globalThis, { wasNeverReloaded: true }));
  deliver('Kai Moor <kai@moor.example>', 'A paddle that came while you watched', ['Hello, it is here.']);
  await page.getByRole('link', { name: 'A paddle that came while you watched' }).waitFor();
  assert.equal(await page.evaluate(() => 'wasNeverReloaded' in globalThis), true);

  const first = String(sandbox.sent[0]?.raw);
  const [, messageId = ''] = /^Message-ID:\s*<([^>]+)>/im.exec(first) ?? [];
  const to = sandbox.sent[0]?.envelope.to[0] ?? '';
  const [, subject = ''] = /^Subject: (.+)$/im.exec(first) ?? [];
  const number = /\[Ticket#(\d+)\]/.exec(subject)?.[1];
  await page.goto(`${running.url}/tickets/${number}`);
  deliver(to, 'without any tag', ['It has arrived, thank you!'], [`In-Reply-To: <${messageId}>`]);
  await seeText(page, 'It has arrived, thank you!');
  // Why it stands in this ticket is in the menu of the message.
  await page.locator('.more-menu:not(.send-later) summary').last().click();
  await seeText(page, /follow-up.*In-Reply-To/);
  assert.deepEqual(complaints, []);
});

/** Waits until the text can be seen: folded messages carry it hidden too. */
async function seeText(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor();
}

async function signInAtMicrosoft(page: Page, upn: string): Promise<void> {
  await page.locator(`button[value="${upn}"]`).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Accept' }).click();
}

function deliver(from: string, subject: string, lines: string[], headers: string[] = []): void {
  const head = [
    `From: ${from}`,
    'To: support@brightwater.example',
    `Subject: ${subject}`,
    `Message-ID: <${Math.random().toString(36).slice(2)}@moor.example>`,
    `Date: ${new Date().toUTCString()}`,
    ...headers,
  ];
  sandbox.mailboxes.deliver(
    'support@brightwater.example',
    Buffer.from([...head, '', ...lines, ''].join('\r\n')),
  );
}
