import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fitKey } from '../../../src/db/care/fit-key.ts';
import { openDataFile } from '../../../src/db/care/open.ts';
import { runPostroom } from '../../support/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'postroom-key-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const composed = 'schl\u00fcssel \ufb01';
const written = { POSTROOM_KEY: composed };

for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
  test(`a file whose passphrase was written as ${form} opens, and so do its backups`, async () => {
    const data = join(folder, `${form}.db`);
    await (await openDataFile({ path: data, key: composed.normalize(form) })).close();
    assert.equal(await fitKey({ path: data, key: composed }), composed.normalize(form));
    const copy = join(folder, `${form}-copy.db`);
    const target = join(folder, `${form}-target.db`);
    for (const words of [
      ['user', 'list', '--data', data],
      ['check', '--data', data],
      ['backup', copy, '--data', data],
      ['restore', copy, '--data', target],
      ['user', 'list', '--data', target],
    ]) {
      const { code, stderr } = await runPostroom(words, written);
      assert.equal(code, 0, `${words[0]}: ${stderr}`);
    }
  });
}

test('a new file gets the composed form, and a wrong key stays a wrong key', async () => {
  const data = join(folder, 'new.db');
  const add = ['user', 'add', '--email', 'a@x.example', '--password-stdin', '--data', data];
  assert.equal((await runPostroom(add, { POSTROOM_KEY: composed.normalize('NFD') }, 'long enough')).code, 0);
  assert.equal(await fitKey({ path: data, key: composed }), composed.normalize('NFC'));
  const wrong = await runPostroom(['check', '--data', data], { POSTROOM_KEY: '\u00fcbel' });
  assert.match(wrong.stderr, /POSTROOM_KEY does not fit it/);
});
