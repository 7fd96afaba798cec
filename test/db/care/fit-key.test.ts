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

async function makeFile(name: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): Promise<string> {
  const data = join(folder, name);
  await (await openDataFile({ path: data, key: composed.normalize(form) })).close();
  return data;
}

for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
  test(`a file whose passphrase was written as ${form} opens`, async () => {
    const data = await makeFile(`${form}.db`, form);
    assert.equal(await fitKey({ path: data, key: composed }), composed.normalize(form));
    const { code, stderr } = await runPostroom(['user', 'list', '--data', data], written);
    assert.equal(code, 0, stderr);
  });
}

test('each command that opens a file, and its backups, tries the other forms', async () => {
  const data = await makeFile('data.db', 'NFKD');
  const copy = join(folder, 'copy.db');
  const target = join(folder, 'target.db');
  for (const words of [
    ['check', '--data', data],
    ['backup', copy, '--data', data],
    ['restore', copy, '--data', target],
    ['user', 'list', '--data', target],
  ]) {
    const { code, stderr } = await runPostroom(words, written);
    assert.equal(code, 0, `${words[0]}: ${stderr}`);
  }
});

test('a new file gets the composed form, and a wrong key stays a wrong key', async () => {
  const data = join(folder, 'new.db');
  const add = ['user', 'add', '--email', 'a@x.example', '--password-stdin', '--data', data];
  assert.equal((await runPostroom(add, { POSTROOM_KEY: composed.normalize('NFD') }, 'long enough')).code, 0);
  assert.equal(await fitKey({ path: data, key: composed }), composed.normalize('NFC'));
  const wrong = await runPostroom(['check', '--data', data], { POSTROOM_KEY: '\u00fcbel' });
  assert.match(wrong.stderr, /POSTROOM_KEY does not fit it/);
});
