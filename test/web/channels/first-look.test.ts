import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { updateChannel } from '../../../src/db/channels.ts';
import { insertMailAccount, updateMailAccount } from '../../../src/db/mail-accounts.ts';
import { recallDiagnosis } from '../../../src/domain/diagnosis/diagnosis.ts';
import { type Certificates, createCertificates } from '../../../src/sandbox/ca.ts';
import { localAccount } from '../../support/mail-account.ts';
import { readable } from '../../support/page-words.ts';
import { type ScriptedImap, startScriptedImap } from '../../support/scripted-imap.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../../support/scripted-smtp.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';
import { putTlsBefore, type TlsServer } from '../../support/tls-before.ts';
import { waitUntil } from '../../support/wait-for.ts';

// What somebody is told who looks at a new account: by Check connection, and by the page before its first fetch.

const folders = Array.from({ length: 400 }, (_, at) => `Folder ${at}`);
const proxies: { web?: string; mail: string | undefined; exempt: string } = { mail: undefined, exempt: '' };
const ends: (() => unknown)[] = [];
let desk: TicketDesk;
let admin: Person;
let imap: ScriptedImap;
let smtp: ScriptedSmtp;
let closedPort: number;

before(async () => {
  imap = await startScriptedImap({
    exists: 0,
    answer: ({ name }) =>
      name === 'LIST' ? [...folders.map((each) => `* LIST () "/" "${each}"`), 'TAG OK done'] : undefined,
  });
  smtp = await startScriptedSmtp();
  desk = await openTicketDesk({ kind: 'email', startedAt: null }, { proxies: proxies as never });
  admin = await desk.signIn('admin');
  await desk.desk.write((tx) =>
    insertMailAccount(
      tx,
      localAccount({
        channelId: desk.channel.id,
        imapPort: imap.port,
        authority: null,
        smtpHost: 'localhost',
        smtpPort: smtp.port,
      }),
    ),
  );
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  closedPort = (closed.address() as AddressInfo).port;
  closed.close();
  await once(closed, 'close');
  ends.push(imap.stop, smtp.stop);
});
after(async () => {
  for (const end of ends) await end();
  await desk.close();
});

async function readCheck(): Promise<string> {
  const started = await admin.post(`/channels/${desk.channel.id}/checks`, {});
  const path = started.headers.get('location') ?? '';
  const read = async () => readable(await (await admin.get(`${path}/lines`)).text());
  return waitUntil(read, (page) => !/class="hint">\s*(?:waiting|running)/.test(page));
}

async function readRehearsal(): Promise<string> {
  return readable(await (await admin.get(`/channels/${desk.channel.id}/rehearsal`)).text());
}

type Account = Parameters<typeof updateMailAccount>[2];

/** Both places say the same row, with who has to act and how, and both ways are named where both are shut. */
async function expectRow(code: string, change: Account): Promise<void> {
  const { id } = desk.channel;
  await desk.desk.write(async (tx) => {
    await updateMailAccount(tx, id, change);
    await updateChannel(tx, id, { sendingState: 'untried', sendingCode: null, sendingText: null });
  });
  const { title, cause, step } = recallDiagnosis(code, '', { address: supportAddress, kind: 'email' });
  for (const page of [await readCheck(), await readRehearsal()]) {
    for (const words of [title, cause, `<b>You can mend this:</b> ${step}`]) {
      assert.ok(page.includes(words), `${code}: ${words}\n${page}`);
    }
    assert.doesNotMatch(page, /Something that Postroom does not know|Microsoft administrator/);
  }
}

async function serveTls(certificates: Certificates): Promise<TlsServer> {
  const server = await putTlsBefore(certificates, imap.port, '127.0.0.1');
  ends.unshift(server.stop);
  return server;
}

const plain: Account = { imapHost: '127.0.0.1', imapSecurity: 'none', authority: null };

for (const [code, options, isTrusted] of [
  ['network_certificate_expired', { notAfter: new Date(Date.now() - 3_600_000) }, true],
  ['network_certificate_name', { names: ['elsewhere.example'] }, true],
  ['network_certificate_untrusted', {}, false],
] as const) {
  test(`TLS that is wrong: ${code}`, async () => {
    const certificates = await createCertificates({
      ...options,
      names: [...('names' in options ? options.names : ['localhost'])],
    });
    const { port } = await serveTls(certificates);
    const authority = isTrusted ? certificates.ca : null;
    await expectRow(code, { imapHost: 'localhost', imapPort: port, imapSecurity: 'tls', authority });
  });
}

test('a TLS port without TLS, and STARTTLS where there is none', async () => {
  await expectRow('network_not_tls', { ...plain, imapPort: imap.port, imapSecurity: 'tls' });
  await expectRow('starttls_missing', { ...plain, imapPort: imap.port, imapSecurity: 'starttls' });
});

test('a network that lets nobody out names the proxy that it may need', async () => {
  await expectRow('network_refused', { ...plain, imapPort: closedPort });
  const { step } = recallDiagnosis('network_refused', '', { address: supportAddress, kind: 'email' });
  assert.match(step, /POSTROOM_MAIL_PROXY/);
});

test('a proxy that wants to know who asks is named, with both of its settings', async () => {
  const proxy = createServer().on('connect', (_, socket) =>
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
  );
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  ends.unshift(() => proxy.close());
  proxies.mail = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
  await expectRow('network_proxy', { ...plain, imapPort: imap.port });
  proxies.mail = undefined;
});

test('a mailbox of 400 folders is looked at in its one folder', async () => {
  await desk.desk.write((tx) => updateMailAccount(tx, desk.channel.id, { ...plain, imapPort: imap.port }));
  imap.commands.length = 0;
  assert.match(await readCheck(), /INBOX holds 0 messages/);
  assert.match(await readRehearsal(), /<b>0 messages<\/b> \(.{1,9}\) of the folder <b>INBOX/);
  const counted = imap.commands.filter((name) => name === 'STATUS' || name === 'EXAMINE');
  assert.deepEqual(counted, []);
});

test('a server that takes the sign-in and refuses the sender says so before the start', async () => {
  const words = '550 5.7.60 SMTP; Client does not have permissions to send as this sender';
  const refusing = await startScriptedSmtp({ answer: ({ name }) => (name === 'MAIL' ? [words] : undefined) });
  ends.unshift(refusing.stop);
  const { title, step } = recallDiagnosis('smtp_send_as_denied', '', {
    address: supportAddress,
    kind: 'email',
  });
  await desk.desk.write((tx) => updateMailAccount(tx, desk.channel.id, { smtpPort: refusing.port }));
  for (const page of [await readCheck(), await readRehearsal()]) {
    assert.ok(
      page.includes(title) && page.includes(`<b>Whoever runs the mail server can mend this:</b> ${step}`),
      page,
    );
    assert.ok(page.includes(words));
  }
});

test('a server that refuses the name by which it is greeted is told of, with the setting', async () => {
  const refusing = await startScriptedSmtp({
    answer: ({ name }) => (/^(EHLO|HELO)$/.test(name) ? ['501 5.5.4 Invalid domain name'] : undefined),
  });
  ends.unshift(refusing.stop);
  await expectRow('smtp_name_refused', { ...plain, imapPort: imap.port, smtpPort: refusing.port });
});
