import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { diagnosisRules } from '../../../src/domain/diagnosis/diagnosis.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import {
  addAccount,
  type ConnectedApp,
  goToMicrosoft,
  pathOf,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../../support/microsoft.ts';
import * as provocations from '../../support/provocations.ts';
import { waitFor } from '../../support/wait-for.ts';
import { type WatchedChannel, watchChannelOf } from '../../support/watched-channel.ts';

const support = 'support@brightwater.example';
let connected: ConnectedApp;
let path: string;
let channel: WatchedChannel;

before(async () => {
  connected = await startBesideSandbox(2);
  await saveApp(connected);
  path = await startChannel(connected, await addAccount(connected, support), { afterImport: 'delete' });
  channel = watchChannelOf(connected, path, support);
  await waitFor(channel.isWatching);
});
after(() => connected.stop());

test('each row of the diagnosis table is brought about by a test, or has a written reason why not', () => {
  const { ofExchange, ofApp, ofGrant, ofAccount, ofSignIn, ofSending, ofPassword } = provocations;
  const { ofGraph, ofGraphChanges, ofGraphSending } = provocations;
  const ofMicrosoft = [ofExchange, ofApp, ofGrant, ofAccount, ofSignIn, ofSending];
  const byFault = [...ofMicrosoft, ofPassword, ofGraph, ofGraphChanges, ofGraphSending]
    .flat()
    .map(([code]) => code);
  const { ofLine, ofScripts, onTheirOwn, unprovoked } = provocations;
  const covered = new Set([...byFault, ...ofLine, ...ofScripts, ...onTheirOwn, ...Object.keys(unprovoked)]);
  const rows = new Set(diagnosisRules.map(({ code }) => code));
  assert.deepEqual(
    [...rows].filter((code) => !covered.has(code)),
    [],
  );
  assert.deepEqual(
    [...covered].filter((code) => !rows.has(code) && !code.endsWith('_unknown')),
    [],
  );
});

describe('what Exchange says is on the page, and what is over heals by itself', () => {
  for (const [code, fault] of provocations.ofExchange) {
    test(`${code} by ${fault.kind}`, async () => {
      // The line that is open has signed in already.
      const cut: readonly [string, Fault] = [support, { kind: 'token-expired', command: 'SELECT', times: 1 }];
      const isAtSignIn = fault.kind === 'authenticate-failed';
      const subject = await channel.provoke([...(isAtSignIn ? [cut] : []), [support, fault]], code);
      connected.sandbox.faults.clear(support);
      await connected.admin.post(`${path}/fetches`, {});
      await channel.expectRecovery(subject);
    });
  }
});

test('a throttle is waited out for as long as Exchange asks, and the page counts it down', async () => {
  const fault: Fault = { kind: 'throttle', value: 92_415, command: 'UID FETCH' };
  const subject = await channel.provoke([[support, fault]], 'imap_throttled');
  const { state, retry_at, last_failure_at } = await channel.readChannel();
  const wait = Number(retry_at) - Number(last_failure_at);
  assert.ok(state === 'waiting' && wait >= 92_415 && wait < 94_000, `${state}, ${wait} ms`);
  assert.match(
    await channel.readPage(),
    new RegExp(`Next try: <time datetime="${new Date(Number(retry_at)).toISOString()}"`),
  );
  connected.sandbox.faults.clear();
  await connected.admin.post(`${path}/fetches`, {});
  await channel.expectRecovery(subject);
});

test('the activity can be read by kind', async () => {
  const lines = async (kind: string) => {
    const page = await (await connected.admin.get(`${path}/panel?kind=${kind}`)).text();
    return [...page.matchAll(/<li id="activity-\d+"[^>]*>.*?<span>(.*?)<\/span>/gs)].map(
      (line) => line[1] ?? '',
    );
  };
  const settled = await lines('settle');
  assert.ok(
    settled.length > 0 && settled.every((line) => /^Deleted \d+ messages? on the server\.$/.test(line)),
  );
  assert.deepEqual([...new Set(await lines('recovery'))], ['It works again.']);
  const failures = await lines('failure');
  assert.match(failures[0] ?? '', /^The server slows this mailbox down for 92 s: Request is throttled/);
});

/** The next fetch asks Microsoft for a token anew. */
const needsToken: readonly [string, Fault] = [
  support,
  { kind: 'token-expired', command: 'SELECT', times: 1 },
];

describe('what is wrong with the app is on the page, and saving it wakes the channel', () => {
  for (const [code, fault] of provocations.ofApp) {
    test(`${code} by ${fault.words ?? fault.kind}`, async () => {
      const subject = await channel.provoke([needsToken, ['*', fault]], code);
      connected.sandbox.faults.clear();
      // Nothing else is done: a new secret that is saved serves every channel at once.
      assert.equal((await saveApp(connected)).status, 303);
      await channel.expectRecovery(subject);
    });
  }
});

describe('a dead sign-in is on the page, is left alone, and a new one heals it', () => {
  for (const [code, fault] of provocations.ofGrant) {
    test(`${code} by ${fault.words ?? fault.kind}`, async () => {
      const subject = await channel.provoke([needsToken, ['*', fault]], code);
      assert.equal((await channel.readChannel()).state, 'reauthenticate');
      assert.equal((await channel.readChannel()).retry_at, null);
      connected.sandbox.faults.clear();
      const id = path.split('/').at(-1);
      const back = await goToMicrosoft(connected, support, `kind=reauthenticate&channel=${id}`);
      assert.equal((await connected.admin.get(pathOf(back))).headers.get('location'), path);
      await channel.expectRecovery(subject);
    });
  }
});

describe('what somebody else can mend is looked at again without a sign-in, and goes on at once', () => {
  for (const [code, fault] of provocations.ofAccount) {
    test(`${code} by ${fault.words ?? fault.kind}`, async () => {
      const subject = await channel.provoke([needsToken, ['*', fault]], code);
      const { state, retry_at } = await channel.readChannel();
      assert.notEqual(state, 'reauthenticate');
      assert.ok(Number(retry_at) > Date.now());
      connected.sandbox.faults.clear();
      await connected.admin.post(`${path}/fetches`, {});
      await channel.expectRecovery(subject);
    });
  }
});

interface Way {
  imap: { host: string; port: number };
  ca?: string;
}

/** What is changed in the file of POSTROOM_CLOUD; without a change it is no JSON any more. */
const waysOff: readonly (readonly [string, ((cloud: Way) => Way) | undefined])[] = [
  ['network_dns', (cloud) => ({ ...cloud, imap: { ...cloud.imap, host: 'nowhere.invalid' } })],
  ['network_refused', (cloud) => ({ ...cloud, imap: { ...cloud.imap, port: 1 } })],
  ['network_unreachable', (cloud) => ({ ...cloud, imap: { ...cloud.imap, host: '255.255.255.255' } })],
  ['postroom_invalid', undefined],
];

describe('what stands between us and the server is on the page, and heals by itself', () => {
  for (const [code, change] of waysOff) {
    test(code, async () => {
      const { cloudFile } = connected.sandbox;
      const sound = readFileSync(cloudFile, 'utf8');
      writeFileSync(cloudFile, change === undefined ? '{' : JSON.stringify(change(JSON.parse(sound))));
      let subject: string;
      try {
        subject = await channel.provoke([needsToken], code);
      } finally {
        writeFileSync(cloudFile, sound);
      }
      await connected.admin.post(`${path}/fetches`, {});
      await channel.expectRecovery(subject);
    });
  }
});
