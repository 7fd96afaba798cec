import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestApp } from '../support/app.ts';

// Who has the file has the tokens, unless it is encrypted: S20.

for (const [env, isSaid] of [
  [{}, true],
  [{ POSTROOM_KEY: 'a passphrase of the tests' }, false],
] as const) {
  test(`the pages that take secrets ${isSaid ? 'say' : 'need not say'} that the file is readable`, async () => {
    const running = await startTestApp(env);
    try {
      const admin = await running.signIn('admin');
      for (const path of ['/settings/microsoft', '/channels/new/email?address=info@shop.example']) {
        const page = await (await admin.get(path)).text();
        assert.equal(page.includes('The data file is not encrypted'), isSaid, path);
      }
    } finally {
      await running.stop();
    }
  });
}
