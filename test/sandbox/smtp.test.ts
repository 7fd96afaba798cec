import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { createTransport } from 'nodemailer';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { obtainTokens } from './sign-in-support.ts';

const support = 'support@brightwater.example';
const customer = 'robin@visitor.example';
let sandbox: Sandbox;
const tokens = new Map<string, string>();

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  for (const upn of [support, 'omar.diaz@brightwater.example', 'nina.volkov@brightwater.example']) {
    tokens.set(upn, (await obtainTokens(sandbox, upn)).accessToken);
  }
});
after(() => sandbox.stop());
afterEach(() => {
  sandbox.faults.clear();
  sandbox.sent.length = 0;
});

interface Letter {
  user?: string;
  holder?: string;
  from?: string;
  envelopeFrom?: string;
  to?: string;
}

async function send({
  user = support,
  holder = support,
  from = user,
  envelopeFrom = from,
  to = customer,
}: Letter) {
  const transport = createTransport({
    host: sandbox.smtp.host,
    port: sandbox.smtp.port,
    requireTLS: true,
    tls: { ca: sandbox.ca },
    auth: { type: 'OAuth2', user, accessToken: tokens.get(holder) ?? 'no-token' },
  });
  try {
    return await transport.sendMail({
      from,
      to,
      envelope: { from: envelopeFrom, to: [to] },
      subject: 'Grüße vom Wasser',
      text: 'A canoe.\n.\n..two dots',
      messageId: '<own-1@brightwater.example>',
    });
  } finally {
    transport.close();
  }
}

/** @returns the reply that refused it. */
async function refusal(letter: Letter): Promise<string> {
  const answer = await send(letter).then(
    ({ response }) => `accepted: ${response}`,
    (error: unknown) =>
      error instanceof Error && 'response' in error ? String(error.response) : String(error),
  );
  assert.doesNotMatch(answer, /^accepted/);
  return answer;
}

test('nodemailer sends with XOAUTH2 over STARTTLS; the reply names the Message-ID', async () => {
  const { response } = await send({});
  assert.match(response, /^250 2\.0\.0 OK <own-1@brightwater\.example> \[Hostname=.+\]$/);
  const [message] = sandbox.sent;
  assert.deepEqual(message?.envelope, { from: support, to: [customer] });
  assert.match(message.raw.toString(), /\r\n\.\r\n\.\.two dots/);
  const copies = sandbox.mailboxes.get(support)?.findFolder('Sent Items')?.messages ?? [];
  assert.equal(copies.at(-1)?.raw.equals(message.raw), true);
});

test('mail to an alias of this tenant comes in', async () => {
  await send({ to: 'omar.diaz@brightwater.example' });
  assert.equal(sandbox.mailboxes.get('omar@brightwater.example')?.findFolder('INBOX')?.messages.length, 1);
});

test('a delegate sends as the shared mailbox, signed in as either', async () => {
  await send({ from: 'info@brightwater.example' });
  await send({ user: 'info@brightwater.example' });
  assert.equal(
    sandbox.mailboxes.get('info@brightwater.example')?.findFolder('Sent Items')?.messages.length,
    1,
  );
});

test('who may not sign in or send is told so in Exchange’s words', async () => {
  const omar = 'omar.diaz@brightwater.example';
  const nina = 'nina.volkov@brightwater.example';
  const table: [Letter, RegExp][] = [
    [{ user: 'omar@brightwater.example', holder: omar }, /^535 5\.7\.3 Authentication unsuccessful/],
    [{ holder: omar }, /^535 5\.7\.3/],
    [{ user: nina, holder: nina }, /^535 5\.7\.3/],
    [{ holder: 'nobody' }, /^535 5\.7\.3/],
    [{ from: 'billing@brightwater.example' }, /^550 5\.7\.60 SMTP; Client does not have permissions/],
    [{ envelopeFrom: support, from: 'billing@brightwater.example' }, /^554 5\.2\.252 SendAsDenied/],
  ];
  for (const [letter, expected] of table)
    assert.match(await refusal(letter), expected, JSON.stringify(letter));
  assert.equal(sandbox.sent.length, 0);
});

test('every SMTP fault strikes with its words', async () => {
  const table: [FaultKind, RegExp][] = [
    ['smtp-auth-disabled-tenant', /^535 5\.7\.139 .+ SmtpClientAuthentication is disabled for the Tenant/],
    ['smtp-auth-disabled-mailbox', /^535 5\.7\.139 .+ disabled for the Mailbox/],
    ['smtp-locked', /^535 5\.7\.139 .+ security defaults policy/],
    ['smtp-535', /^535 5\.7\.3 /],
    ['smtp-432', /^432 4\.3\.2 Concurrent connections limit exceeded/],
    ['smtp-send-as-denied', /^550 5\.7\.60 /],
    ['smtp-550-recipient', /^550 5\.1\.10 /],
    ['smtp-sender-thread-limit', /^432 4\.3\.2 STOREDRV\.ClientSubmit; sender thread limit exceeded/],
    ['smtp-send-as-denied-554', /^554 5\.2\.252 SendAsDenied/],
  ];
  for (const [kind, expected] of table) {
    sandbox.faults.set(support, { kind, times: 1 });
    const answer = await send({}).catch((error: unknown) => error);
    const reply = answer instanceof Error && 'response' in answer ? String(answer.response) : '';
    const refused = answer instanceof Object && 'rejected' in answer ? String(answer.rejected) : '';
    assert.match(`${reply}${refused}`, expected, kind);
    assert.equal(sandbox.faults.list().length, 0, kind);
  }
  assert.equal(sandbox.sent.length, 0);
});

test('a cut after DATA leaves the message delivered and the sender without an answer', async () => {
  sandbox.faults.set(support, { kind: 'smtp-cut-after-data', times: 1 });
  const sentItems = sandbox.mailboxes.get(support)?.sentItems.messages ?? [];
  const before = sentItems.length;
  await assert.rejects(send({}), /closed|ECONN/i);
  assert.deepEqual([sandbox.sent.length, sentItems.length], [1, before + 1]);
});

test('a cut before the message is taken leaves it nowhere', async () => {
  const copies = () => sandbox.mailboxes.get(support)?.sentItems.messages.length;
  const before = copies();
  sandbox.faults.set(support, { kind: 'smtp-cut-unaccepted', times: 1 });
  await assert.rejects(send({}), /closed|ECONN/i);
  assert.deepEqual([sandbox.sent.length, copies()], [0, before]);
});

test('a replaced Message-ID is named by the reply and stands in Sent Items', async () => {
  sandbox.faults.set('*', { kind: 'smtp-replace-message-id', times: 1 });
  const { response } = await send({});
  const id = /OK (<.+@.+\.prod\.outlook\.com>) /.exec(response)?.[1] ?? 'none';
  const copy =
    sandbox.mailboxes.get(support)?.findFolder('Sent Items')?.messages.at(-1)?.raw.toString() ?? '';
  assert.ok(copy.includes(`Message-ID: ${id}\r\n`));
  assert.ok(!copy.includes('own-1'));
});
