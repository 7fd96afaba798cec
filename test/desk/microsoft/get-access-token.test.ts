import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { findChannel, replaceTokenCache } from '../../../src/db/channels.ts';
import { insertSession } from '../../../src/db/sessions.ts';
import { insertUser } from '../../../src/db/users.ts';
import { beginSignIn } from '../../../src/desk/channels/begin-sign-in.ts';
import { finishSignIn } from '../../../src/desk/channels/finish-sign-in.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { getAccessToken } from '../../../src/desk/microsoft/get-access-token.ts';
import { saveAppRegistration } from '../../../src/desk/microsoft/save-app-registration.ts';
import { openTokenStore } from '../../../src/desk/microsoft/token-cache.ts';
import type { UserActor } from '../../../src/domain/actor.ts';
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../../src/domain/failure.ts';
import { graphResource } from '../../../src/sandbox/graph-access.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/tenant.ts';
import { createBrowser } from '../../sandbox/sign-in-support.ts';
import { type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

const upn = 'support@brightwater.example';
let sandbox: Sandbox;
let opened: ImportDesk;
let desk: Desk;
let channelId: number;
let actor: UserActor;

before(async () => {
  // MSAL refreshes what ends within five minutes, so every call refreshes.
  sandbox = await startSandbox({ sampleMessages: 1, settings: { tokenLifetimeSeconds: 120 } });
  opened = await openImportDesk();
  desk = { ...opened.desk, cloudPath: sandbox.cloudFile };
  const { clientId, clientSecret, tenant } = sandbox.app;
  const app = { clientId, clientSecret, tenant, cloud: 'file' };
  await saveAppRegistration.perform(desk, { kind: 'command_line' }, app);
  actor = await addAdmin();
  const outcome = await signIn('add_account');
  assert.equal(outcome.kind, 'added');
  channelId = 'channelId' in outcome ? outcome.channelId : 0;
});
after(async () => {
  await opened.close();
  await sandbox.stop();
});

/** With a session, which Microsoft sends the browser back to. */
async function addAdmin(): Promise<UserActor> {
  const now = desk.now();
  return desk.write(async (tx) => {
    const person = { email: 'a@x.example', name: 'Ada', role: 'admin', passwordHash: '' } as const;
    const { id: userId } = await insertUser(tx, { ...person, isActive: true, createdAt: now });
    const times = { createdAt: now, seenAt: now, expiresAt: new Date(now.getTime() + 3_600_000) };
    await insertSession(tx, {
      tokenHash: 's',
      userId,
      userAgent: '',
      factor: null,
      provedAt: times.createdAt,
      ...times,
    });
    return { kind: 'user', userId, sessionHash: 's' };
  });
}

async function signIn(kind: 'add_account' | 'reauthenticate', resource: 'mail' | 'graph' = 'mail') {
  const { url } = await beginSignIn.perform(desk, actor, {
    kind,
    resource,
    channelId: kind === 'reauthenticate' ? channelId : undefined,
  });
  const password = sandbox.directory.people.find((each) => each.upn === upn)?.password ?? '';
  const page = await createBrowser(sandbox).signIn(url, upn, password);
  const params = Object.fromEntries(page.callback?.searchParams ?? []);
  return finishSignIn.perform(desk, actor, { params });
}

async function storedCache(): Promise<string> {
  return (await findChannel(desk.read, channelId))?.tokenCache ?? '';
}

/** @returns the refresh token that is stored now */
async function storedRefreshToken(): Promise<string | undefined> {
  const { RefreshToken } = JSON.parse(await storedCache()) as {
    RefreshToken: Record<string, { secret: string }>;
  };
  const tokens = Object.values(RefreshToken).map(({ secret }) => secret);
  assert.equal(tokens.length, 1);
  return tokens[0];
}

async function diagnoseRefusal(of: Desk = desk): Promise<string> {
  const error: unknown = await getAccessToken(of, channelId, { isForced: true }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failure = findFailure(error);
  assert.ok(failure !== undefined, String(error));
  const { code, retry } = diagnose(failure, { address: upn });
  return `${code} ${retry.kind}`;
}

test('each refresh stores the rotated token, and what is asked for at once refreshes once', async () => {
  const first = await storedRefreshToken();
  const [one, two] = await Promise.all([getAccessToken(desk, channelId), getAccessToken(desk, channelId)]);
  assert.equal(one.accessToken, two.accessToken);
  assert.equal(one.userName, upn);
  assert.equal(one.cloud.imap.port, sandbox.imap.port);
  const second = await storedRefreshToken();
  assert.notEqual(second, first);
  // Another desk on the same file, as after a restart, goes on from there.
  const three = await getAccessToken({ ...desk }, channelId);
  assert.notEqual(three.accessToken, one.accessToken);
  assert.notEqual(await storedRefreshToken(), second);
});

test('who insists on a fresh token is not given the one that somebody else is just taking from the store', async () => {
  sandbox.settings.tokenLifetimeSeconds = 3600;
  const { accessToken: refused } = await getAccessToken(desk, channelId, { isForced: true });
  const [stored, ...fresh] = await Promise.all([
    getAccessToken(desk, channelId),
    getAccessToken(desk, channelId, { isForced: true }),
    getAccessToken(desk, channelId, { isForced: true }),
  ]);
  sandbox.settings.tokenLifetimeSeconds = 120;
  assert.equal(stored.accessToken, refused);
  const [one, two] = fresh.map(({ accessToken }) => accessToken);
  assert.notEqual(one, refused);
  assert.equal(two, one);
});

test('tokens that a sign-in replaced during a refresh stay', async () => {
  const store = openTokenStore(desk, channelId);
  const kept = (await store.load()) ?? '';
  await desk.write((tx) => replaceTokenCache(tx, channelId, kept, `${kept} `, new Date()));
  await store.save('{"stale":true}');
  assert.equal(await storedCache(), `${kept} `);
});

test('the reasons why Microsoft refuses a refresh are told apart', async () => {
  for (const [fault, expected] of [
    ['entra-7000222', 'secret_expired slow'],
    ['entra-7000215', 'secret_wrong slow'],
    ['entra-700082', 'grant_idle reauthenticate'],
    ['entra-50076', 'mfa_required slow'],
    ['entra-53003', 'policy_blocked slow'],
    ['entra-50105', 'account_not_assigned slow'],
    ['entra-50196', 'entra_looping wait'],
  ] as const) {
    sandbox.faults.set('*', { kind: fault, times: 1, command: 'token' });
    assert.equal(await diagnoseRefusal(), expected, fault);
  }
  await getAccessToken(desk, channelId, { isForced: true });
});

test('a network fault is no dead grant: its own cause is kept', async () => {
  const folder = dirname(sandbox.cloudFile);
  const cloudWith = async (name: string, changes: Record<string, unknown>) => {
    const path = join(folder, `${name}.json`);
    await writeFile(path, JSON.stringify({ ...sandbox.cloud, ...changes }));
    return { ...desk, cloudPath: path };
  };
  const port = new URL(sandbox.authority).port;
  const nowhere = await cloudWith('dns', { authority: 'https://postroom-nowhere.invalid' });
  assert.equal(await diagnoseRefusal(nowhere), 'network_dns backoff');
  const refused = await cloudWith('refused', { authority: 'https://127.0.0.1:1' });
  assert.equal(await diagnoseRefusal(refused), 'network_refused backoff');
  const untrusted = await cloudWith('tls', { authority: `https://127.0.0.1:${port}`, ca: undefined });
  assert.equal(await diagnoseRefusal(untrusted), 'network_certificate_untrusted backoff');
});

test('one sign-in serves IMAP and Graph once both are consented; before, Graph alone is refused', async () => {
  const ofGraph = () => getAccessToken(desk, channelId, { resource: 'graph' });
  const error: unknown = await ofGraph().catch((reason: unknown) => reason);
  assert.deepEqual(findFailure(error)?.aadsts, [65001]);
  const audience = async (resource: 'mail' | 'graph') =>
    decodeJwt((await getAccessToken(desk, channelId, { resource })).accessToken).aud;
  assert.equal(await audience('mail'), 'https://outlook.office.com');
  const agreed = await signIn('reauthenticate', 'graph');
  assert.deepEqual([agreed.kind, 'allowsGraph' in agreed && agreed.allowsGraph], ['reauthenticated', true]);
  const both = await Promise.all([audience('mail'), audience('graph'), audience('mail')]);
  assert.deepEqual(both, ['https://outlook.office.com', graphResource, 'https://outlook.office.com']);
  const { accessToken } = await ofGraph();
  assert.equal(sandbox.entra.access.verifyGraph(accessToken, undefined, 'Mail.ReadWrite').kind, 'granted');
});

test('a revoked grant asks for a new sign-in; that heals it', async () => {
  const before = await storedCache();
  sandbox.revokeGrants(upn);
  assert.equal(await diagnoseRefusal(), 'grant_revoked reauthenticate');
  assert.equal(await storedCache(), before);
  const outcome = await signIn('reauthenticate');
  assert.equal(outcome.kind, 'reauthenticated');
  assert.match((await getAccessToken(desk, channelId)).accessToken, /./);
});
