import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptNewPasskey, acceptPasskey, askForPasskey, offerNewPasskey } from '../../src/domain/passkey.ts';
import { createSoftPasskey } from '../support/soft-passkey.ts';

const origin = 'https://desk.example';
const now = new Date();
const place = { origin, secret: new Uint8Array(32).fill(7), run: 'first' };

test('an answer of before a restart, which could have been taken once already, is not taken', async () => {
  const passkey = createSoftPasskey(origin);
  const user = { id: 1, email: 'ada@desk.example', name: 'Ada' };
  const made = passkey.create(await offerNewPasskey(place, user, [], now));
  assert.equal(await acceptNewPasskey({ ...place, run: 'second' }, 1, made, now), undefined);
  const taken = await acceptNewPasskey(place, 1, made, now);
  assert.ok(taken);
  const answer = passkey.answer(await askForPasskey(place, now));
  assert.ok(await acceptPasskey(place, taken.key, answer, now));
  assert.equal(await acceptPasskey({ ...place, run: 'second' }, taken.key, answer, now), undefined);
});
