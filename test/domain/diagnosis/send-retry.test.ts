import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnosis } from '../../../src/domain/diagnosis/diagnosis.ts';
import { decideRetry } from '../../../src/domain/diagnosis/send-retry.ts';

const minute = 60_000;
const hour = 60 * minute;

const decide = (retry: Diagnosis['retry'], code: string, isAboutMessage: boolean, attempts = 1, age = 0) => {
  const decision = decideRetry({ code: 'x', retry }, { code, isAboutMessage }, attempts, age);
  return decision.kind === 'later' ? decision.milliseconds : 'give_up';
};

test('faults of the channel are waited out, refusals of the message are final, and nothing is tried for ever', () => {
  assert.equal(decide({ kind: 'backoff' }, '432', true, 1), minute);
  assert.equal(decide({ kind: 'backoff' }, '432', true, 3), 5 * minute);
  assert.equal(decide({ kind: 'backoff' }, 'ECONNREFUSED', false, 99), hour);
  assert.equal(decide({ kind: 'backoff' }, '554', true), 'give_up');
  assert.equal(decide({ kind: 'backoff' }, '554', false), minute);
  assert.equal(decide({ kind: 'never' }, '550', true), 'give_up');
  assert.equal(decide({ kind: 'slow' }, '535', false), hour);
  assert.equal(decide({ kind: 'slow' }, '550', true), hour);
  assert.equal(decide({ kind: 'reauthenticate' }, '', false), hour);
  assert.equal(decide({ kind: 'wait', milliseconds: 1234 }, '432', true), 1234);
  assert.equal(decide({ kind: 'slow' }, '535', false, 50, 49 * hour), 'give_up');
});
