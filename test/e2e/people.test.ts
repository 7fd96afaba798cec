import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import type { Browser, Page } from 'playwright-core';
import { deskGroups } from '../../src/sandbox/directory.ts';
import type { TestApp } from '../support/app.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import { judgePage } from '../support/judge-page.ts';
import { type ConnectedApp, saveApp, startBesideSandbox } from '../support/microsoft.ts';
import { type PasswordSmtp, startPasswordSmtp } from '../support/password-smtp.ts';
import { awaitAppTime, createAppCode } from '../support/totp.ts';
import { waitFor } from '../support/wait-for.ts';

// Signing in and proving who one is, as people do it. POSTROOM_SCREENSHOTS=FOLDER keeps pictures.

const folder = process.env.POSTROOM_SCREENSHOTS;
const password = 'correct horse battery';
const agents = 'agents.example';
let connected: ConnectedApp;
let running: TestApp;
let smtp: PasswordSmtp;
let browser: Browser;
let page: Page;
let complaints: string[];

before(async () => {
  connected = await startBesideSandbox(1);
  running = connected.postroom;
  smtp = await startPasswordSmtp('pass');
  await saveApp(connected);
  const way = { route: 'smtp', minutes: '20', to: 'ops@agents.example', channelId: '', url: '' };
  const server = { smtpHost: '127.0.0.1', smtpPort: String(smtp.port), smtpSecurity: 'none' };
  const account = { smtpUserName: 'postroom', smtpPassword: 'pass', smtpFrom: 'postroom@agents.example' };
  const answer = await connected.admin.post('/settings/alerts', {
    ...way,
    ...server,
    ...account,
    allowsPrivateServer: 'on',
  });
  assert.equal(answer.status, 303, await answer.text());
  if (noChromium !== false) return;
  browser = await launchChromium();
  ({ page, complaints } = await openPage(browser));
  await addAuthenticator(page);
});
after(async () => {
  await closeChromium(browser);
  await connected.stop();
  await smtp.stop();
});
afterEach(() => {
  // The browser says of a page that asks for proof, or once more after its session has ended, that it was a refusal.
  const said = (complaints?.splice(0) ?? []).filter((line) => !/status of 40[13]/.test(line));
  assert.deepEqual(said, []);
});

/** A telephone with a passkey store, whose person always lays the finger on it. */
async function addAuthenticator(of: Page): Promise<void> {
  const session = await of.context().newCDPSession(of);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const judged = new Set<string>();

/** No barrier, light and dark, and nothing wider than a telephone. */
async function look(name: string): Promise<void> {
  const shown = (scheme: string) => keep(`${name}-${scheme}`);
  assert.deepEqual(await judgePage(page, judged, folder === undefined ? undefined : shown), [], name);
  await page.setViewportSize({ width: 390, height: 844 });
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  await keep(`${name}-phone`);
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.ok(width <= 390, `${name} is ${width} wide on a telephone`);
}

async function keep(name: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `people-${name}.png`), fullPage: true });
}

async function signOut(): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${running.url}/login`);
}

async function enterPassword(email = 'admin@postroom.example', typed = password): Promise<void> {
  await page.goto(`${running.url}/login`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(typed);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('an authenticator app is set up, asked for at the sign-in, and confirms who it is', {
  skip: noChromium,
}, async () => {
  await enterPassword();
  await page.goto(`${running.url}/account/second-factor`);
  await look('second-factor');
  const key = ((await page.locator('.totp-key').textContent()) ?? '').replaceAll(' ', '');
  await page.getByLabel('Your password').fill(password);
  // Each code works once: so this is of the step before.
  await awaitAppTime();
  await page.getByLabel('Code that the app shows').fill(createAppCode(key, -1));
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
  await look('recovery-codes');
  await signOut();
  await look('login');
  await enterPassword();
  await page.getByLabel('Code').waitFor();
  await look('factor-step');
  await page.getByLabel('Code').fill(createAppCode(key));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/tickets');
  await makeStale();
  await fillToken('A program');
  await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
  await look('proof');
  await page.getByLabel('Password, or a code of your app').fill(createAppCode(key, 1));
  await page.getByRole('button', { name: 'Confirm and go on' }).click();
  await page.getByText('A program').first().waitFor();
});

test('a passkey is added, lets in alone, and confirms who it is', { skip: noChromium }, async () => {
  await page.goto(`${running.url}/account/second-factor`);
  await page.getByLabel('Name').fill('My telephone');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('My telephone').waitFor();
  await look('passkeys');
  await signOut();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/tickets');
  await makeStale();
  await fillToken('Another program');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByText('Another program').first().waitFor();
  await page.goto(`${running.url}/settings/audit?subject=people`);
  await page.getByText('signed in: passkey').first().waitFor();
  await look('audit');
});

/** @returns the link of the newest letter to that address */
async function findLink(to: string): Promise<string> {
  const find = () => {
    const letters = smtp.received.map((raw) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '='));
    const letter = letters.findLast((each) => each.includes(`To: ${to}`));
    return /http:\S+new-password\?token=[\w-]{43}/.exec(letter ?? '')?.[0];
  };
  await waitFor(() => find() !== undefined);
  const link = find() ?? '';
  smtp.received.length = 0;
  return link;
}

async function choosePassword(link: string, chosen: string, name: string): Promise<void> {
  await page.goto(link);
  await look(name);
  await page.getByLabel('New password').fill(chosen);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByRole('heading', { name: 'The password is set' }).waitFor();
}

test('somebody is invited by mail, and replaces a forgotten password', { skip: noChromium }, async () => {
  const email = `nora@${agents}`;
  await page.goto(`${running.url}/settings/users/new`);
  await page.getByLabel('Name').fill('Nora New');
  await page.getByLabel('E-mail address').fill(email);
  await look('new-user');
  await page.getByRole('button', { name: 'Add user' }).click();
  await page.getByText('an invitation is sent').waitFor();
  const invitation = await findLink(email);
  await page.getByRole('link', { name: 'Nora New' }).click();
  await page.getByRole('heading', { name: 'Invitation' }).waitFor();
  await look('invited-user');
  await choosePassword(invitation, 'the first of mine', 'choose-password');
  await signOut();
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await look('forgotten');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  await look('asked');
  await choosePassword(await findLink(email), 'the second of mine', 'choose-again');
  await enterPassword(email, 'the second of mine');
  await page.waitForURL('**/tickets');
});

test('people sign in with Microsoft, and it is made the only way', { skip: noChromium }, async () => {
  await signOut();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/tickets');
  await page.goto(`${running.url}/settings/sign-in`);
  await page.getByLabel('Yes, beside passwords').check();
  await page.getByLabel('Directory (tenant) ID').fill(connected.sandbox.directory.tenantId);
  await page.getByLabel('Group whose members are admins').fill(deskGroups.admins);
  await page.getByLabel('The admin who keeps').selectOption({ index: 1 });
  await look('sign-in-settings');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It counts from the next sign-in on').waitFor();
  await signOut();
  await look('login-microsoft');
  await page.getByRole('link', { name: 'Sign in with Microsoft' }).click();
  await passMicrosoft('admin@brightwater.example');
  await page.waitForURL('**/tickets');
  await page.goto(`${running.url}/settings/sign-in`);
  await page.getByLabel('Yes, and in no other way').check();
  await page.getByRole('button', { name: 'Save' }).click();
  // Whoever has only chosen an account has not shown who he is.
  await page.getByRole('link', { name: 'Confirm with Microsoft' }).click();
  await passMicrosoft('admin@brightwater.example');
  await page.getByText('Send the form again now').waitFor();
  await page.goto(`${running.url}/settings/sign-in`);
  await page.getByLabel('Yes, and in no other way').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It counts from the next sign-in on').waitFor();
  await signOut();
  await look('login-only-microsoft');
});

/** At the simulated Microsoft. */
async function passMicrosoft(upn: string): Promise<void> {
  const person = connected.sandbox.directory.people.find((each) => each.upn === upn);
  await page.getByRole('button', { name: upn }).click();
  await page.locator('input[type=password]').fill(person?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const accept = page.getByRole('button', { name: 'Accept' });
  await accept
    .or(page.getByRole('link', { name: 'Postroom' }))
    .first()
    .waitFor();
  if (await accept.isVisible()) await accept.click();
}

async function fillToken(name: string): Promise<void> {
  await page.goto(`${running.url}/account/tokens`);
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Make the token' }).click();
}

/** As after a quarter of an hour. */
async function makeStale(): Promise<void> {
  const client = createClient({ url: `file:${running.dataPath}`, concurrency: 1, timeout: 5000 });
  await client.execute('UPDATE sessions SET proved_at = proved_at - 900000');
  client.close();
}
