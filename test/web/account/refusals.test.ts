import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FactorStepPage } from '../../../views/account/factor-step.tsx';
import { ForgottenPage } from '../../../views/account/forgotten-page.tsx';
import { LoginPage } from '../../../views/account/login.tsx';
import { ProofPage } from '../../../views/account/proof-page.tsx';

// Who listens to a page hears the field that has the focus and what it is described by: why the form was refused, too.

const assets = { style: '', script: '', passkeyScript: '', icon: '' };
const ways = { hasPassword: true, hasApp: false, hasPasskey: false, hasMicrosoft: false };
const pages = {
  'sign-in': (error?: string) =>
    LoginPage({ assets, to: '/', email: 'ada@desk.example', microsoft: 'off', error }),
  'second factor': (error?: string) => FactorStepPage({ assets, step: 's', to: '/', error }),
  'forgotten password': (error?: string) => ForgottenPage({ assets, error }),
  proof: (error?: string) => ProofPage({ assets, csrf: 'c', action: '/', sealed: 's', ...ways, error }),
};

for (const [name, write] of Object.entries(pages)) {
  test(`${name}: the field with the focus is read out with why the form was refused`, () => {
    const refused = String(write('That was wrong.'));
    const [focused = ''] = /<input[^>]*autofocus[^>]*>/.exec(refused) ?? [];
    const ids = /aria-describedby="([^"]*)"/.exec(focused)?.[1]?.split(' ') ?? [];
    const said = ids.map((id) => new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(refused)?.[1] ?? '');
    assert.ok(said.includes('That was wrong.'), focused);
    assert.doesNotMatch(String(write()), /refusal/);
  });
}
