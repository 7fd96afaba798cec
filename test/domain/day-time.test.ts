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

/** Clock time, zone, instant. */
const changes: readonly (readonly [string, string, string])[] = [
  // Put forward, so that it never comes: as much later as the clock jumps, never before what was asked for.
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30'],
  ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30'],
  ['2026-03-08T00:00', 'America/Havana', '2026-03-08T05:00'],
  ['2026-04-24T00:00', 'Africa/Cairo', '2026-04-23T22:00'],
  // By half an hour: the second half of the hour is there.
  ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45'],
  ['2026-10-04T02:45', 'Australia/Lord_Howe', '2026-10-03T15:45'],
  // Put back, so that it comes twice: the first of the two.
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30'],
  ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30'],
  ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45'],
  // A whole day is left out.
  ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T22:00'],
];

for (const [clock, zone, expected] of changes) {
  test(`${clock} in ${zone}, where the clock is put forward or back, is ${expected}`, () => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = clock.split(/[-T:]/).map(Number);
    const found = timeIn({ year, month, day, hour, minute }, zone);
    assert.equal(found.toISOString().slice(0, 16), expected);
  });
}

test('every half hour of a year is found again by its clock, or is the second of two', () => {
  for (const zone of ['Europe/Berlin', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
    const format = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    let twice = 0;
    for (let at = Date.UTC(2026, 2, 1); at < Date.UTC(2026, 10, 5); at += 1_800_000 * 7) {
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = format
        .format(at)
        .split(/[- :]/)
        .map(Number);
      const found = timeIn({ year, month, day, hour, minute }, zone).getTime();
      if (found === at) continue;
      twice += 1;
      assert.equal(format.format(found), format.format(at), `${zone} ${new Date(at).toISOString()}`);
      assert.ok(found < at);
    }
    assert.ok(twice <= 2);
  }
});

test('a zone is one that the runtime knows', () => {
  assert.deepEqual(['Europe/Berlin', 'UTC', '', 'Mars/Olympus'].map(isTimeZone), [true, true, false, false]);
});
