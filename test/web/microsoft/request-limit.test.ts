import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestLimit } from '../../../src/web/microsoft/request-limit.ts';

test('one address, and all together, are bounded within ten seconds', () => {
  let now = 0;
  const limit = createRequestLimit(() => now);
  const take = (address: string, times: number) =>
    Array.from({ length: times }, () => limit.take(address)).filter(Boolean).length;
  assert.equal(take('a', 300), 200);
  assert.equal(take('b', 10), 10, 'another one is not held up by it');
  now = 9999;
  assert.equal(take('a', 1), 0);
  now = 10_000;
  assert.equal(take('a', 1), 1);
  const many = Array.from({ length: 1500 }, (_, index) => take(`c${index}`, 1));
  assert.equal(many.filter((each) => each === 1).length, 999);
});
