import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

// What is spoken or shown beside the pointer is a sentence of the catalogue: there a name that runs from right to left
// stands by itself, by signs that no screen reader speaks. A name alone needs none.

const put = /\b(?:aria-label|aria-description|title|alt)=\{(?:`[^`]*\$\{|[^{}]*(?:'|") \+|[^{}]*\+ (?:'|"))/g;

test('no title or label of an element is put together out of pieces', () => {
  const found = globSync('{views,src/web}/**/*.tsx').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(put)].map(([text]) => `${file}: ${text}`),
  );
  assert.deepEqual(found, []);
  // It finds what it looks for.
  const breach = ['<b title={`$', '{a}: $', '{b}`}>'].join('');
  assert.equal([...breach.matchAll(put)].length, 1);
});
