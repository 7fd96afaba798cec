import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noteFailure } from '../../../src/desk/fetching/note-channel.ts';
import { defaultWatchOptions } from '../../../src/desk/fetching/watch-options.ts';
import { RemoteError } from '../../../src/domain/failure.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';

test('a server that asks to wait for no time at all, again and again, is not asked without a pause', async () => {
  const now = new Date('2026-11-01T10:00:00Z');
  const { desk, close } = await openImportDesk(undefined, undefined, { now: () => now });
  const channel = await addChannel(desk);
  const failures = new Map<string, number>();
  const options = { ...defaultWatchOptions, random: () => 0 };
  const pauses: number[] = [];
  for (let tries = 0; tries < 5; tries++) {
    const text = 'Request is throttled. Suggested Backoff Time: 0 milliseconds';
    const error = new RemoteError({ origin: 'imap', code: 'NO', command: 'SELECT', text });
    const retryAt = await noteFailure(desk, channel, error, options, failures);
    pauses.push((retryAt?.getTime() ?? 0) - now.getTime());
  }
  assert.deepEqual(pauses, [0, 0, 0, 15_000, 15_000]);
  await close();
});
