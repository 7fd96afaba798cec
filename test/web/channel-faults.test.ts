import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Fault } from '../../src/sandbox/faults.ts';
import {
  addAccount,
  type ConnectedApp,
  goToMicrosoft,
  pathOf,
  query,
  saveApp,
  startBesideSandbox,
} from '../support/microsoft.ts';
import { waitFor } from '../support/wait-for.ts';

const support = 'support@brightwater.example';
let connected: ConnectedApp;
let path: string;
let mails = 0;

before(async () => {
  connected = await startBesideSandbox(2);
  await saveApp(connected);
  path = `/channels/${await addAccount(connected, support)}`;
  const settings = { name: 'Support', groupId: '1', afterImport: 'delete', archiveState: 'closed' };
  await connected.admin.post(`${path}/setup`, settings);
  await connected.admin.post(`${path}/start`, {});
  await waitFor(isWatching);
});
after(() => connected.stop());

async function readChannel() {
  const [row] = await query(connected.postroom, 'SELECT * FROM channels');
  return row ?? {};
}

async function isWatching(): Promise<boolean> {
  const { state, failure_code } = await readChannel();
  return state === 'watching' && failure_code === null;
}

async function readPage(): Promise<string> {
  const text = await (await connected.admin.get(path)).text();
  return text
    .replace(/<svg.*?<\/svg>/gs, '')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

function deliver(): string {
  const subject = `Fault number ${++mails}`;
  const mail = `From: carla@customer.example\r\nSubject: ${subject}\r\nMessage-ID: <${mails}@x.example>\r\n\r\nHi`;
  connected.sandbox.mailboxes.deliver(support, Buffer.from(mail));
  return subject;
}

/** A mail comes, the fault strikes, and the page says `title` in its diagnosis. */
async function provoke(faults: readonly (readonly [string, Fault])[], title: string): Promise<string> {
  for (const [mailbox, fault] of faults) connected.sandbox.faults.set(mailbox, fault);
  const subject = deliver();
  await connected.admin.post(`${path}/fetches`, {});
  await waitFor(async () => (await readChannel()).failure_code !== null);
  const page = await readPage();
  const heading = /class="[^"]*diagnosis[^"]*".*?<h2[^>]*>(.*?)<\/h2>/
    .exec(page)?.[1]
    ?.replace(/<[^>]*>/g, '');
  assert.equal(heading?.trim(), title);
  return subject;
}

/** It works again: the mail of the fault is there once, and the page says that it has recovered. */
async function expectRecovery(subject: string): Promise<void> {
  await waitFor(isWatching);
  const found = await query(connected.postroom, `SELECT id FROM articles WHERE subject = '${subject}'`);
  assert.equal(found.length, 1);
  assert.match(await readPage(), /Recovered by itself|It works again/);
}

const imapFaults: readonly (readonly [Fault, string])[] = [
  [{ kind: 'expunge-failed' }, 'EXPUNGE failed'],
  [{ kind: 'throttle', value: 1500, command: 'UID FETCH' }, 'Microsoft slows this mailbox down'],
  [{ kind: 'not-connected', command: 'SELECT' }, 'No right to this mailbox'],
  [{ kind: 'server-unavailable', command: 'SELECT' }, 'Exchange is not available'],
  [{ kind: 'invalid-state', command: 'SELECT' }, 'Exchange lost the thread'],
  [{ kind: 'token-expired', command: 'SELECT' }, 'The session ran out'],
  [{ kind: 'authenticate-failed' }, 'Exchange refuses the sign-in'],
];

describe('what Exchange says is on the page, and what is over heals by itself', () => {
  for (const [fault, title] of imapFaults) {
    test(`${fault.kind}: ${title}`, async () => {
      // The line that is open has signed in already.
      const isAtSignIn = fault.kind === 'authenticate-failed';
      const cut: readonly [string, Fault] = [support, { kind: 'token-expired', command: 'SELECT', times: 1 }];
      const subject = await provoke([...(isAtSignIn ? [cut] : []), [support, fault]], title);
      connected.sandbox.faults.clear(support);
      await connected.admin.post(`${path}/fetches`, {});
      await expectRecovery(subject);
    });
  }
});

/** The next fetch asks Microsoft for a token anew. */
const needsToken: readonly [string, Fault] = [
  support,
  { kind: 'token-expired', command: 'SELECT', times: 1 },
];

const appFaults: readonly (readonly [number, string])[] = [
  [700016, 'Microsoft does not know this Client ID in this tenant'],
  [70001, 'The app is disabled in this tenant'],
  [90002, 'Microsoft does not know this tenant'],
  [7000215, 'The Client Secret is wrong'],
  [7000222, 'The Client Secret has expired'],
  [50105, 'The account may not use the app'],
];

describe('what is wrong with the app is on the page, and saving it wakes the channel', () => {
  for (const [code, title] of appFaults) {
    test(`AADSTS${code}: ${title}`, async () => {
      const fault: Fault = { kind: `entra-${code}`, command: 'token' };
      const subject = await provoke([needsToken, ['*', fault]], title);
      connected.sandbox.faults.clear();
      // Nothing else is done: a new secret that is saved serves every channel at once.
      assert.equal((await saveApp(connected)).status, 303);
      await expectRecovery(subject);
    });
  }
});

const grantFaults: readonly (readonly [number, string])[] = [
  [50173, 'The sign-in was revoked'],
  [700082, 'The sign-in lay idle too long'],
  [70043, 'The tenant asks for a new sign-in from time to time'],
  [50076, 'Microsoft wants a second factor'],
  [53003, 'A policy blocks the sign-in'],
  [65001, 'The permissions are not granted any more'],
  [50057, 'The account cannot sign in'],
  [70000, 'Microsoft does not accept the stored sign-in'],
  [7000012, 'The sign-in belongs to another tenant'],
];

describe('a dead sign-in is on the page, is left alone, and a new one heals it', () => {
  for (const [code, title] of grantFaults) {
    test(`AADSTS${code}: ${title}`, async () => {
      const fault: Fault = { kind: `entra-${code}`, command: 'token' };
      const subject = await provoke([needsToken, ['*', fault]], title);
      assert.equal((await readChannel()).state, 'reauthenticate');
      assert.equal((await connected.admin.post(`${path}/fetches`, {})).status, 409);
      connected.sandbox.faults.clear();
      const id = path.split('/').at(-1);
      const back = await goToMicrosoft(connected, support, `kind=reauthenticate&channel=${id}`);
      assert.equal((await connected.admin.get(pathOf(back))).headers.get('location'), path);
      await expectRecovery(subject);
    });
  }
});

interface Way {
  imap: { host: string; port: number };
  ca?: string;
}

const networkFaults: readonly (readonly [string, (cloud: Way) => Way])[] = [
  [
    'The server name cannot be found',
    (cloud) => ({ ...cloud, imap: { ...cloud.imap, host: 'nowhere.invalid' } }),
  ],
  ['The connection was refused', (cloud) => ({ ...cloud, imap: { ...cloud.imap, port: 1 } })],
];

describe('what stands between us and the server is on the page, and heals by itself', () => {
  for (const [title, change] of networkFaults) {
    test(title, async () => {
      const { cloudFile } = connected.sandbox;
      const sound = readFileSync(cloudFile, 'utf8');
      writeFileSync(cloudFile, JSON.stringify(change(JSON.parse(sound))));
      let subject: string;
      try {
        subject = await provoke([needsToken], title);
      } finally {
        writeFileSync(cloudFile, sound);
      }
      await connected.admin.post(`${path}/fetches`, {});
      await expectRecovery(subject);
    });
  }
});
