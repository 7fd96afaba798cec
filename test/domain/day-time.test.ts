import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTimeZone, resolvePreset, type SnoozePreset, timeIn } from '../../src/domain/day-time.ts';

const cases: readonly (readonly [SnoozePreset, string, string, string])[] = [
  ['later', '2026-03-10T10:00:00Z', 'Europe/Berlin', '2026-03-10T13:00:00Z'],
  ['tomorrow', '2026-03-10T10:00:00Z', 'Europe/Berlin', '2026-03-11T07:00:00Z'],
  // The clock goes forward in the night between.
  ['tomorrow', '2026-03-28T10:00:00Z', 'Europe/Berlin', '2026-03-29T06:00:00Z'],
  // There it is the eleventh already.
  ['tomorrow', '2026-03-10T16:00:00Z', 'Asia/Tokyo', '2026-03-11T23:00:00Z'],
  ['monday', '2026-03-10T10:00:00Z', 'UTC', '2026-03-16T08:00:00Z'],
  // On a Monday the next one is meant, on a Sunday the next day.
  ['monday', '2026-03-09T10:00:00Z', 'UTC', '2026-03-16T08:00:00Z'],
  ['monday', '2026-03-15T10:00:00Z', 'UTC', '2026-03-16T08:00:00Z'],
  ['week', '2026-12-28T10:00:00Z', 'UTC', '2027-01-04T08:00:00Z'],
  ['month', '2026-01-31T10:00:00Z', 'UTC', '2026-02-28T08:00:00Z'],
  ['month', '2026-12-31T10:00:00Z', 'America/New_York', '2027-01-31T13:00:00Z'],
];

for (const [preset, now, zone, expected] of cases) {
  test(`${preset} from ${now} in ${zone} is ${expected}`, () => {
    assert.equal(resolvePreset(preset, new Date(now), zone).toISOString(), expected.replace('Z', '.000Z'));
  });
}

test('a clock time is found beside each change of the clock', () => {
  const at = (day: number, hour: number) =>
    timeIn({ year: 2026, month: 10, day, hour }, 'Europe/Berlin').toISOString();
  assert.equal(at(24, 12), '2026-10-24T10:00:00.000Z');
  assert.equal(at(25, 12), '2026-10-25T11:00:00.000Z');
  assert.equal(at(25, 0), '2026-10-24T22:00:00.000Z');
});

test('a zone is one that the runtime knows', () => {
  assert.deepEqual(['Europe/Berlin', 'UTC', '', 'Mars/Olympus'].map(isTimeZone), [true, true, false, false]);
});
