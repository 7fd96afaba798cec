import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hashNewPassword, isPassword } from '../../src/domain/password.ts';
import { AppError } from '../../src/errors.ts';

const anna = { email: 'anna.berg@contoso.example', name: 'Anna Berg' };

describe('a new password', () => {
  const refused = [
    'password',
    'Password1!',
    'PASSWORD2026',
    '12345678',
    'qwertyuiop',
    'iloveyou',
    'iloveyou!!',
    'anna.berg@contoso.example',
    'Anna.Berg@Contoso.example1',
    'anna.berg',
    'anna.berg123',
    'Anna Berg 1',
    'AnnaBerg2026',
    'contoso.example',
    'contoso12',
    'Postroom!',
    'postroom2026',
    'aaaaaaaa',
    'abababababab',
    '１２３４５６７８',
    'short',
    'x'.repeat(257),
  ];
  test('that is empty or too short is called that, and nothing else', async () => {
    for (const password of ['', 'aa'])
      await assert.rejects(hashNewPassword(password, anna), {
        message: `The password has ${password.length} characters; expected 8 to 256.`,
      });
  });

  for (const password of refused) {
    test(`is not ${password.slice(0, 30)}`, async () => {
      await assert.rejects(hashNewPassword(password, anna), (error: AppError) => {
        assert.ok(error instanceof AppError && error.code === 'invalid');
        assert.notEqual(error.fields?.password, undefined);
        return true;
      });
    });
  }
  const taken = [
    'correct horse battery',
    'annaberg-likes-tea',
    'Grüße aus Köln',
    '漢字漢字漢字仮名交',
    `${'x'.repeat(200)}yz`,
  ];
  for (const password of taken) {
    test(`may be ${password.slice(0, 30)}`, async () => {
      assert.ok(await isPassword(password, await hashNewPassword(password, anna)));
    });
  }
});
