import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AppRegistrationFacts,
  type AppRegistrationInput,
  checkAppRegistrationInput,
  cleanAppRegistration,
} from '../../src/domain/app-registration.ts';

const guid = '6f1d0c1e-5b1a-4c55-9f0e-2f6f3b1f2a3c';
const good = { clientId: guid, clientSecret: 'abc8Q~x', tenant: 'example.com', cloud: 'global' };
const facts = {
  callbackUrl: 'https://desk.example.com/oauth/microsoft/callback',
  hasSecret: false,
  cloudIds: ['global'],
};

const cases: readonly [
  name: string,
  input: Partial<AppRegistrationInput>,
  facts: Partial<AppRegistrationFacts>,
  wrong: Record<string, RegExp>,
][] = [
  ['all well', {}, {}, {}],
  ['what copying brings along', { clientId: ` ${guid.toUpperCase()}\n`, clientSecret: ' abc ' }, {}, {}],
  ['no client ID', { clientId: '' }, {}, { clientId: /Enter the Application/ }],
  ['a name as client ID', { clientId: 'Postroom' }, {}, { clientId: /no Application \(client\) ID/ }],
  [
    'the Secret ID as secret',
    { clientSecret: guid.replace('6', '7') },
    {},
    { clientSecret: /Secret ID, not the secret/ },
  ],
  ['the client ID as secret', { clientSecret: guid }, {}, { clientSecret: /This is the Client ID/ }],
  ['no secret', { clientSecret: '' }, {}, { clientSecret: /Enter the Value/ }],
  ['the secret kept', { clientSecret: '' }, { hasSecret: true }, {}],
  ['no tenant: any', { tenant: ' ' }, {}, {}],
  ['a tenant by GUID', { tenant: guid }, {}, {}],
  ['an organisation’s name', { tenant: 'Example Ltd' }, {}, { tenant: /Directory \(tenant\) ID/ }],
  ['an unknown cloud', { cloud: 'moon' }, {}, { cloud: /Choose one/ }],
  ['http on localhost', {}, { callbackUrl: 'http://localhost:8025/oauth/microsoft/callback' }, {}],
  [
    'http elsewhere',
    {},
    { callbackUrl: 'http://desk.lan/oauth/microsoft/callback' },
    { callbackUrl: /https or localhost/ },
  ],
];

for (const [name, input, more, wrong] of cases) {
  test(name, () => {
    const found = checkAppRegistrationInput(cleanAppRegistration({ ...good, ...input }), {
      ...facts,
      ...more,
    });
    assert.deepEqual(Object.keys(found), Object.keys(wrong));
    for (const [field, words] of Object.entries(wrong)) assert.match(found[field] ?? '', words);
  });
}

test('what copying brings along is left out: quotes around a value, and spaces that nobody sees', () => {
  const { clientId, clientSecret, tenant } = good;
  const pasted = {
    ...good,
    clientId: `\u00a0"${clientId}"\u200b`,
    clientSecret: ` “${clientSecret}” `,
    tenant: `'${tenant}'\ufeff`,
  };
  const clean = cleanAppRegistration(pasted);
  assert.deepEqual([clean.clientId, clean.clientSecret, clean.tenant], [clientId, clientSecret, tenant]);
  assert.equal(cleanAppRegistration({ ...good, clientSecret: '"half' }).clientSecret, '"half');
});
