import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createClientCertificate } from '../../../src/microsoft/client-certificate.ts';
import { addCertificate } from '../../../src/sandbox/client-assertion.ts';
import { addApp } from '../../../src/sandbox/entra-state.ts';
import {
  addAccount,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';

let connected: ConnectedApp;
const page = '/settings/microsoft?app=1';
before(async () => {
  connected = await startBesideSandbox(0);
});
after(() => connected.stop());

async function read(path = page): Promise<string> {
  const text = await (await connected.admin.get(path)).text();
  return text
    .replace(/<svg.*?<\/svg>/gs, '')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

async function credentials() {
  return query(connected.postroom, 'SELECT * FROM app_credentials ORDER BY id');
}

test('an app without a secret: a certificate made here, downloaded, uploaded, tried and used', async () => {
  const refused = await saveApp(connected, { clientSecret: '' });
  assert.equal(refused.status, 422);
  assert.equal((await saveApp(connected, { clientSecret: '', hasNoSecret: 'on' })).status, 303);
  assert.match(await read(), /nothing yet to prove itself by/);
  await connected.admin.post('/settings/microsoft/apps/1/credentials', { kind: 'new_certificate' });
  const [row] = await credentials();
  const file = await connected.admin.get('/settings/microsoft/apps/1/credentials/1/certificate.cer');
  assert.equal(file.headers.get('content-type'), 'application/pkix-cert');
  const cer = Buffer.from(await file.arrayBuffer());
  assert.ok(!cer.includes('PRIVATE'));
  const thumbprint = new X509Certificate(cer).fingerprint256.replaceAll(':', '');
  assert.equal(row?.thumbprint, thumbprint);
  assert.ok((await read()).includes(thumbprint));
  assert.ok(!(await read()).includes('PRIVATE KEY'));
  const early = await connected.admin.post('/settings/microsoft/apps/1/credential', { credentialId: '1' });
  assert.equal(early.status, 422);
  assert.match(await early.text(), /Not used yet: Microsoft does not accept the certificate of the app/);
  addCertificate(connected.sandbox.registration, cer);
  const used = await connected.admin.post('/settings/microsoft/apps/1/credential', { credentialId: '1' });
  assert.equal(used.status, 303);
  const [app] = await query(connected.postroom, 'SELECT * FROM app_registrations');
  assert.deepEqual([app?.credential_id, app?.client_secret], [1, '']);
  const facts = await query(connected.postroom, 'SELECT kind, data FROM facts');
  assert.ok(!JSON.stringify(facts).includes('PRIVATE'));
});

test('a person signs in with it, and both stand side by side while they change', async () => {
  const id = await addAccount(connected, 'support@brightwater.example');
  assert.ok(id > 0);
  const next = await createClientCertificate('Next', new Date());
  const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
  const locked = createPrivateKey(next.privateKey).export(cipher).toString();
  const ec = '-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----';
  for (const [pem, reason] of [
    ['', 'Expected a private key'],
    [next.privateKey, 'Expected a certificate'],
    [`${ec}\n${next.certificate}`, 'cannot be read'],
    [
      `${next.privateKey}\n${(await createClientCertificate('Other', new Date())).certificate}`,
      'does not belong to the certificate',
    ],
    [`${locked}\n${next.certificate}`, 'passphrase does not open'],
  ] as const) {
    const answer = await connected.admin.post('/settings/microsoft/apps/1/credentials', {
      kind: 'certificate',
      certificate: pem,
    });
    assert.equal(answer.status, 422, reason);
    assert.ok((await answer.text()).includes(reason), reason);
  }
  await connected.admin.post('/settings/microsoft/apps/1/credentials', {
    kind: 'certificate',
    certificate: `${next.certificate}\r\n${locked}`,
    passphrase: 'x',
  });
  addCertificate(connected.sandbox.registration, next.certificate);
  await connected.admin.post('/settings/microsoft/apps/1/credential', { credentialId: '2' });
  const inUse = await connected.admin.post('/settings/microsoft/apps/1/credentials/2/removal', {});
  assert.equal(inUse.status, 409);
  await connected.admin.post('/settings/microsoft/apps/1/credentials/1/removal', {});
  assert.deepEqual(
    (await credentials()).map(({ id }) => id),
    [2],
  );
  // The secret that the certificate took the place of is forgotten, too.
  await connected.admin.post('/settings/microsoft/apps/1/credentials/secret/removal', {});
  const page = await (await connected.admin.get('/settings/microsoft')).text();
  assert.match(page, /Entra has it/);
  assert.doesNotMatch(page, /Client secret<\/b>/);
});

test('the end of the certificate in use is told ahead', async () => {
  const soon = new Date();
  soon.setUTCMonth(soon.getUTCMonth() - 12);
  soon.setUTCDate(soon.getUTCDate() + 5);
  const short = await createClientCertificate('Short', soon);
  const certificate = `${short.certificate}\n${short.privateKey}`;
  await connected.admin.post('/settings/microsoft/apps/1/credentials', { kind: 'certificate', certificate });
  addCertificate(connected.sandbox.registration, short.certificate);
  assert.doesNotMatch(await read('/channels'), /certificate of the app ends/);
  await connected.admin.post('/settings/microsoft/apps/1/credential', { credentialId: '3' });
  const day = short.notAfter.toISOString().slice(0, 10);
  assert.match(await read('/channels'), new RegExp(`The certificate of the app ends on ${day}, in \\d days`));
});

test('a further app stands beside the first one, and no app is connected twice', async () => {
  const second = addApp(connected.sandbox.entra, 'Second');
  const form = { clientId: second.clientId, clientSecret: second.secrets[0].value };
  const over = await saveApp(connected, { ...form, app: '1' });
  assert.equal(over.status, 422);
  assert.match(
    await over.text(),
    /To use both, connect it as a further app[\s\S]*Connect it as a further app/,
  );
  const saved = await saveApp(connected, { ...form, app: '1', as: 'further', name: 'Second' });
  assert.equal(saved.headers.get('location'), '/settings/microsoft?app=2');
  const again = await saveApp(connected, { ...form, app: 'new' });
  assert.match(await again.text(), /This app is connected already/);
  const apps = await query(connected.postroom, 'SELECT client_id, name FROM app_registrations ORDER BY id');
  assert.deepEqual(
    apps.map(({ name }) => name),
    ['', 'Second'],
  );
  assert.match(await read(), /App c4a7e2d1[\s\S]*1 channel[\s\S]*Second[\s\S]*0 channels/);
  const checked = await connected.admin.post('/settings/microsoft/checks', {
    ...form,
    app: '2',
    tenant: connected.sandbox.app.tenant,
    cloud: 'file',
  });
  assert.match(await checked.text(), /Client ID fits/);
});
