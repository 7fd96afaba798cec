import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReachedByGraph } from '../../src/domain/change-notification.ts';
import { createMailSignal } from '../../src/domain/mail-signal.ts';

const microsoft = 'https://graph.microsoft.com';

test('Microsoft reaches a public name by https, and nothing of a private network', () => {
  const reached = [
    'https://desk.example.com',
    'https://desk.example.com:8443',
    'https://93.184.216.34',
    'https://172.32.0.1',
    'https://[2001:db8::1]',
    'https://10.example.com',
  ];
  const notReached = [
    'http://desk.example.com',
    'http://localhost:8025',
    'https://localhost',
    'https://127.0.0.1:8025',
    'https://[::1]',
    'https://10.1.2.3',
    'https://172.16.0.1',
    'https://172.31.255.1',
    'https://192.168.178.2',
    'https://169.254.1.1',
    'https://[fd00::1]',
    'https://[fe80::1]',
    'https://postroom',
    'https://desk.local',
    'https://desk.internal',
    'https://desk.home.arpa',
  ];
  for (const url of reached) assert.equal(isReachedByGraph(url, microsoft), true, url);
  for (const url of notReached) assert.equal(isReachedByGraph(url, microsoft), false, url);
  // The simulated one is on this machine.
  assert.equal(isReachedByGraph('https://localhost:8025', 'https://localhost:4430'), true);
  assert.equal(isReachedByGraph('http://localhost:8025', 'https://localhost:4430'), false);
});

test('a signal wakes who waits, and who comes late learns that it was given', async () => {
  const mailSignal = createMailSignal();
  const never = new AbortController();
  const waiting = [mailSignal.wait(0, never.signal), mailSignal.wait(0, never.signal)];
  mailSignal.give();
  assert.deepEqual(await Promise.all(waiting), [true, true]);
  assert.equal(await mailSignal.wait(0, never.signal), true, 'it was given while nobody waited');
  const ended = mailSignal.wait(mailSignal.given, never.signal);
  never.abort();
  assert.equal(await ended, false);
  assert.equal(await mailSignal.wait(mailSignal.given, never.signal), false);
});
