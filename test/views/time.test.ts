import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeChanges } from '../../views/facts/change-words.ts';
import { writeDay, writeTime, writeUtc } from '../../views/time.tsx';
import { forReader } from '../../views/words.ts';

const at = new Date('2026-11-15T23:05:00Z');
const expiry = { field: 'secretExpiresAt', before: '2026-11-15T00:00:00.000Z', after: at.toISOString() };

const table = [
  ['en', '', ['2026-11-15 23:05 UTC', '2026-11-15 23:05 UTC', '2026-11-15']],
  ['de', '', ['15.11.2026, 23:05 UTC', '15.11.2026, 23:05 UTC', '15.11.2026']],
  ['de', 'Europe/Berlin', ['16.11.2026, 00:05', '15.11.2026, 23:05 UTC', '15.11.2026']],
] as const;
for (const [language, timeZone, expected] of table) {
  test(`days and times are written as readers of ${language} write them ${timeZone}`, () => {
    forReader({ language, timeZone }, () => {
      assert.deepEqual([writeTime(at), writeUtc(at), writeDay(at)], expected);
      const [, utc, day] = expected;
      assert.ok(describeChanges([expiry]).endsWith(`${day} → ${utc}`), describeChanges([expiry]));
    });
  });
}
