import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

// `npm run test:faults` ends with one table. What stands in no row of it could get worse unseen.

/** What adds a row: itself, or support that counts for several files. */
const counting = /\b(noteFault|recount|stormOutbox|stormRecipients)\(/;

test('each file of test/faults adds its rows to the table of npm run test:faults', () => {
  const files = globSync('test/faults/*.test.ts');
  assert.ok(files.length > 10);
  const silent = files.filter((path) => {
    const text = readFileSync(path, 'utf8');
    return !counting.test(text.replace(/^import .*$/gm, ''));
  });
  assert.deepEqual(silent, []);
});
