import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import {
  callback,
  createBrowser,
  createMsal,
  createPkce,
  mailScopes,
  postControl,
} from './sign-in-support.ts';

const support = 'support@brightwater.example';
const lena = 'lena.hart@brightwater.example';
const admin = 'admin@brightwater.example';
const pkce = createPkce();
let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
});
after(() => sandbox.stop());
afterEach(async () => {
  sandbox.settings.consentPolicy = 'user';
  await postControl(sandbox, 'consent-withdrawals', {});
  await postControl(sandbox, 'consent-answers', { approved: false });
});

test('consent is asked for once, and cancelling it comes back as 65004', async () => {
  const browser = createBrowser(sandbox);
  const consent = await browser.signIn(await authorizeUrl({}), support, 'Paddle-1', 'ask');
  assert.match(consent.html, /Read and write your mail by IMAP/);
  const cancelled = await browser.submit(consent, { step: 'consent', account: support, decision: 'cancel' });
  assertAnswer(
    cancelled.callback,
    { error: 'access_denied', error_subcode: 'cancel', state: 'state-1' },
    65004,
  );
  const accepted = await browser.submit(consent, { step: 'consent', account: support, decision: 'accept' });
  assert.ok(accepted.callback?.searchParams.get('code'));
  const again = await createBrowser(sandbox).signIn(await authorizeUrl({}), support, 'Paddle-1', 'ask');
  assert.ok(again.callback?.searchParams.get('code'), again.html);
});

test('when an administrator must consent, a request can be sent, and its approval opens the way', async () => {
  sandbox.settings.consentPolicy = 'admin';
  const browser = createBrowser(sandbox);
  const page = await browser.signIn(await authorizeUrl({}), lena, 'Paddle-3');
  assert.match(page.html, /Approval required/);
  const form = { step: 'approval', account: lena, reason: 'The ticket queue <b>needs</b> it' };
  const back = await browser.submit(page, { ...form, decision: 'cancel' });
  assertAnswer(back.callback, { error: 'access_denied', error_subcode: 'cancel' }, 65004);
  const sent = await browser.submit(page, { ...form, decision: 'request' });
  const link = /href="([^"]+)">Back to the app/.exec(sent.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  assertAnswer(new URL(link), { error: 'access_denied', state: 'state-1' }, 90094);
  assert.match((await browser.open(sandbox.pageUrl)).html, /lena\.hart.+ &lt;b&gt;needs/);
  assert.deepEqual(await postControl(sandbox, 'consent-answers', { approved: true }), { answered: 1 });
  const granted = await browser.open(await authorizeUrl({ loginHint: lena, prompt: undefined }));
  assert.ok(granted.callback?.searchParams.get('code'), granted.html);
});

test('/adminconsent: an administrator accepts for everybody or cancels, others are told to ask', async () => {
  sandbox.settings.consentPolicy = 'admin';
  const url = new URL(`${sandbox.authority}/${sandbox.app.tenant}/v2.0/adminconsent`);
  url.host = new URL(sandbox.pageUrl).host;
  url.protocol = 'http:';
  url.search = `${new URLSearchParams({ client_id: sandbox.app.clientId, redirect_uri: callback, state: 's-2', scope: 'https://outlook.office.com/.default offline_access openid profile email' })}`;
  const other = await createBrowser(sandbox).signIn(`${url}`, lena, 'Paddle-3');
  assert.match(other.html, /Approval required/);
  const browser = createBrowser(sandbox);
  const page = await browser.signIn(`${url}`, admin, 'Paddle-2', 'ask');
  const cancelled = await browser.submit(page, { step: 'consent', account: admin, decision: 'cancel' });
  assertAnswer(
    cancelled.callback,
    { error: 'access_denied', admin_consent: 'True', state: 's-2', tenant: null },
    65004,
  );
  const accepted = await browser.submit(page, { step: 'consent', account: admin, decision: 'accept' });
  const expected = { admin_consent: 'True', tenant: sandbox.app.tenant, state: 's-2', error: null };
  assertAnswer(accepted.callback, expected);
  const granted = await createBrowser(sandbox).signIn(await authorizeUrl({}), lena, 'Paddle-3', 'ask');
  assert.ok(granted.callback?.searchParams.get('code'), granted.html);
});

test('an administrator agrees to the permissions of one service at a time', async () => {
  const url = new URL(`${sandbox.authority}/${sandbox.app.tenant}/v2.0/adminconsent`);
  url.host = new URL(sandbox.pageUrl).host;
  url.protocol = 'http:';
  const scope = 'https://outlook.office.com/.default https://graph.microsoft.com/Mail.ReadWrite';
  const given = { client_id: sandbox.app.clientId, redirect_uri: callback, state: 's-3', scope };
  url.search = `${new URLSearchParams(given)}`;
  const page = await createBrowser(sandbox).open(`${url}`);
  assertAnswer(page.callback, { error: 'invalid_request', state: 's-3' }, 28000);
});

test('an administrator can consent for the organisation while signing in', async () => {
  const browser = createBrowser(sandbox);
  const page = await browser.signIn(await authorizeUrl({}), admin, 'Paddle-2', 'ask');
  await browser.submit(page, { step: 'consent', account: admin, decision: 'accept', tenant: 'yes' });
  const other = await createBrowser(sandbox).signIn(await authorizeUrl({}), lena, 'Paddle-3', 'ask');
  assert.ok(other.callback?.searchParams.get('code'), other.html);
});

test('wrong people and passwords are told so on the page', async () => {
  const table: [account: string, password: string, expected: RegExp][] = [
    [support, 'wrong', /AADSTS50126/],
    ['nobody@brightwater.example', '', /AADSTS50034/],
    ['sam.ortega@elsewhere.example', 'Elsewhere-1', /AADSTS50020/],
    ['tom.leaver@brightwater.example', 'Paddle-6', /AADSTS50057/],
  ];
  for (const [account, password, expected] of table) {
    const page = await createBrowser(sandbox).signIn(await authorizeUrl({}), account, password);
    assert.match(page.html, expected, account);
    assert.equal(page.callback, undefined);
  }
});

test('the browser’s account is used silently without a prompt, never with select_account or login', async () => {
  const browser = createBrowser(sandbox);
  await browser.signIn(await authorizeUrl({}), lena, 'Paddle-3');
  const silent = await browser.open(await authorizeUrl({ prompt: undefined }));
  assert.ok(silent.callback?.searchParams.get('code'), silent.html);
  assert.match((await browser.open(await authorizeUrl({ loginHint: support }))).html, /Pick an account/);
  const login = await browser.open(await authorizeUrl({ prompt: 'login', loginHint: lena }));
  assert.match(login.html, /Enter password/);
  assert.match((await browser.open(await authorizeUrl({ prompt: 'consent' }))).html, /Permissions requested/);
});

test('prompt=none answers login_required or consent_required without a page', async () => {
  const browser = createBrowser(sandbox);
  const stranger = await browser.open(await authorizeUrl({ prompt: 'none' }));
  assertAnswer(stranger.callback, { error: 'login_required' }, 50058);
  await browser.signIn(await authorizeUrl({}), lena, 'Paddle-3', 'ask');
  const unconsented = await browser.open(await authorizeUrl({ prompt: 'none' }));
  assertAnswer(unconsented.callback, { error: 'interaction_required' }, 65001);
});

test('form_post puts the answer into a form that goes to the app', async () => {
  const url = new URL(await authorizeUrl({}));
  url.searchParams.set('response_mode', 'form_post');
  const page = await createBrowser(sandbox).signIn(`${url}`, support, 'Paddle-1');
  assert.match(page.html, new RegExp(`<form method="post" action="${callback}"`));
  assert.match(page.html, /name="code" value="1\.sandbox\./);
});

test('a request that cannot be trusted ends on a page, not at the callback', async () => {
  const table: [change: Record<string, string>, expected: RegExp][] = [
    [{ redirect_uri: 'https://evil.example/oauth/microsoft/callback' }, /AADSTS50011/],
    [{ redirect_uri: 'http://localhost:8025/other' }, /AADSTS50011/],
    [{ client_id: '00000000-1111-2222-3333-444444444444' }, /AADSTS700016/],
  ];
  for (const [change, expected] of table) {
    const url = new URL(await authorizeUrl({}));
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
    const page = await createBrowser(sandbox).open(`${url}`);
    assert.match(page.html, expected);
    assert.equal(page.callback, undefined);
  }
  const url = new URL(await authorizeUrl({}));
  url.searchParams.set('scope', 'https://outlook.office.com/Nothing.Real');
  assertAnswer((await createBrowser(sandbox).open(`${url}`)).callback, { error: 'invalid_client' }, 650053);
});

test('another page cannot post to the sandbox', async () => {
  const origin = 'https://evil.example';
  const body = JSON.stringify({ upn: support });
  const answer = await fetch(`${sandbox.pageUrl}control/revocations`, {
    method: 'POST',
    headers: { origin },
    body,
  });
  assert.equal(answer.status, 403);
});

function authorizeUrl({ loginHint, ...more }: { prompt?: string | undefined; loginHint?: string }) {
  const prompt = 'prompt' in more ? more.prompt : 'select_account';
  return createMsal(sandbox).getAuthCodeUrl({
    scopes: mailScopes,
    redirectUri: callback,
    codeChallenge: pkce.challenge,
    codeChallengeMethod: 'S256',
    state: 'state-1',
    ...(prompt === undefined ? {} : { prompt }),
    ...(loginHint === undefined ? {} : { loginHint }),
  });
}

function assertAnswer(url: URL | undefined, fields: Record<string, string | null>, code?: number): void {
  assert.ok(url, 'no answer to the app');
  for (const [name, value] of Object.entries(fields)) assert.equal(url.searchParams.get(name), value, name);
  if (code) assert.match(url.searchParams.get('error_description') ?? '', new RegExp(`^AADSTS${code}: `));
}
