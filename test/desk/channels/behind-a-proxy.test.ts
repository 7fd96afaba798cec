import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { saveAlertSettings, sendTestAlert } from '../../../src/desk/telling/deliver-alerts.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/tenant.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { openImportDesk, operate } from '../../support/import-desk.ts';
import { type MailProxy, startMailProxy } from '../../support/mail-proxy.ts';
import { goToMicrosoft, pathOf, query, saveApp } from '../../support/microsoft.ts';
import { startScriptedSmtp } from '../../support/scripted-smtp.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

// Whoever runs Postroom where nothing gets out but through a proxy has no line to a mail server without it.

const support = 'support@brightwater.example';
let sandbox: Sandbox;
let proxy: MailProxy;
let postroom: TestApp;
let admin: Visitor;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  proxy = await startMailProxy();
  postroom = await startStaffedApp({ POSTROOM_CLOUD: sandbox.cloudFile, POSTROOM_MAIL_PROXY: proxy.url }, [
    'admin',
  ]);
  admin = await postroom.signIn('admin');
});
after(async () => {
  await postroom.stop();
  proxy.stop();
  await sandbox.stop();
});

test('an account with a password is migrated through it', async () => {
  await saveApp({ sandbox, admin });
  const { imap, smtp } = sandbox.cloud;
  const added = await admin.post('/channels/new/email', {
    address: support,
    name: 'Support',
    userName: support,
    password: 'no more',
    imapHost: imap.host,
    imapPort: String(imap.port),
    imapSecurity: imap.security,
    smtpHost: smtp.host,
    smtpPort: String(smtp.port),
    smtpSecurity: smtp.security,
    allowsPrivate: 'on',
    savesAnyway: 'on',
  });
  assert.equal(added.status, 303);
  proxy.asked.length = 0;
  const back = await goToMicrosoft({ sandbox, admin }, support, 'kind=migrate&channel=1');
  await admin.get(pathOf(back));
  assert.deepEqual(await query(postroom, 'SELECT kind FROM channels'), [{ kind: 'microsoft365' }]);
  // The channel is not fetched yet: nothing else has opened the mailbox.
  assert.ok(proxy.asked.includes(`${imap.host}:${imap.port}`), proxy.asked.join(' '));
});

test('alerts go to their mail server through it', async () => {
  const smtp = await startScriptedSmtp();
  const proxies = { web: undefined, mail: proxy.url, exempt: '' };
  const { desk, close } = await openImportDesk(undefined, {}, { proxies });
  try {
    await operate(desk).call(saveAlertSettings, {
      channelId: '',
      minutes: '15',
      route: 'smtp',
      smtpFrom: 'postroom@inside.example',
      smtpHost: 'mail.inside.example',
      smtpPassword: '',
      smtpPort: String(smtp.port),
      smtpSecurity: 'none',
      smtpUserName: '',
      to: 'ada@inside.example',
      url: '',
      allowsPrivate: true,
    });
    const outcome = await operate(desk).call(sendTestAlert, {});
    assert.equal(outcome.kind, 'sent', JSON.stringify(outcome));
    assert.equal(smtp.taken.length, 1);
    assert.equal(proxy.asked.at(-1), `mail.inside.example:${smtp.port}`);
  } finally {
    await close();
    await smtp.stop();
  }
});
