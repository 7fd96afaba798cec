import assert from 'node:assert/strict';
import { promises as files, readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepUnder } from '../../../src/db/care/kept-name.ts';
import { createWorkplace } from '../../support/command.ts';

test('a copy on a disk without links is on the disk before the original goes', async () => {
  const path = join(createWorkplace(), 'postroom.db');
  writeFileSync(path, 'mail');
  const { link, open } = files;
  const synced: string[] = [];
  Object.assign(files, {
    link: async () => {
      throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
    },
    async open(...given: Parameters<typeof open>) {
      const handle = await open(...given);
      const { sync } = handle;
      return Object.assign(handle, {
        sync() {
          synced.push(String(given[0]));
          return sync.call(handle);
        },
      });
    },
  });
  syncBuiltinESMExports();
  try {
    const kept = await keepUnder(path, `${path}.kept`);
    assert.equal(readFileSync(kept, 'utf8'), 'mail');
    assert.deepEqual(synced, [kept]);
  } finally {
    Object.assign(files, { link, open });
    syncBuiltinESMExports();
  }
});
