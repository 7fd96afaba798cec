import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getMailAccount } from '../../../src/db/mail-accounts.ts';
import { imapOptionsOf, signInOf } from '../../../src/desk/channels/mail-account-connection.ts';
import { saveMailAccount } from '../../../src/desk/channels/save-mail-account.ts';
import { type Certificates, createCertificates } from '../../../src/sandbox/ca.ts';
import { startScriptedImap } from '../../support/scripted-imap.ts';
import { startScriptedSmtp } from '../../support/scripted-smtp.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { putTlsBefore, type TlsServer } from '../../support/tls-before.ts';

let desk: TicketDesk;
let admin: Person;
let certificates: Certificates;
let servers: readonly TlsServer[];
const ends: (() => unknown)[] = [];

before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin');
  certificates = await createCertificates();
  const [imap, smtp] = [await startScriptedImap(), await startScriptedSmtp()];
  servers = [
    await putTlsBefore(certificates, imap.port, '127.0.0.1'),
    await putTlsBefore(certificates, smtp.port),
  ];
  ends.push(...servers.map(({ stop }) => stop), imap.stop, smtp.stop);
});
after(async () => {
  for (const end of ends) await end();
  await desk.close();
});

function save(authority: string) {
  const [imap, smtp] = servers;
  return desk.door.as(admin.actor).call(saveMailAccount, {
    savesAnyway: false,
    address: 'info@own.example',
    name: '',
    userName: '',
    password: 'x',
    authority,
    imapHost: 'localhost',
    imapPort: String(imap?.port),
    imapSecurity: 'tls',
    smtpHost: 'localhost',
    smtpPort: String(smtp?.port),
    smtpSecurity: 'tls',
    allowsPrivate: true,
  });
}

test('servers of an authority of their own are named as such, and let in with its certificate', async () => {
  const refused = await save('');
  assert.ok(refused.kind === 'refused');
  const codes = refused.lines.flatMap(({ diagnosis }) => diagnosis?.code ?? []);
  assert.deepEqual([...new Set(codes)], ['network_certificate_untrusted']);
  const saved = await save(`My authority\r\n${certificates.ca.replaceAll('\n', '\r\n')}`);
  assert.ok(saved.kind === 'saved' && saved.works);
  const account = await getMailAccount(desk.desk.read, saved.channelId);
  const { ca } = await imapOptionsOf(desk.desk, signInOf(account));
  assert.ok(ca?.includes('BEGIN CERTIFICATE'));
  const page = await (await admin.get(`/channels/${saved.channelId}/account`)).text();
  assert.match(page, /<details class="more" open(?:="")?>[\s\S]*BEGIN CERTIFICATE/);
});

test('what is no certificate is told at its field', async () => {
  for (const wrong of [
    'nonsense',
    '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----',
    certificates.key,
  ]) {
    const error = await save(wrong).then(
      () => assert.fail('it was taken'),
      (cause: { fields?: Record<string, string> }) => cause,
    );
    assert.match(error.fields?.authority ?? '', /BEGIN CERTIFICATE/);
  }
});
