import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { writeGrants } from '../../src/domain/app-grants.ts';
import { appResourceOf, type Cloud, listDelegatedScopes, microsoftClouds } from '../../src/domain/cloud.ts';
import { findCloudOf } from '../../src/domain/mail-providers.ts';
import { buildAdminConsentUrl, buildSignInUrl, redeemCode } from '../../src/microsoft/sign-in.ts';
import { createCertificates } from '../../src/sandbox/ca.ts';

// What differs in the clouds for governments and in China, from Microsoft's pages.

const clouds: readonly (readonly [id: string, expected: Record<string, unknown>])[] = [
  [
    'global',
    {
      authority: 'https://login.microsoftonline.com',
      portal: 'https://entra.microsoft.com',
      imap: 'outlook.office365.com:993',
      smtp: 'smtp.office365.com:587',
      graph: 'https://graph.microsoft.com',
      mailScope: 'https://outlook.office.com/IMAP.AccessAsUser.All',
      appMail: 'https://outlook.office365.com',
      audience: 'api://AzureADTokenExchange',
      connect: 'Connect-ExchangeOnline',
      erasesForGood: true,
    },
  ],
  [
    'usgov',
    {
      authority: 'https://login.microsoftonline.us',
      portal: 'https://entra.microsoft.us',
      imap: 'outlook.office365.us:993',
      smtp: 'smtp.office365.us:587',
      graph: 'https://graph.microsoft.us',
      mailScope: 'https://outlook.office365.us/IMAP.AccessAsUser.All',
      appMail: 'https://outlook.office365.us',
      audience: 'api://AzureADTokenExchangeUSGov',
      connect: 'Connect-ExchangeOnline -ExchangeEnvironmentName O365USGovGCCHigh',
      erasesForGood: false,
    },
  ],
  [
    'dod',
    {
      authority: 'https://login.microsoftonline.us',
      portal: 'https://entra.microsoft.us',
      imap: 'outlook-dod.office365.us:993',
      smtp: 'outlook-dod.office365.us:587',
      graph: 'https://dod-graph.microsoft.us',
      mailScope: 'https://outlook-dod.office365.us/IMAP.AccessAsUser.All',
      appMail: 'https://outlook-dod.office365.us',
      audience: 'api://AzureADTokenExchangeUSGov',
      connect: 'Connect-ExchangeOnline -ExchangeEnvironmentName O365USGovDoD',
      erasesForGood: false,
    },
  ],
  [
    'china',
    {
      authority: 'https://login.chinacloudapi.cn',
      portal: 'https://entra.microsoftonline.cn',
      imap: 'partner.outlook.cn:993',
      smtp: 'smtp.partner.outlook.cn:587',
      graph: 'https://microsoftgraph.chinacloudapi.cn',
      mailScope: 'https://partner.outlook.cn/IMAP.AccessAsUser.All',
      appMail: 'https://partner.outlook.cn',
      audience: 'api://AzureADTokenExchangeChina',
      connect: 'Connect-ExchangeOnline -ExchangeEnvironmentName O365China',
      erasesForGood: false,
    },
  ],
];

test('every cloud of Microsoft stands in the table', () => {
  assert.deepEqual(
    microsoftClouds.map(({ id }) => id),
    clouds.map(([id]) => id),
  );
});

for (const [id, expected] of clouds) {
  test(`in the cloud ${id} nothing leads to another one`, () => {
    const cloud = microsoftClouds.find((each) => each.id === id);
    assert.ok(cloud);
    const { authority, portal, imap, smtp, graph, assertionAudience, exchangeEnvironment } = cloud;
    const grantee = { clientId: 'c', objectId: 'o', address: 'a@b.example', channelId: 1 };
    const shown = {
      authority,
      portal,
      imap: `${imap.host}:${imap.port}`,
      smtp: `${smtp.host}:${smtp.port}`,
      graph,
      mailScope: listDelegatedScopes(cloud)[0],
      appMail: appResourceOf(cloud, 'mail'),
      audience: assertionAudience,
      connect: writeGrants({ ...grantee, environment: exchangeEnvironment }).connect,
      erasesForGood: cloud.erasesForGood,
    };
    assert.deepEqual(shown, expected);
    assert.equal(appResourceOf(cloud, 'graph'), graph);
    assert.ok(listDelegatedScopes(cloud, 'graph')[0]?.startsWith(`${graph}/Mail.`));
    assert.deepEqual([imap.security, smtp.security], ['tls', 'starttls']);
    // A mailbox there that is read with a password is known for one that can be migrated.
    assert.equal(findCloudOf(microsoftClouds, { host: imap.host.toUpperCase(), port: 993 })?.id, id);
  });
}

// In China programs ask login.chinacloudapi.cn, tokens are issued by login.partner.microsoftonline.cn, and people sign in there.

const tid = '0b7c9d1e-2f3a-4b5c-8d6e-7f8091a2b3c4';
const issuer = `https://login.partner.microsoftonline.cn/${tid}/v2.0`;
const registration = {
  clientId: 'app',
  credential: { kind: 'secret', clientSecret: 'secret' },
  tenant: 'contoso.partner.onmschina.cn',
} as const;
let server: Server;
let china: Cloud;
let form = new URLSearchParams();

before(async () => {
  const { ca, key, cert } = await createCertificates();
  server = createServer({ key, cert }, async (request, response) => {
    if (request.url?.includes('openid-configuration')) return void response.end(describeEndpoints());
    form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    response.setHeader('content-type', 'application/json').end(issueTokens());
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const own = microsoftClouds.find(({ id }) => id === 'china');
  assert.ok(own);
  china = { ...own, authority: `https://localhost:${port}`, ca };
});
after(() => server.close());

function describeEndpoints(): string {
  const people = `https://login.partner.microsoftonline.cn/${tid}/oauth2/v2.0`;
  return JSON.stringify({
    issuer,
    authorization_endpoint: `${people}/authorize`,
    token_endpoint: `${china.authority}/${tid}/oauth2/v2.0/token`,
    end_session_endpoint: `${people}/logout`,
  });
}

function issueTokens(): string {
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ aud: 'app', iss: issuer, exp: seconds + 3600, iat: seconds, nonce: 'n', tid, ver: '2.0' },
    oid: '5a1f0c9e-8d6a-4427-9b8e-15a9c0d3e7f2',
    sub: 'subject',
    preferred_username: 'info@contoso.partner.onmschina.cn',
  };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return JSON.stringify({
    token_type: 'Bearer',
    scope: listDelegatedScopes(china).join(' '),
    expires_in: 3600,
    access_token: 'access',
    refresh_token: 'refresh',
    id_token: `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.c2ln`,
    client_info: encode({ uid: claims.oid, utid: tid }),
  });
}

test('where the sign-in of a cloud has several hosts, people and programs go each to its own', async () => {
  const request = { redirectUri: 'https://desk.example/oauth/microsoft/callback', state: 's' };
  const asked = { nonce: 'n', codeChallenge: 'c', prompt: 'select_account', resource: 'mail' } as const;
  const signIn = new URL(await buildSignInUrl(china, registration, { ...request, ...asked }));
  assert.equal(signIn.host, 'login.partner.microsoftonline.cn');
  assert.match(signIn.searchParams.get('scope') ?? '', /https:\/\/partner\.outlook\.cn\/SMTP\.Send/);
  const consent = new URL(await buildAdminConsentUrl(china, registration, { ...request, resource: 'graph' }));
  assert.equal(
    consent.origin + consent.pathname,
    'https://login.partner.microsoftonline.cn/contoso.partner.onmschina.cn/v2.0/adminconsent',
  );
  assert.match(
    consent.searchParams.get('scope') ?? '',
    /^https:\/\/microsoftgraph\.chinacloudapi\.cn\/Mail\./,
  );
  const exchange = {
    code: 'code',
    codeVerifier: 'v',
    nonce: 'n',
    now: new Date(),
    resource: 'mail',
  } as const;
  const { identity } = await redeemCode(china, registration, {
    ...exchange,
    redirectUri: request.redirectUri,
  });
  assert.deepEqual([identity.tenantId, identity.address], [tid, 'info@contoso.partner.onmschina.cn']);
  assert.equal(form.get('code'), 'code');
});
