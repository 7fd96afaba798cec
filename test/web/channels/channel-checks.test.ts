import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Fault } from '../../../src/sandbox/faults.ts';
import {
  addAccount,
  type ConnectedApp,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../../support/microsoft.ts';
import { waitUntil } from '../../support/wait-for.ts';

let connected: ConnectedApp;
let channelId: number;
const support = 'support@brightwater.example';

before(async () => {
  connected = await startBesideSandbox(3);
  await saveApp(connected);
  channelId = await addAccount(connected, support);
});
after(() => connected.stop());

/** @returns each step's state, when all have ended, and the words of the page */
async function check(): Promise<{ states: string; page: string }> {
  const started = await connected.admin.post(`/channels/${channelId}/checks`, {});
  const path = started.headers.get('location') ?? '';
  const read = async () => {
    const page = await (await connected.admin.get(`${path}/lines`)).text();
    const states = [...page.matchAll(/class="hint">(waiting|running|passed|failed|not tried)/g)];
    return { states: states.map(([, state]) => state).join(', '), page };
  };
  // The desk may be too busy to say anything.
  return waitUntil(read, ({ states }) => states !== '' && !/waiting|running/.test(states));
}

test('a sound channel passes every step', async () => {
  const { states, page } = await check();
  assert.equal(states, 'passed, passed, passed, passed, passed, passed, passed, passed');
  assert.match(page, /INBOX holds \d+ messages/);
  assert.match(page, /deletes single messages/);
});

const faults: readonly (readonly [Fault, string, RegExp])[] = [
  [
    { kind: 'entra-7000222', command: 'token' },
    'passed, failed, not tried, not tried, not tried, not tried, not tried, not tried',
    /has expired/,
  ],
  [
    { kind: 'entra-50076', command: 'token' },
    'passed, failed, not tried, not tried, not tried, not tried, not tried, not tried',
    /second factor/,
  ],
  [
    { kind: 'not-connected' },
    'passed, passed, failed, not tried, not tried, not tried, not tried, passed',
    /licence[\s\S]*Set-CASMailbox -Identity &#39;support@/,
  ],
  [
    { kind: 'server-unavailable', command: 'SELECT' },
    'passed, passed, passed, failed, not tried, not tried, not tried, passed',
    /not available/,
  ],
  [
    { kind: 'smtp-auth-disabled-mailbox' },
    'passed, passed, passed, passed, passed, passed, passed, failed',
    /-SmtpClientAuthenticationDisabled \$false/,
  ],
  [
    { kind: 'smtp-auth-disabled-tenant' },
    'passed, passed, passed, passed, passed, passed, passed, failed',
    /switched off in the tenant/,
  ],
  [
    { kind: 'smtp-locked' },
    'passed, passed, passed, passed, passed, passed, passed, failed',
    /security defaults refuse sending/,
  ],
  [
    { kind: 'smtp-send-as-denied' },
    'passed, passed, passed, passed, passed, passed, passed, failed',
    /Add-RecipientPermission/,
  ],
  [
    { kind: 'smtp-535' },
    'passed, passed, passed, passed, passed, passed, passed, failed',
    /refuses the sign-in/,
  ],
];

for (const [fault, expected, words] of faults) {
  test(`${fault.kind} is found at its step and put into words`, async () => {
    connected.sandbox.faults.set(support, fault);
    const { states, page } = await check();
    connected.sandbox.faults.clear(support);
    assert.equal(states, expected);
    assert.match(page, words);
  });
}

const rehearsed: readonly (readonly [Fault, RegExp])[] = [
  [
    { kind: 'smtp-auth-disabled-mailbox' },
    /Your Microsoft administrator can mend this[\s\S]*-SmtpClientAuthenticationDisabled \$false/,
  ],
  [{ kind: 'smtp-auth-disabled-tenant' }, /switched off in the tenant[\s\S]*Set-CASMailbox/],
  [{ kind: 'smtp-send-as-denied' }, /Add-RecipientPermission/],
  [
    { kind: 'not-connected' },
    /Your Microsoft administrator can mend this[\s\S]*licence[\s\S]*<code[^>]*>Set-CASMailbox/,
  ],
  [{ kind: 'server-unavailable', command: 'SELECT' }, /not available/],
];

for (const [fault, words] of rehearsed) {
  test(`the rehearsal names cause and step of ${fault.kind}`, async () => {
    connected.sandbox.faults.set(support, fault);
    const page = await (await connected.admin.get(`/channels/${channelId}/rehearsal`)).text();
    connected.sandbox.faults.clear(support);
    assert.match(page, words);
  });
}

test('a channel whose folder was deleted goes on as soon as a check finds it there again', async () => {
  const { sandbox, admin } = connected;
  const mailbox = sandbox.mailboxes.get(support);
  const path = await startChannel(connected, channelId, { folder: 'Orders' });
  const read = async () => (await admin.get(`${path}/panel`)).text();
  mailbox?.removeFolder(mailbox.createFolder('Orders'));
  await admin.post(`${path}/fetches`, {});
  // The words of the failure alone may be those of an earlier one.
  const advice =
    /The folder is not there[\s\S]*make the folder again in the mailbox[\s\S]*folder INBOX → Orders/;
  await waitUntil(read, (page) => advice.test(page));
  mailbox?.createFolder('Orders');
  await check();
  await waitUntil(read, (page) => page.includes('Works again since'));
});
