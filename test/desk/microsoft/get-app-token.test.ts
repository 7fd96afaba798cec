import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { insertAppCredential, type NewAppCredential } from '../../../src/db/app-credentials.ts';
import { findAppRegistration, updateAppRegistration } from '../../../src/db/app-registrations.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { getAppToken } from '../../../src/desk/microsoft/get-app-token.ts';
import { saveAppRegistration } from '../../../src/desk/microsoft/save-app-registration.ts';
import { findFailure } from '../../../src/domain/failure.ts';
import { createClientCertificate } from '../../../src/microsoft/client-certificate.ts';
import { addCertificate } from '../../../src/sandbox/client-assertion.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/tenant.ts';
import { type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

let sandbox: Sandbox;
let opened: ImportDesk;
let desk: Desk;
let registrationId: number;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  sandbox.registration.roles = ['IMAP.AccessAsApp', 'Mail.Send'];
  opened = await openImportDesk();
  desk = { ...opened.desk, cloudPath: sandbox.cloudFile };
  const { clientId, clientSecret, tenant } = sandbox.app;
  const app = { clientId, clientSecret, tenant, cloud: 'file' };
  await saveAppRegistration.perform(desk, { kind: 'command_line' }, app);
  registrationId = (await findAppRegistration(desk.read))?.id ?? 0;
});
after(async () => {
  await opened.close();
  await sandbox.stop();
});
afterEach(() => delete process.env.AZURE_POD_IDENTITY_AUTHORITY_HOST);

test('a token tells its roles, its tenant and the object id that Exchange wants, each resource its own', async () => {
  const mail = await ask('mail');
  const { accessToken: _, expiresAt, ...told } = mail;
  const { principalId } = sandbox.registration;
  assert.deepEqual(told, {
    roles: ['IMAP.AccessAsApp'],
    objectId: principalId,
    tenantId: sandbox.app.tenant,
  });
  assert.ok(expiresAt.getTime() > Date.now());
  assert.deepEqual((await ask('graph')).roles, ['Mail.Send']);
  assert.equal((await ask('mail')).accessToken, mail.accessToken);
  assert.notEqual((await ask('mail', true)).accessToken, mail.accessToken);
});

test('a certificate is used as soon as it is chosen, and one that Microsoft does not know is refused', async () => {
  const own = await createClientCertificate('Postroom', new Date());
  const { certificate, privateKey, thumbprint, notAfter } = own;
  await use({ kind: 'certificate', certificate, privateKey, thumbprint, expiresAt: notAfter });
  assert.deepEqual(await refusal(), [700027]);
  addCertificate(sandbox.registration, certificate);
  assert.ok((await ask('mail')).accessToken);
});

test('a token file is read each time', async () => {
  const tokenFile = join(dirname(sandbox.cloudFile), 'token');
  await use({ kind: 'federated', tokenFile });
  assert.match(await refusalText(), /token cannot be used: ENOENT/);
  await writeFile(tokenFile, 'two words');
  assert.match(await refusalText(), /it holds no token/);
  await writeFile(tokenFile, `${await sandbox.entra.workload.issue('somebody-else')}\n`);
  const { issuer } = sandbox.entra.workload;
  sandbox.registration.federations = [
    { issuer: issuer(), subject: 'postroom', audience: 'api://AzureADTokenExchange' },
  ];
  assert.deepEqual(await refusal(), [700213]);
  await writeFile(tokenFile, `${await sandbox.entra.workload.issue('postroom')}\n`);
  assert.ok((await ask('mail')).accessToken);
});

test("the machine's identity stands for the app, and where it has none that is said", async () => {
  process.env.AZURE_POD_IDENTITY_AUTHORITY_HOST = sandbox.pageUrl.replace(/\/$/, '');
  await use({ kind: 'managed_identity', identityClientId: null });
  const issuer = `${sandbox.authority}/${sandbox.app.tenant}/v2.0`;
  const subject = sandbox.entra.identity.principalId;
  sandbox.registration.federations = [{ issuer, subject, audience: 'api://AzureADTokenExchange' }];
  assert.ok((await ask('mail')).accessToken);
  await use({ kind: 'managed_identity', identityClientId: 'c0ffee00-0000-4000-8000-000000000000' });
  const error: unknown = await ask('mail').catch((reason: unknown) => reason);
  assert.equal(findFailure(error)?.error, 'managed_identity_missing');
  assert.match(findFailure(error)?.text ?? '', /Identity not found/);
});

function ask(resource: 'mail' | 'graph', isForced = false) {
  return getAppToken(desk, registrationId, sandbox.app.tenant, resource, isForced);
}

async function refusal(): Promise<readonly number[] | undefined> {
  const error: unknown = await ask('mail').catch((reason: unknown) => reason);
  return findFailure(error)?.aadsts;
}

async function refusalText(): Promise<string> {
  const error: unknown = await ask('mail').catch((reason: unknown) => reason);
  return findFailure(error)?.text ?? String(error);
}

let updates = 0;

async function use(credential: Omit<NewAppCredential, 'appRegistrationId' | 'createdAt'>): Promise<void> {
  await desk.write(async (tx) => {
    const createdAt = desk.now();
    const row = { ...credential, appRegistrationId: registrationId, createdAt };
    const credentialId = await insertAppCredential(tx, row);
    updates += 1;
    const updatedAt = new Date(createdAt.getTime() + updates);
    await updateAppRegistration(tx, registrationId, { credentialId, updatedAt });
  });
}
