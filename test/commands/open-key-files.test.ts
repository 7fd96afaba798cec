import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listOpenKeyFiles } from '../../src/commands/open-key-files.ts';

test('key files that everybody on the machine may read are found, those of a group are not', {
  skip: process.platform === 'win32' && 'platform: files have no modes there',
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'keys-'));
  t.after(() => rm(folder, { recursive: true }));
  const [key, tlsKey] = [join(folder, 'key'), join(folder, 'tls.key')];
  await writeFile(key, 'secret');
  await writeFile(tlsKey, 'secret');
  const config = { tls: { certPath: join(folder, 'tls.crt'), keyPath: tlsKey } };
  const find = () => listOpenKeyFiles(config, { POSTROOM_KEY_FILE: key });
  for (const path of [key, tlsKey]) await chmod(path, 0o644);
  assert.deepEqual(find(), [key, tlsKey]);
  await chmod(key, 0o640);
  assert.deepEqual(find(), [tlsKey]);
  await chmod(tlsKey, 0o600);
  assert.deepEqual(find(), []);
  assert.deepEqual(listOpenKeyFiles({ tls: undefined }, {}), []);
  assert.deepEqual(listOpenKeyFiles({ tls: undefined }, { POSTROOM_KEY_FILE: join(folder, 'none') }), []);
});
