import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DiskRoom, describeDisk, levelOf } from '../../src/domain/disk-room.ts';

const gigabyte = 1024 ** 3;
const room = (changes: Partial<DiskRoom>): DiskRoom => ({
  freeBytes: 50 * gigabyte,
  totalBytes: 100 * gigabyte,
  isWritable: true,
  isAway: false,
  failure: undefined,
  ...changes,
});

const cases: readonly (readonly [
  string,
  Partial<DiskRoom>,
  ReturnType<typeof levelOf>,
  RegExp | undefined,
])[] = [
  ['half empty', {}, 'ample', undefined],
  ['below a gigabyte', { freeBytes: 0.9 * gigabyte }, 'low', /nearly full: 922 MB of 100 GB free/],
  ['a small disk, a tenth free', { freeBytes: 40e6, totalBytes: 300e6 }, 'ample', undefined],
  ['a small disk, less', { freeBytes: 20e6, totalBytes: 300e6 }, 'low', /nearly full: 19 MB of 286 MB/],
  ['below 64 MB', { freeBytes: 60e6 }, 'short', /nearly full: 57 MB of 100 GB/],
  ['nothing left', { freeBytes: 0 }, 'full', /is full: 0 bytes of 100 GB free/],
  ['moved away, with room', { isAway: true }, 'full', /not at its place any more/],
  ['read-only, with room', { isWritable: false }, 'full', /cannot be written/],
  [
    'a quota, with room',
    { failure: 'disk quota exceeded' },
    'full',
    /cannot be written \(disk quota exceeded\)/,
  ],
];

for (const [what, changes, level, title] of cases) {
  test(`${what}: ${level}, and who mends it is said`, () => {
    assert.equal(levelOf(room(changes)), level);
    const warning = describeDisk(room(changes));
    if (title === undefined) return assert.equal(warning, undefined);
    assert.match(warning?.title ?? '', title);
    assert.match(warning?.step ?? '', /^Whoever runs the server has to/);
  });
}
