import assert from 'node:assert/strict';
import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { ConfidentialClientApplication, ManagedIdentityApplication } from '@azure/msal-node';
import { decodeJwt, SignJWT } from 'jose';
import { type ClientCertificate, createClientCertificate } from '../../src/microsoft/client-certificate.ts';
import { addCertificate } from '../../src/sandbox/client-assertion.ts';
import { addApp } from '../../src/sandbox/entra-state.ts';
import { runShell } from '../../src/sandbox/exchange-shell.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { createNetwork, obtainTokens, postControl, postToken } from './sign-in-support.ts';

const outlook = 'https://outlook.office365.com';
const graph = 'https://graph.microsoft.com';
const info = 'info@brightwater.example';
const support = 'support@brightwater.example';
let sandbox: Sandbox;
// MSAL dates its assertions itself.
let clock = Date.now();
let good: ClientCertificate;
let stranger: ClientCertificate;
before(async () => {
  good = await createClientCertificate('Postroom', new Date(clock));
  stranger = await createClientCertificate('Stranger', new Date(clock));
  sandbox = await startSandbox({ sampleMessages: 0, now: () => clock });
  addCertificate(sandbox.registration, good.certificate);
});
after(() => sandbox.stop());
beforeEach(() => {
  sandbox.registration.roles = ['IMAP.AccessAsApp', 'SMTP.SendAsApp'];
  sandbox.registration.federations = [];
});

test('MSAL gets an app token by secret, by certificate and by a federated token', async () => {
  sandbox.registration.federations = [federation('system:serviceaccount:mail:postroom')];
  const credentials = {
    secret: { clientSecret: sandbox.app.clientSecret },
    certificate: { clientCertificate: { thumbprintSha256: good.thumbprint, privateKey: good.privateKey } },
    federated: {
      clientAssertion: () => sandbox.entra.workload.issue('system:serviceaccount:mail:postroom'),
    },
  };
  for (const [name, auth] of Object.entries(credentials)) {
    const app = new ConfidentialClientApplication({
      auth: {
        clientId: sandbox.app.clientId,
        ...auth,
        authority: `${sandbox.authority}/${sandbox.app.tenant}`,
        knownAuthorities: [new URL(sandbox.authority).host],
      },
      system: { networkClient: createNetwork(sandbox.ca) },
    });
    const result = await app.acquireTokenByClientCredential({ scopes: [`${outlook}/.default`] });
    const { aud, tid, appid, roles, idtyp, scp } = decodeJwt(result?.accessToken ?? '');
    assert.deepEqual(
      { aud, tid, appid, roles, idtyp, scp },
      {
        aud: outlook,
        tid: sandbox.app.tenant,
        appid: sandbox.app.clientId,
        idtyp: 'app',
        scp: undefined,
        roles: ['IMAP.AccessAsApp', 'SMTP.SendAsApp'],
      },
      name,
    );
  }
});

test('an assertion is taken with either algorithm and either thumbprint', async () => {
  for (const alg of ['PS256', 'RS256']) {
    for (const name of ['x5t', 'x5t#S256']) {
      const { status } = await ask({ client_assertion: await sign({}, { alg, name }) });
      assert.equal(status, 200, `${alg} ${name}`);
    }
  }
});

const refusals: Record<string, [code: number, () => Promise<Record<string, string>>]> = {
  'a wrong secret': [7000215, async () => ({ client_secret: sandbox.app.secretId })],
  'a key that is not listed': [700027, async () => ({ client_assertion: await sign({}, { of: stranger }) })],
  'a listed thumbprint over a foreign signature': [
    700027,
    async () => ({ client_assertion: await sign({}, { of: { ...good, privateKey: stranger.privateKey } }) }),
  ],
  'an assertion for another app': [
    700021,
    async () => ({ client_assertion: await sign({ iss: 'x', sub: 'x' }) }),
  ],
  'a foreign audience': [
    700023,
    async () => ({ client_assertion: await sign({ aud: 'https://elsewhere.example' }) }),
  ],
  'a time in the past': [700024, async () => ({ client_assertion: await sign({ exp: seconds() - 400 }) })],
  'a time to come': [700024, async () => ({ client_assertion: await sign({ nbf: seconds() + 400 }) })],
  'a used assertion': [
    50013,
    async () => {
      const assertion = { client_assertion: await sign({}) };
      assert.equal((await ask(assertion)).status, 200);
      return assertion;
    },
  ],
  'text that is no token': [50027, async () => ({ client_assertion: 'abc' })],
  'a subject that is not trusted': [700213, () => federated({ subject: 'somebody' })],
  'an issuer that is not trusted': [700211, () => federated({ issuer: 'https://elsewhere.example' })],
  'an audience that is not trusted': [700212, () => federated({ audience: 'elsewhere' })],
};

for (const [name, [code, credential]] of Object.entries(refusals)) {
  test(`${name} is refused with AADSTS${code}`, async () => {
    const { status, body } = await ask(await credential());
    assert.deepEqual([body.error_codes, status >= 400], [[code], true]);
    assert.match(String(body.error_description), new RegExp(`^AADSTS${code}: `));
  });
}

test('a certificate past its end is refused with 700027, and a secret with 7000222', async () => {
  const started = clock;
  clock += 400 * 24 * 3600 * 1000;
  const byCertificate = await ask({ client_assertion: await sign({}) });
  const bySecret = await ask({ client_secret: sandbox.app.clientSecret });
  clock = started;
  assert.deepEqual([byCertificate.body.error_codes, bySecret.body.error_codes], [[700027], [7000222]]);
  assert.match(String(byCertificate.body.error_description), /key used is expired/);
});

test('/common gives no app token, and one token is for one resource', async () => {
  const credential = { client_secret: sandbox.app.clientSecret };
  const [shared, both] = [
    await ask(credential, `${outlook}/.default`, 'common'),
    await ask(credential, `${outlook}/.default ${graph}/.default`),
  ];
  assert.deepEqual([shared.body.error_codes, both.body.error_codes], [[50194], [28000]]);
  sandbox.registration.isMultiTenant = true;
  const open = await ask(credential, `${outlook}/.default`, 'common');
  sandbox.registration.isMultiTenant = false;
  assert.deepEqual(open.body.error_codes, [50059]);
});

test('a second app of the tenant has its own credentials and its own roles', async () => {
  const second = addApp(sandbox.entra, 'Second');
  const form = { client_id: second.clientId, client_secret: second.secrets[0].value };
  const { body } = await ask(form, `${graph}/.default`);
  assert.equal(decodeJwt(String(body.access_token)).roles, undefined);
  second.roles = ['Mail.Send'];
  const again = await ask(form, `${graph}/.default`);
  assert.deepEqual(decodeJwt(String(again.body.access_token)).roles, ['Mail.Send']);
  assert.deepEqual(
    (await ask({ ...form, client_secret: sandbox.app.clientSecret })).body.error_codes,
    [7000215],
  );
});

test('the metadata service gives tokens of the machine, which MSAL asks for', async () => {
  const { identity } = sandbox.entra;
  identity.roles = ['Mail.Read'];
  const app = new ManagedIdentityApplication({
    system: { networkClient: createNetwork(sandbox.ca, sandbox.pageUrl) },
  });
  const { accessToken } = await app.acquireToken({ resource: graph });
  const { appid, roles, idtyp } = decodeJwt(accessToken);
  assert.deepEqual({ appid, roles, idtyp }, { appid: identity.clientId, roles: ['Mail.Read'], idtyp: 'app' });
  const url = `${sandbox.pageUrl}metadata/identity/oauth2/token?api-version=2018-02-01&resource=${graph}`;
  assert.equal((await fetch(url)).status, 400);
});

test("the machine's token stands for an app that trusts it", async () => {
  const { identity } = sandbox.entra;
  const issuer = `${sandbox.authority}/${sandbox.app.tenant}/v2.0`;
  sandbox.registration.federations = [{ ...federation(identity.principalId), issuer }];
  const url = `${sandbox.pageUrl}metadata/identity/oauth2/token?api-version=2018-02-01&resource=api://AzureADTokenExchange`;
  const answer = await fetch(url, { headers: { Metadata: 'true' } });
  const { access_token: assertion } = (await answer.json()) as { access_token: string };
  assert.equal((await ask({ client_assertion: assertion })).status, 200);
});

test('IMAP and SMTP let an app in that Exchange knows by the right object id, and gave the mailbox', async () => {
  const { access } = sandbox.entra;
  const token = await appToken(outlook);
  const judge = () => [access.verifyImap(token, info).kind, access.verifySmtp(token, info).kind];
  const { objectId, principalId, clientId } = sandbox.registration;
  assert.deepEqual(judge(), ['invalid', 'invalid']);
  shell(`New-ServicePrincipal -AppId '${clientId}' -ObjectId '${objectId}' -DisplayName 'The wrong id'`);
  assert.deepEqual(judge(), ['invalid', 'invalid']);
  shell(`New-ServicePrincipal -AppId ${clientId} -ObjectId ${principalId} -DisplayName Postroom`);
  assert.deepEqual(judge(), ['no-right', 'no-right']);
  shell(`Add-MailboxPermission -Identity ${info} -User ${principalId} -AccessRights FullAccess`);
  assert.deepEqual(judge(), ['granted', 'granted']);
  assert.deepEqual(access.listSenders(clientId), []);
  shell(
    `Add-RecipientPermission -Identity ${info} -Trustee ${principalId} -AccessRights SendAs -Confirm:$false`,
  );
  assert.deepEqual(access.listSenders(clientId), [info]);
  assert.equal(access.verifyImap(token, support).kind, 'no-right');
  assert.equal(access.verifyImap(await appToken(graph), info).kind, 'invalid');
  sandbox.registration.roles = ['SMTP.SendAsApp'];
  assert.equal(access.verifyImap(await appToken(outlook), info).kind, 'invalid');
  shell(
    `Remove-MailboxPermission -Identity ${info} -User ${principalId} -AccessRights FullAccess -Confirm:$false`,
  );
  assert.equal(access.verifyImap(token, info).kind, 'no-right');
});

test("Graph takes Entra's roles for every mailbox, and Exchange's for those of the scope, after a while", async () => {
  const { access } = sandbox.entra;
  const { principalId } = sandbox.registration;
  sandbox.registration.roles = [];
  const token = await appToken(graph);
  const judge = (mailbox: string | undefined) => access.verifyGraph(token, mailbox, 'Mail.ReadWrite').kind;
  assert.deepEqual([judge(info), judge(undefined)], ['access-denied', 'no-person']);
  sandbox.settings.propagationSeconds = 1800;
  shell(`
    New-ManagementScope -Name 'Postroom info' -RecipientRestrictionFilter "PrimarySmtpAddress -eq '${info}'"
    New-ManagementRoleAssignment -Name 'Postroom info' -App '${principalId}' -Role 'Application Mail.ReadWrite' -CustomResourceScope 'Postroom info'
  `);
  assert.equal(judge(info), 'access-denied');
  clock += 1_800_000;
  assert.deepEqual(
    [judge(info), judge(support), judge('nobody@x.example')],
    ['granted', 'access-denied', 'unknown-user'],
  );
  assert.equal(access.verifyGraph(token, info, 'Mail.Read').kind, 'granted');
  assert.equal(access.verifyGraph(token, info, 'Mail.Send').kind, 'access-denied');
  assert.equal(access.verifyGraph(await appToken(outlook), info, 'Mail.Read').kind, 'wrong-audience');
  sandbox.registration.roles = ['Mail.ReadWrite'];
  const wide = await appToken(graph);
  assert.equal(access.verifyGraph(wide, support, 'Mail.ReadWrite').kind, 'granted');
  assert.equal(access.verifyGraph(wide, 'nina.volkov@brightwater.example', 'Mail.Read').kind, 'no-mailbox');
  shell(`Remove-ManagementRoleAssignment -Identity 'Postroom info' -Confirm:$false`);
  assert.equal(judge(info), 'granted');
  clock += 1_800_000;
  assert.equal(access.verifyGraph(await appToken(graph, []), info, 'Mail.Read').kind, 'access-denied');
  sandbox.settings.propagationSeconds = 0;
});

test("a person's token for Graph opens the own mailbox, and a shared one with .Shared and Full Access", async () => {
  const { access, consents } = sandbox.entra;
  const lena = 'lena.hart@brightwater.example';
  consents.grant(lena, sandbox.app.clientId, [
    { resource: graph, name: 'Mail.ReadWrite' },
    { resource: graph, name: 'Mail.ReadWrite.Shared' },
  ]);
  const tokenOf = async (scope: string) => {
    const { scopes } = await grantedTo(lena, scope);
    return scopes;
  };
  const own = await tokenOf(`${graph}/Mail.ReadWrite`);
  const shared = await tokenOf(`${graph}/Mail.ReadWrite.Shared`);
  const judge = (token: string, mailbox?: string) =>
    access.verifyGraph(token, mailbox, 'Mail.ReadWrite').kind;
  assert.deepEqual(
    [judge(own), judge(own, info), judge(own, support)],
    ['granted', 'access-denied', 'not-shared'],
  );
  assert.deepEqual([judge(shared), judge(shared, info)], ['granted', 'granted']);
  const missing = await refreshOf(lena, `${graph}/Mail.Send`);
  assert.deepEqual(missing.body.error_codes, [65001]);
});

test('what is set from outside counts: roles, certificates, PowerShell that cannot be read', async () => {
  await postControl(sandbox, 'app-roles', { roles: 'Mail.Read' });
  assert.deepEqual(sandbox.registration.roles, ['Mail.Read']);
  const der = Buffer.from(stranger.certificate.replace(/-----.*?-----|\s/g, ''), 'base64');
  await postControl(sandbox, 'certificates', { certificate: der.toString('base64') });
  assert.equal((await ask({ client_assertion: await sign({}, { of: stranger }) })).status, 200);
  const wrong = [
    'Get-Everything',
    'New-ServicePrincipal -AppId x',
    'Remove-ServicePrincipal -Identity $x',
    'A | B',
  ];
  for (const script of wrong) await assert.rejects(postControl(sandbox, 'powershell', { script }), script);
});

function federation(subject: string) {
  return { issuer: sandbox.entra.workload.issuer(), subject, audience: 'api://AzureADTokenExchange' };
}

async function federated(other: Partial<ReturnType<typeof federation>>) {
  sandbox.registration.federations = [{ ...federation('workload-1'), ...other }];
  return { client_assertion: await sandbox.entra.workload.issue('workload-1') };
}

function seconds(): number {
  return Math.floor(clock / 1000);
}

interface Signing {
  alg?: string;
  name?: string;
  of?: ClientCertificate;
}

function sign(
  claims: Record<string, unknown>,
  { alg = 'PS256', name = 'x5t#S256', of = good }: Signing = {},
) {
  const hash = createHash(name === 'x5t' ? 'sha1' : 'sha256').update(new X509Certificate(of.certificate).raw);
  const { clientId, tenant } = sandbox.app;
  const usual = { aud: `${sandbox.authority}/${tenant}/oauth2/v2.0/token`, iss: clientId, sub: clientId };
  const times = { nbf: seconds(), exp: seconds() + 600, jti: randomUUID() };
  return new SignJWT({ ...usual, ...times, ...claims })
    .setProtectedHeader({ alg, [name]: hash.digest('base64url') })
    .sign(createPrivateKey(of.privateKey));
}

function ask(credential: Record<string, string>, scope = `${outlook}/.default`, tenant = sandbox.app.tenant) {
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const form = {
    grant_type: 'client_credentials',
    client_id: sandbox.app.clientId,
    scope,
    ...('client_assertion' in credential ? { client_assertion_type: type } : {}),
    ...credential,
  };
  return postToken(sandbox, form, tenant);
}

async function appToken(resource: string, roles = sandbox.registration.roles): Promise<string> {
  sandbox.registration.roles = roles;
  const { body } = await ask({ client_secret: sandbox.app.clientSecret }, `${resource}/.default`);
  return String(body.access_token);
}

async function refreshOf(upn: string, scope: string) {
  const { account, refreshToken } = await signedIn(upn);
  assert.ok(account);
  const { clientId, clientSecret } = sandbox.app;
  const form = { grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret };
  return postToken(sandbox, { ...form, refresh_token: refreshToken, scope });
}

async function grantedTo(upn: string, scope: string) {
  const { body } = await refreshOf(upn, scope);
  return { scopes: String(body.access_token) };
}

async function signedIn(upn: string) {
  const result = await obtainTokens(sandbox, upn);
  const refreshToken = [...sandbox.entra.refreshTokens.keys()].at(-1) ?? '';
  return { account: result.account, refreshToken };
}

function shell(script: string): void {
  runShell(sandbox.entra, script);
}
