import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../src/domain/failure.ts';
import { connectImap } from '../../src/mail/imap.ts';
import { seedMaildir, startDovecot, whyNoDovecot } from '../support/dovecot.ts';
import { type ScriptedOptions, startScriptedImap } from '../support/scripted-imap.ts';
import { waitFor } from '../support/wait-for.ts';

const never = new AbortController().signal;
/** A minute is a moment here. */
const idle = { quiet: 30, answer: 60_000, shortest: 1000 };

async function openScripted(options: ScriptedOptions = {}, times: Partial<typeof idle> = {}) {
  const server = await startScriptedImap(options);
  const mail = await connectImap({
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: 'a@test',
    auth: { password: 'x' },
    idle: { ...idle, ...times },
  });
  await mail.selectFolder('');
  const renewals = () => server.commands.filter((name) => name === 'IDLE').length;
  return {
    server,
    mail,
    renewals,
    async [Symbol.asyncDispose]() {
      mail.cut();
      await server.stop();
    },
  };
}

test('after many quiet minutes new mail is heard of at once, on the same line', async () => {
  await using scene = await openScripted();
  const changed = scene.mail.waitForChange(never);
  await waitFor(() => scene.renewals() >= 5);
  scene.server.say('* 1 EXISTS');
  assert.equal(await changed, true);
  assert.equal(scene.server.connections(), 1);
});

test('an IDLE that the server ends is begun anew', async () => {
  let isEnding = true;
  await using scene = await openScripted(
    { answer: ({ name }) => (name === 'DONE' && !isEnding ? ['TAG OK ended by the client'] : undefined) },
    { quiet: 60_000, shortest: 0 },
  );
  const changed = scene.mail.waitForChange(never);
  await waitFor(() => scene.renewals() === 1);
  isEnding = false;
  const tag = scene.server.lines.find((line) => line.endsWith('IDLE'))?.split(' ')[0];
  scene.server.say(`${tag} OK that was long enough`);
  await waitFor(() => scene.renewals() === 2);
  scene.server.say('* 1 EXISTS');
  assert.equal(await changed, true);
});

test('a server that refuses IDLE is asked from time to time instead, not again and again', async () => {
  await using scene = await openScripted(
    { answer: ({ name }) => (name === 'IDLE' ? ['TAG NO not now'] : undefined) },
    { quiet: 200 },
  );
  const changed = scene.mail.waitForChange(never);
  const asked = () => scene.server.commands.filter((name) => name === 'NOOP').length;
  await waitFor(() => asked() >= 3);
  assert.ok(scene.renewals() <= 1);
  assert.ok(asked() <= 6, String(asked()));
  scene.server.say('* 1 EXISTS');
  assert.equal(await changed, true);
});

test('mail that is told of while the server shows itself is heard of', async () => {
  await using scene = await openScripted({
    answer: ({ name, count }) => (name === 'NOOP' && count === 2 ? ['* 1 EXISTS', 'TAG OK done'] : undefined),
  });
  assert.equal(await scene.mail.waitForChange(never), true);
});

test('a line that has fallen silent is noticed, and says so', async () => {
  let isSilent = false;
  await using scene = await openScripted({ answer: () => (isSilent ? [] : undefined) }, { answer: 50 });
  const changed = scene.mail.waitForChange(never);
  await waitFor(() => scene.renewals() >= 1);
  isSilent = true;
  await assert.rejects(changed, ({ failure }: { failure: Failure }) => {
    assert.deepEqual([failure.origin, failure.code], ['network', 'ETIMEDOUT']);
    return true;
  });
});

test('who stops waiting gets the line back for other commands', async () => {
  await using scene = await openScripted({}, { quiet: 60_000 });
  const stopping = new AbortController();
  const changed = scene.mail.waitForChange(stopping.signal);
  await waitFor(() => scene.renewals() === 1);
  stopping.abort();
  assert.equal(await changed, false);
  assert.deepEqual(await scene.mail.listUids({ from: 1 }), []);
});

test('Dovecot: after quiet minutes mail is heard of', { skip: whyNoDovecot() }, async () => {
  const dovecot = await startDovecot();
  const folder = dovecot.mailFolder('a@test');
  const message = (subject: string) => Buffer.from(`Subject: ${subject}\r\n\r\nHello\r\n`);
  seedMaildir(folder, [message('One')]);
  const said: string[] = [];
  const trace = { isOn: () => true, note: (_: string, __: string, line: string) => void said.push(line) };
  const mail = await connectImap({
    host: '127.0.0.1',
    port: dovecot.port,
    security: 'none',
    user: 'a@test',
    auth: { password: dovecot.password },
    idle: { ...idle, quiet: 20 },
    trace,
  });
  await mail.selectFolder('');
  const changed = mail.waitForChange(never);
  await waitFor(() => said.filter((line) => / IDLE/.test(line)).length >= 5);
  seedMaildir(folder, [message('Two')]);
  assert.equal(await changed, true);
  assert.deepEqual(await mail.listUids({ from: 2 }), [2]);
  await mail.close();
  await dovecot.stop();
});
