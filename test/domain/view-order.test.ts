import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeViews } from '../../src/domain/view-order.ts';

const place = (positions: Record<number, number>, order: readonly number[], staying: readonly number[]) => {
  const placed = placeViews(
    order.map((id) => ({ id, position: positions[id] ?? 0 })),
    new Set(staying),
  );
  return placed && Object.fromEntries(placed);
};

const m = 1_000_000;
const cases: [string, ReturnType<typeof place>, ReturnType<typeof place>][] = [
  ['all of one’s own', place({ 1: m, 2: 2 * m }, [2, 1], []), { 1: 2 * m, 2: m }],
  ['nothing to do', place({ 1: m, 2: 2 * m }, [1, 2], []), {}],
  ['between two that stay', place({ 1: m, 2: 2 * m, 3: 3 * m }, [1, 3, 2], [1, 2]), { 3: 1.5 * m }],
  ['before one that stays', place({ 1: m, 2: 2 * m }, [2, 1], [1]), { 2: 0 }],
  ['two between two', place({ 1: 0, 2: 3, 3: 9, 4: 9 }, [1, 3, 4, 2], [1, 2]), { 3: 1, 4: 2 }],
  ['no room', place({ 1: 0, 2: 1, 3: 9 }, [1, 3, 2], [1, 2]), undefined],
  ['those that stay at one place', place({ 1: 5, 2: 5, 3: 9 }, [1, 2, 3], [1, 2]), { 3: 5 + m }],
];
test('searches are placed around those that stay', () => {
  for (const [what, placed, expected] of cases) assert.deepEqual(placed, expected, what);
});
