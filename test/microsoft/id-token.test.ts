import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptIdToken } from '../../src/microsoft/id-token.ts';

const tid = 'b7c1f0de-52a4-4c1e-9a3d-0f6e2d9b4a10';
const claims = {
  aud: 'app',
  iss: `https://login.example/${tid}/v2.0`,
  exp: 2_000_000_000,
  nonce: 'n',
  tid,
  oid: '5e0a9c3b-6d1f-4b7e-8c21-000000000001',
  preferred_username: 'Support@Example.com',
  email: 'Help@example.com',
  name: 'Support',
};
const expected = { clientId: 'app', issuer: claims.iss, nonce: 'n', now: new Date(1_999_999_000_000) };

test('a fitting token tells who signed in', () => {
  const { tenantId, objectId, userName, address } = acceptIdToken(claims, expected);
  assert.deepEqual(
    [tenantId, objectId, userName, address],
    [tid, claims.oid, 'Support@Example.com', 'help@example.com'],
  );
  const common = { ...expected, issuer: 'https://login.example/{tenantid}/v2.0' };
  assert.equal(acceptIdToken({ ...claims, email: 'no address' }, common).address, 'support@example.com');
});

test('a name of the directory is shown without what nobody sees in it', () => {
  const nameOf = (name: string | undefined) => acceptIdToken({ ...claims, name }, expected).name;
  const names = [
    '\u202eAda\u200b  Admin\r\nBcc: x\0',
    '\ufeff \u2066',
    undefined,
    'Zoë 李',
    `${'x'.repeat(199)}😀`,
  ];
  const shown = [
    'Ada Admin Bcc: x',
    'help@example.com',
    'help@example.com',
    'Zoë 李',
    `${'x'.repeat(199)}\ufffd`,
  ];
  assert.deepEqual(names.map(nameOf), shown);
});

const wrong: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['another app', { aud: 'other' }, /meant for the app other/],
  ['another issuer', { iss: `https://evil.example/${tid}/v2.0` }, /issued by/],
  ['another tenant', { tid: '00000000-0000-4000-8000-000000000000' }, /another tenant/],
  ['an old one', { exp: 1_000_000_000 }, /out of date/],
  ['another nonce', { nonce: 'm' }, /another sign-in/],
  ['no nonce', { nonce: undefined }, /lacks nonce/],
  ['no object id', { oid: undefined }, /lacks oid/],
];

for (const [name, changes, words] of wrong) {
  test(`${name} is refused`, () => {
    assert.throws(() => acceptIdToken({ ...claims, ...changes }, expected), {
      code: 'forbidden',
      message: words,
    });
  });
}
