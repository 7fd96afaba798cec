import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnosis } from '../../../src/domain/diagnosis/diagnosis.ts';
import { decideRetry } from '../../../src/domain/diagnosis/send-retry.ts';

const minute = 60_000;
const hour = 60 * minute;

const decide = (
  retry: Diagnosis['retry'],
  attempts = 1,
  { age = 0, isSaid = true }: { age?: number; isSaid?: boolean } = {},
) => {
  const decision = decideRetry({ retry, isSaid }, attempts, age);
  return decision.kind === 'later' ? decision.milliseconds : 'give_up';
};

test('faults of the channel are waited out, refusals of the message are final, and nothing is tried for ever', () => {
  assert.equal(decide({ kind: 'backoff' }, 1), minute);
  assert.equal(decide({ kind: 'backoff' }, 3), 5 * minute);
  assert.equal(decide({ kind: 'backoff' }, 99), hour);
  assert.equal(decide({ kind: 'never' }), 'give_up');
  assert.equal(decide({ kind: 'slow' }), hour);
  assert.equal(decide({ kind: 'reauthenticate' }), hour);
  assert.equal(decide({ kind: 'wait', milliseconds: 1234 }), 1234);
  assert.equal(decide({ kind: 'slow' }, 50, { age: 49 * hour }), 'give_up');
});

test('what may be over in a minute is tried again in one, then once an hour', () => {
  assert.equal(decide({ kind: 'slow' }, 1, { isSaid: false }), minute);
  assert.equal(decide({ kind: 'slow' }, 2, { isSaid: false }), hour);
});
