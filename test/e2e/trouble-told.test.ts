import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { defaultSendingSettings, toSendingSettingsInput } from '../../src/domain/sending-settings.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import {
  addAccount,
  type ConnectedApp,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../support/microsoft.ts';
import { waitFor } from '../support/wait-for.ts';

// An admin and an agent sit on the ticket list, each in a browser, and touch nothing. What goes wrong at Microsoft they come
// to know: what it is, and who mends it. The seconds are printed; a busy machine makes them longer.

const support = 'support@brightwater.example';
const customer = 'greta@lindholm.example';
let connected: ConnectedApp;
let browser: Browser;
let admins: Page;
let agents: Page;
let channelPath = '';

before(async () => {
  if (noChromium !== false) return;
  connected = await startBesideSandbox(8);
  const { postroom, admin, sandbox } = connected;
  sandbox.mailboxes.deliver(support, Buffer.from(mail('An order')));
  await saveApp(connected);
  const id = await addAccount(connected, support);
  channelPath = await startChannel(connected, id, { afterImport: 'delete' });
  const agent = await postroom.signIn('agent');
  await admin.post('/settings/users/2', { name: 'The agent', role: 'agent', 'access-1': 'answer' });
  const undone = { ...toSendingSettingsInput(defaultSendingSettings), undoSeconds: '0' };
  await postroom.app.desk.as({ kind: 'command_line' }).call('saveSendingSettings', undone);
  browser = await launchChromium();
  [admins, agents] = [await openList(admin.cookie), await openList(agent.cookie)];
});
after(async () => {
  await closeChromium(browser);
  await connected?.stop();
});

async function openList(cookies: string): Promise<Page> {
  const { page } = await openPage(browser);
  const { url } = connected.postroom;
  const pairs = [...cookies.matchAll(/([^=;\s]+)=([^;]*)/g)];
  await page.context().addCookies(pairs.map(([, name = '', value = '']) => ({ name, value, url })));
  await page.goto(`${url}/tickets`);
  await page.getByRole('link', { name: 'An order' }).waitFor();
  await page.evaluate('globalThis.wasNeverReloaded = true');
  return page;
}

/** Waits for the line on both pages. */
async function bothKnow(t: TestContext, what: string, began: number, admin: RegExp, agent: RegExp) {
  const seconds = async (page: Page, words: RegExp) => {
    await page.locator('.trouble-notice', { hasText: words }).waitFor();
    assert.equal(await page.evaluate('globalThis.wasNeverReloaded'), true);
    return ((performance.now() - began) / 1000).toFixed(1);
  };
  const [byAdmin, byAgent] = await Promise.all([seconds(admins, admin), seconds(agents, agent)]);
  t.diagnostic(`${what}: the admin knew after ${byAdmin} s, the agent after ${byAgent} s`);
}

const mail = (subject: string) =>
  `From: Greta Lind <${customer}>\r\nTo: ${support}\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(' ', '-')}@lindholm.example>\r\nDate: ${new Date().toUTCString()}\r\n\r\nWhere is it?\r\n`;

const nothing = async () => {
  for (const page of [admins, agents]) await page.locator('.trouble-notice').waitFor({ state: 'detached' });
};

test('mail of a customer lands in the junk folder', { skip: noChromium }, async (t) => {
  const began = performance.now();
  connected.sandbox.mailboxes.deliver(support, Buffer.from(mail('My order')), { folder: 'Junk Email' });
  const words = /1 message of somebody you know in the junk folder of Support.*Look and fetch/s;
  await bothKnow(t, 'mail in Junk', began, words, words);
  await agents.getByRole('link', { name: 'Look and fetch' }).click();
  await agents.locator('.junk-list button').first().click();
  await agents.getByText('It is fetched').waitFor();
  await agents.goto(`${connected.postroom.url}/tickets`);
  await agents.evaluate('globalThis.wasNeverReloaded = true');
  await nothing();
});

test('where the server refuses to delete what was imported, new mail is on the list all the same', {
  skip: noChromium,
}, async (t) => {
  const { sandbox } = connected;
  sandbox.faults.set(support, { kind: 'expunge-failed' });
  for (const subject of ['The first of two', 'The second of two']) {
    const began = performance.now();
    sandbox.mailboxes.deliver(support, Buffer.from(mail(subject)));
    await agents.getByRole('link', { name: subject }).waitFor();
    t.diagnostic(`${subject}: on the list after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  await waitFor(async () => /EXPUNGE/.test(await (await connected.admin.get(channelPath)).text()));
  sandbox.faults.clear(support);
  await connected.admin.post(`${channelPath}/fetches`, {});
  await waitFor(() => sandbox.mailboxes.get(support)?.findFolder('INBOX')?.messages.length === 0);
});

test('SMTP AUTH is switched off and somebody answers', { skip: noChromium }, async (t) => {
  const { sandbox, admin } = connected;
  sandbox.faults.set(support, { kind: 'smtp-auth-disabled-mailbox' });
  const began = performance.now();
  const answer = { to: customer, text: 'It is on its way.', state: 'open', key: 'an-answer-of-the-admin' };
  assert.equal((await admin.post('/tickets/10001/replies', answer)).status, 303);
  const part = /Nothing is sent from Support since.*(can mend it|You can mend it)/s;
  await bothKnow(
    t,
    'SMTP AUTH off',
    began,
    part,
    /Answers from Support wait and are not lost.*one of them has to mend it/s,
  );
  await admins.locator('#channels-link', { hasText: '1 not working' }).waitFor();
  await agents.locator('#outbox-link').waitFor();
  sandbox.faults.clear(support);
  await admin.post(`${channelPath}/checks`, {});
  await nothing();
});

test('the sign-in is revoked', { skip: noChromium }, async (t) => {
  const began = performance.now();
  connected.sandbox.revokeGrants(support);
  const agentsWords = /New mail to Support does not come in.*one of them has to mend it/s;
  await bothKnow(
    t,
    'sign-in revoked',
    began,
    /Mail to Support is not fetched since.*revoked.*You can mend it/s,
    agentsWords,
  );
  await admins.getByRole('link', { name: /^Notifications: \d+ unread/ }).waitFor();
});
