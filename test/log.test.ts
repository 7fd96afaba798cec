import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '../src/log.ts';

test('a log writes JSON lines of its level and above, with its own fields', () => {
  const lines: string[] = [];
  const log = createLog('info', (line) => lines.push(line)).with({ channel: 3 });
  log.debug('hidden');
  log.warn('fetch failed', { cause: new Error('no route') });
  assert.equal(lines.length, 1);
  const record = JSON.parse(lines[0] ?? '');
  assert.equal(record.level, 'warn');
  assert.equal(record.channel, 3);
  assert.equal(record.cause.message, 'no route');
});
