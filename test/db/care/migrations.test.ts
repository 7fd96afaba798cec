import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { migrations } from '../../../src/db/care/migrations.ts';

test('every migration is in the list, at the place of its number', () => {
  const names = readdirSync('migrations').sort();
  const texts = new Map(names.map((name) => [readFileSync(join('migrations', name), 'utf8'), name]));
  assert.equal(texts.size, names.length, 'two migrations are the same');
  assert.deepEqual(
    migrations.map((text) => texts.get(text)),
    names,
  );
  assert.deepEqual(
    names.map((name) => Number(name.slice(0, 4))),
    names.map((_, index) => index + 1),
  );
});
