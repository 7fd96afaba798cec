import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStreamLimit, type StreamStay } from '../../src/web/stream-limit.ts';

const limits = { session: 3, user: 5, address: 8, all: 10 };

function open(limit: ReturnType<typeof createStreamLimit>, session: string, address: string): StreamStay {
  const stay = limit.enter({ session, address });
  assert.notEqual(stay, 'too many', session);
  return stay as StreamStay;
}

test('a session, a person in all his sessions, an address and all together are bounded; what ends makes room', () => {
  const limit = createStreamLimit(limits);
  const first = Array.from({ length: 3 }, () => open(limit, 'one', 'office'));
  for (const stay of first) stay.admit(7);
  assert.equal(limit.enter({ session: 'one', address: 'office' }), 'too many');

  const second = Array.from({ length: 3 }, () => open(limit, 'two', 'office'));
  second[0]?.admit(7);
  second[1]?.admit(7);
  assert.throws(() => second[2]?.admit(7), { code: 'unavailable', retryAfter: 60 });
  second[2]?.admit(8);

  open(limit, 'three', 'office');
  open(limit, 'four', 'office');
  assert.equal(limit.enter({ session: 'five', address: 'office' }), 'too many');
  open(limit, 'five', 'home');
  open(limit, 'six', 'home');
  assert.equal(limit.enter({ session: 'seven', address: 'home' }), 'too many');

  first[0]?.leave();
  first[0]?.leave();
  open(limit, 'one', 'home').admit(7);
  assert.equal(limit.enter({ session: 'eight', address: 'home' }), 'too many', 'nothing is given back twice');
});

test('a household has as many addresses of IPv6 as it likes, and counts once', () => {
  const limit = createStreamLimit(limits);
  for (let n = 0; n < 8; n += 1) open(limit, `session ${n}`, `2001:db8:0:7::${n}`);
  assert.equal(limit.enter({ session: 'another', address: '2001:db8:0:7:8::1' }), 'too many');
  open(limit, 'another', '2001:db8:0:8::1');
});
