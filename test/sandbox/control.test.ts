import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { postControl, postToken } from './sign-in-support.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox.stop());

test('the support mailbox is filled, and each mailbox can be looked at', async () => {
  const mailbox = await getControl('mailboxes/support@brightwater.example');
  const inbox = mailbox.folders.find(({ path }) => path === 'INBOX');
  assert.ok((inbox?.total ?? 0) > 20);
  assert.ok(inbox?.messages?.every(({ from, subject }) => from !== '' && subject !== undefined));
});

test('a mail is written, or given whole, into a mailbox', async () => {
  const to = 'info@brightwater.example';
  await postControl(sandbox, 'messages', {
    to,
    from: 'Jörg <joerg@example.com>',
    subject: 'Grüße',
    text: 'a\nb',
  });
  const raw = Buffer.from('Subject: whole\r\n\r\nx\r\n');
  const made = await postControl(sandbox, 'messages', { to, raw: raw.toString('base64'), folder: 'A/B' });
  assert.deepEqual(made, { mailbox: to, uid: 1 });
  const written = await fetch(`${sandbox.pageUrl}control/mailboxes/${to}/1`);
  assert.match(await written.text(), /^From: =\?utf-8\?B\?SsO2cmc=\?= <joerg@example\.com>\r\n/);
  const whole = await fetch(`${sandbox.pageUrl}control/mailboxes/${to}/1?folder=A/B`);
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), raw);
});

test('faults are set, listed and cleared; an unknown kind is refused', async () => {
  await postControl(sandbox, 'faults', { mailbox: 'a@b.example', kind: 'throttle', times: 2, value: 500 });
  const listed = await (await fetch(`${sandbox.pageUrl}control/faults`)).json();
  assert.deepEqual(listed, [{ mailbox: 'a@b.example', fault: { kind: 'throttle', times: 2, value: 500 } }]);
  await assert.rejects(
    postControl(sandbox, 'faults', { mailbox: '*', kind: 'entra-1' }),
    /400 .*not a fault kind/,
  );
  assert.deepEqual(await postControl(sandbox, 'fault-clearances', {}), { left: 0 });
});

test('the secret expires, and a new one works', async () => {
  const ask = (secret: string) =>
    postToken(sandbox, {
      grant_type: 'client_credentials',
      client_id: sandbox.app.clientId,
      client_secret: secret,
      scope: 'https://graph.microsoft.com/.default',
    });
  await postControl(sandbox, 'secret-expiries', {});
  assert.deepEqual((await ask(sandbox.app.clientSecret)).body.error_codes, [7000222]);
  await postControl(sandbox, 'secrets', {});
  assert.equal((await ask(sandbox.registration.secrets.at(-1)?.value ?? '')).status, 200);
});

test('the page shows and saves what the tenant’s Graph does', async () => {
  const body = new URLSearchParams({
    draftIds: 'new',
    hidesReturned: 'false',
    sendDelayMs: '7',
    knownHeaders: 'X-A X-B',
  });
  const saved = await fetch(`${sandbox.pageUrl}control/graph-settings`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  assert.deepEqual([saved.status, saved.headers.get('location')], [303, '/#graph-settings']);
  const { draftIds, hidesReturned, sendDelayMs, knownHeaders } = sandbox.graph.settings;
  assert.deepEqual([draftIds, hidesReturned, sendDelayMs, knownHeaders], ['new', false, 7, ['X-A', 'X-B']]);
  const html = await (await fetch(sandbox.pageUrl)).text();
  assert.match(html, /<option value="new" selected="">new<\/option>/);
  assert.ok(html.includes(`${sandbox.graph.urls.graph}/v1.0`) && html.includes('value="graph-server-busy"'));
});

test('SMTP greets before TLS without AUTH, and refuses mail there', async () => {
  const lines = await talk(['EHLO me\r\n', 'MAIL FROM:<a@b.example>\r\n', 'QUIT\r\n']);
  const said = lines.filter((line) => line.startsWith('250')).map((line) => line.slice(4).split(' ')[0]);
  const expected = ['SIZE', 'PIPELINING', 'DSN', 'ENHANCEDSTATUSCODES', 'STARTTLS', '8BITMIME', 'SMTPUTF8'];
  assert.deepEqual(said.slice(1), expected);
  assert.ok(
    lines.some((line) => line.startsWith('530 5.7.57 Client not authenticated')),
    lines.join('\n'),
  );
});

interface Described {
  folders: { path: string; total: number; messages?: { from: string; subject: string }[] }[];
}

async function getControl(path: string): Promise<Described> {
  const response = await fetch(`${sandbox.pageUrl}control/${path}`);
  return JSON.parse(await response.text());
}

/** Sends each command when the reply to the one before is whole. */
function talk(commands: string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(sandbox.smtp.port, '127.0.0.1');
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (/(^|\n)\d{3} [^\n]*\r\n$/.test(text)) socket.write(commands.shift() ?? '');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text.split('\r\n')));
  });
}
