import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findAppAccess, findAppFindings } from '../../../src/db/app-access.ts';
import { updateChannel } from '../../../src/db/channels.ts';
import { addAppChannel, probeAppAccess as probeAgain } from '../../../src/desk/channels/add-app-channel.ts';
import { probeAppAccess, watchAppAccess } from '../../../src/desk/channels/probe-app-access.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { saveAppRegistration } from '../../../src/desk/microsoft/save-app-registration.ts';
import type { Actor } from '../../../src/domain/actor.ts';
import { judgeAppAccess } from '../../../src/domain/app-access.ts';
import { writeGrants } from '../../../src/domain/app-grants.ts';
import { runShell } from '../../../src/sandbox/exchange-shell.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/tenant.ts';
import { type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

const info = 'info@brightwater.example';
const actor: Actor = { kind: 'command_line' };
const minute = 60_000;
const turn = { stopping: new AbortController().signal, beat: () => undefined };
let sandbox: Sandbox;
let opened: ImportDesk;
let desk: Desk;
let channelId: number;
let clock: number;

before(async () => {
  // Not when the file was loaded: others that share its process may have run for minutes since then.
  clock = Date.now();
  sandbox = await startSandbox({ sampleMessages: 0, now: () => clock });
  opened = await openImportDesk();
  desk = { ...opened.desk, cloudPath: sandbox.cloudFile, now: () => new Date(clock) };
  const { clientId, clientSecret, tenant } = sandbox.app;
  await saveAppRegistration.perform(desk, actor, { clientId, clientSecret, tenant, cloud: 'file' });
  const added = await addAppChannel.perform(desk, actor, {
    appRegistrationId: 1,
    address: info,
    outsider: 'admin@brightwater.example',
  });
  channelId = added.channelId;
});
after(async () => {
  await opened.close();
  await sandbox.stop();
});

async function judge(): Promise<string | undefined> {
  const findings = await findAppFindings(desk.read, channelId);
  return findings && judgeAppAccess(findings);
}

test('a grant that takes its time is found by the desk itself, which then looks once a day', async () => {
  assert.equal(await judge(), 'waiting');
  sandbox.settings.propagationSeconds = 3600;
  const { clientId, principalId: objectId } = sandbox.registration;
  const { register, graph } = writeGrants({
    clientId,
    objectId,
    address: info,
    channelId,
    environment: undefined,
  });
  runShell(sandbox.entra, [register, ...graph].join('\n'));
  let looks = 0;
  while ((await judge()) !== 'ready' && looks < 100) {
    const { nextProbeAt } = (await findAppAccess(desk.read, channelId)) ?? {};
    clock = Math.max(clock, nextProbeAt?.getTime() ?? 0);
    await watchAppAccess(desk, turn);
    looks += 1;
  }
  assert.equal(await judge(), 'ready');
  // Ten minutes by the minute, fifty by fives.
  assert.ok(looks >= 18 && looks <= 22, String(looks));
  const { nextProbeAt } = (await findAppAccess(desk.read, channelId)) ?? {};
  assert.equal(nextProbeAt?.getTime(), clock + 24 * 60 * minute);
  await watchAppAccess(desk, turn);
});

test('a server that is out of order has neither refused nor taken anything back, and is asked again soon', async () => {
  sandbox.faults.set('*', { kind: 'graph-server-busy' });
  sandbox.faults.set('*', { kind: 'smtp-432' });
  clock += 24 * 60 * minute;
  await watchAppAccess(desk, turn);
  sandbox.faults.clear();
  const found = await findAppFindings(desk.read, channelId);
  // The sandbox looks at the grant before its faults, but not where somebody signs in for sending.
  assert.equal(found?.outsider?.smtp.verdict, 'unknown');
  assert.deepEqual([found?.own.graph.verdict, found?.own.graph_send.verdict], ['open', 'open']);
  assert.equal(await judge(), 'ready');
  const { nextProbeAt } = (await findAppAccess(desk.read, channelId)) ?? {};
  assert.equal(nextProbeAt?.getTime(), clock + 5 * minute);
});

test('what is open to the app and must not be counts as open until it is refused; of another mailbox nothing is known yet', async () => {
  const proxy = { kind: 'graph-reply', words: '502 BadGateway: A proxy.' } as const;
  sandbox.registration.roles = ['Mail.ReadWrite'];
  await probeAppAccess(desk, channelId);
  assert.equal((await findAppFindings(desk.read, channelId))?.outsider?.graph.verdict, 'open');
  sandbox.faults.set('*', proxy);
  await probeAppAccess(desk, channelId);
  assert.equal((await findAppFindings(desk.read, channelId))?.outsider?.graph.verdict, 'open');
  await probeAgain.perform(desk, actor, { channelId, outsider: 'lena.hart@brightwater.example' });
  sandbox.faults.clear();
  sandbox.registration.roles = [];
  assert.equal((await findAppFindings(desk.read, channelId))?.outsider?.graph.verdict, 'unknown');
  await probeAgain.perform(desk, actor, { channelId, outsider: 'admin@brightwater.example' });
  assert.equal((await findAppFindings(desk.read, channelId))?.outsider?.graph.verdict, 'refused');
});

test('what is granted too widely later is found at the next look', async () => {
  sandbox.registration.roles = ['Mail.Send'];
  clock += 24 * 60 * minute;
  await watchAppAccess(desk, turn);
  assert.equal(await judge(), 'too_much');
  sandbox.registration.roles = [];
});

test('why Microsoft gives no token is kept for the page; nothing counts as refused that was not asked', async () => {
  sandbox.faults.set(sandbox.app.clientId, { kind: 'entra-7000222', command: 'token' });
  const findings = await probeAppAccess(desk, channelId);
  sandbox.faults.clear();
  assert.equal(findings.token?.title, 'The Client Secret has expired');
  assert.equal(findings.own.imap.verdict, 'unknown');
  assert.equal(findings.outsider?.graph.verdict, 'unknown');
});

test('a channel that somebody signs in for is not looked at', async () => {
  await desk.write((tx) => updateChannel(tx, channelId, { isAppOnly: false }));
  clock += 24 * 60 * minute;
  await watchAppAccess(desk, turn);
  assert.equal((await findAppAccess(desk.read, channelId))?.nextProbeAt, null);
  await assert.rejects(probeAppAccess(desk, channelId), /opened by somebody who signed in/);
});
