import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createBrowser } from '../../sandbox/sign-in-support.ts';
import { type ConnectedApp, pathOf, saveApp, startBesideSandbox } from '../../support/microsoft.ts';

const lena = 'lena.hart@brightwater.example';
const ada = 'admin@brightwater.example';
let connected: ConnectedApp;
before(async () => {
  connected = await startBesideSandbox(0);
  connected.sandbox.settings.consentPolicy = 'admin';
  await saveApp(connected);
});
after(() => connected.stop());

async function listPage(): Promise<string> {
  return (await (await connected.admin.get('/channels')).text()).replace(/\s+/g, ' ');
}

async function noticeOf(): Promise<string> {
  return (await listPage()).split('consent-heading').slice(1).join();
}

/** Goes to Microsoft and stops where it asks. */
async function goAsking(kind: 'admin_consent' | 'tenant_consent', account: string, more = '') {
  const { admin, sandbox } = connected;
  const url = (await admin.get(`/oauth/microsoft/start?kind=${kind}${more}`)).headers.get('location') ?? '';
  const browser = createBrowser(sandbox);
  const { password = '' } = sandbox.directory.people.find(({ upn }) => upn === account) ?? {};
  return { browser, page: await browser.signIn(url, account, password, 'ask') };
}

test('who goes to Microsoft to ask and does not come back is told where the answer will come', async () => {
  const { browser, page } = await goAsking('admin_consent', lena);
  assert.match(
    await listPage(),
    /Somebody went to Microsoft to ask[\s\S]*the answer comes by mail to whoever asked/,
  );
  const cancelled = await browser.submit(page, { step: 'approval', account: lena, decision: 'cancel' });
  await connected.admin.get(pathOf(cancelled));
  assert.doesNotMatch(await listPage(), /consent-heading/);
});

test('a request counts from when it was made, also where the way back is taken later, and can be dismissed', async () => {
  const { browser, page } = await goAsking('admin_consent', lena);
  const asked = /datetime="([^"]+)"/.exec(await noticeOf())?.[1];
  const sent = await browser.submit(page, {
    step: 'approval',
    account: lena,
    decision: 'request',
    reason: 'Tickets',
  });
  const back = new URL(/href="([^"]*callback[^"]*)"/.exec(sent.html)?.[1]?.replaceAll('&amp;', '&') ?? '');
  await connected.admin.get(back.pathname + back.search);
  const waiting = await noticeOf();
  assert.match(waiting, /Waiting for your administrator since/);
  assert.ok(waiting.includes(`datetime="${asked}"`), 'the time at which it was asked');
  await connected.admin.post('/settings/microsoft/consent-request/dismissal', {});
  assert.doesNotMatch(await listPage(), /consent-heading/);
});

test('an administrator who declines on our link is shown as that until it is dismissed', async () => {
  const { browser, page } = await goAsking('tenant_consent', ada);
  const declined = await browser.submit(page, { step: 'consent', account: ada, decision: 'cancel' });
  await connected.admin.get(pathOf(declined));
  assert.match(await listPage(), /An administrator has declined the permissions[\s\S]*without anybody/);
  await connected.admin.post('/settings/microsoft/consent-request/dismissal', {});
  assert.doesNotMatch(await listPage(), /consent-heading/);
});

test('what an administrator grants for Graph does not end the waiting for IMAP', async () => {
  const { browser, page } = await goAsking('admin_consent', lena);
  const form = { step: 'approval', account: lena, decision: 'request', reason: 'Tickets' };
  const sent = await browser.submit(page, form);
  const back = new URL(/href="([^"]*callback[^"]*)"/.exec(sent.html)?.[1]?.replaceAll('&amp;', '&') ?? '');
  await connected.admin.get(back.pathname + back.search);
  for (const [more, isWaiting] of [
    ['&resource=graph', true],
    ['', false],
  ] as const) {
    const asked = await goAsking('tenant_consent', ada, more);
    const accepted = await asked.browser.submit(asked.page, {
      step: 'consent',
      account: ada,
      decision: 'accept',
    });
    await connected.admin.get(pathOf(accepted));
    assert.equal(/Waiting for your administrator since/.test(await noticeOf()), isWaiting, more);
  }
});
