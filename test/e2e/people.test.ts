import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { findBarriers, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import { createAppCode } from '../support/totp.ts';

// Signing in and proving who one is, as people do it. POSTROOM_SCREENSHOTS=FOLDER keeps pictures.

const folder = process.env.POSTROOM_SCREENSHOTS;
const password = 'correct horse battery';
let running: TestApp;
let browser: Browser;
let page: Page;
let complaints: string[];

before(async () => {
  running = await startTestApp();
  await running.signIn('admin');
  if (noChromium !== false) return;
  browser = await launchChromium();
  ({ page, complaints } = await openPage(browser));
  await addAuthenticator(page);
});
after(async () => {
  await browser?.close();
  await running.stop();
});
afterEach(() => {
  // The browser says of a page that asks for proof that it was a refusal.
  const said = (complaints?.splice(0) ?? []).filter((line) => !line.includes('status of 403'));
  assert.deepEqual(said, []);
});

/** A telephone with a passkey store, whose person always lays the finger on it. */
async function addAuthenticator(of: Page): Promise<void> {
  const session = await of.context().newCDPSession(of);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}

/** No barrier, light and dark, and nothing wider than a telephone. */
async function look(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await findBarriers(page), [], `${name}, ${colorScheme}`);
    await keep(`${name}-${colorScheme}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  await keep(`${name}-phone`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
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

async function enterPassword(email = 'admin@postroom.example'): Promise<void> {
  await page.goto(`${running.url}/login`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('an authenticator app is set up, asked for at the sign-in, and confirms who it is', {
  skip: noChromium,
}, async () => {
  await enterPassword();
  await page.goto(`${running.url}/account/second-factor`);
  await look('second-factor');
  const key = ((await page.locator('.totp-key').textContent()) ?? '').replaceAll(' ', '');
  await page.getByLabel('Code that the app shows').fill(createAppCode(key, -1));
  await page.getByLabel('Your password').fill(password);
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
