import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSignInLimit, networkOf } from '../../src/domain/sign-in-limit.ts';
import { AppError } from '../../src/errors.ts';

const anna = { account: 'anna@desk.example', isKnown: false, isShared: false };
const minute = 60_000;
const day = 24 * 60 * minute;

function openLimit() {
  const clock = { at: 0 };
  const limit = createSignInLimit(() => clock.at);
  /** @returns how many seconds a try has to wait, 0 when it is looked at and wrong */
  const wrong = (asked: Parameters<typeof limit.reserve>[0]): number => {
    try {
      limit.reserve(asked);
      return 0;
    } catch (error) {
      assert.ok(error instanceof AppError && error.code === 'unavailable');
      return error.retryAfter ?? -1;
    }
  };
  return { clock, limit, wrong };
}

test('one address has ten tries a minute and fifty a day, over whatever accounts', () => {
  const { clock, wrong } = openLimit();
  let looked = 0;
  for (let n = 0; n < 2_000; n += 1) {
    if (wrong({ ...anna, account: `user${n}@desk.example`, from: '192.0.2.1' }) === 0) looked += 1;
    if (n === 999) assert.equal(looked, 10);
    if (n >= 1_000) clock.at += minute;
  }
  // 2,000 tries in 1,000 minutes.
  assert.equal(looked, 50);
  assert.ok(wrong({ ...anna, account: 'another', from: '192.0.2.1' }) > 60);
  clock.at += day;
  assert.equal(wrong({ ...anna, account: 'another', from: '192.0.2.1' }), 0);
});

test('of an account no more is kept than an address can have letters', () => {
  const { wrong } = openLimit();
  const long = `${'a'.repeat(60_000)}@desk.example`;
  for (let n = 0; n < 10; n += 1) assert.equal(wrong({ ...anna, account: long, from: `192.0.2.${n}` }), 0);
  assert.ok(wrong({ ...anna, account: `${long}.another`, from: '192.0.2.200' }) > 0);
});

test('an account that many addresses try has pauses that grow to a minute, and no more', () => {
  const { clock, wrong } = openLimit();
  let looked = 0;
  const pauses: number[] = [];
  for (let second = 0; second < 3_600; second += 1) {
    clock.at = second * 1000;
    const wait = wrong({ ...anna, from: `192.0.2.${second}` });
    if (wait === 0) looked += 1;
    else pauses.push(wait);
  }
  assert.ok(looked >= 60 && looked <= 80, `${looked} an hour`);
  assert.ok(Math.max(...pauses) <= 60);
});

test('who has signed in before from this browser is not held up by strangers, and has tries of his own', () => {
  const { limit, wrong } = openLimit();
  for (let n = 0; n < 100; n += 1) wrong({ ...anna, from: `192.0.2.${n}` });
  const own = { ...anna, from: 'device abc', isKnown: true };
  limit.reserve(own).withdraw();
  for (let n = 0; n < 10; n += 1) assert.equal(wrong(own), 0);
  assert.ok(wrong(own) > 0);
});

test('a right password gives back its own try, not those before it', () => {
  const { limit, wrong } = openLimit();
  for (let round = 0; round < 5; round += 1) {
    wrong({ ...anna, from: '192.0.2.1' });
    limit.reserve({ ...anna, account: 'mallory@evil.example', from: '192.0.2.1' }).withdraw();
  }
  for (let n = 5; n < 10; n += 1) assert.equal(wrong({ ...anna, from: '192.0.2.1' }), 0);
  assert.ok(wrong({ ...anna, from: '192.0.2.1' }) > 0);
});

test('a proxy that is not believed is slowed down, and never shut out for the day', () => {
  const { clock, wrong } = openLimit();
  const shared = { isShared: true, isKnown: false, from: '127.0.0.1' };
  for (let n = 0; n < 100; n += 1) {
    wrong({ ...shared, account: `user${n}` });
    clock.at += 7_000;
  }
  clock.at += minute;
  assert.equal(wrong({ ...shared, account: 'somebody else' }), 0);
});

test('what is remembered is bounded: after 10,000 others an address is forgotten', () => {
  const { wrong } = openLimit();
  const from = '192.0.2.1';
  for (let n = 0; n < 10; n += 1) wrong({ ...anna, from });
  assert.ok(wrong({ ...anna, from }) > 0);
  for (let n = 0; n < 10_000; n += 1) wrong({ ...anna, account: `user${n}`, from: `device ${n}` });
  assert.equal(wrong({ ...anna, from }), 0);
});

const networks: [string, string][] = [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8::2', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
];
for (const [address, expected] of networks) {
  test(`${address} belongs to ${expected}`, () => assert.equal(networkOf(address), expected));
}
