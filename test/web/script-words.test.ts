import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { listScriptWords } from '../../views/script-words.ts';
import { forReader } from '../../views/words.ts';

// What the scripts say is in the page's language: each message of theirs comes with the page.

const folder = 'views/assets';
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .map((name) => ({ name, source: readFileSync(`${folder}/${name}`, 'utf8') }));
const spoken = scripts.flatMap(({ source }) =>
  [...source.matchAll(/inPageLanguage\(\s*'([^']*)'/g)].map(([, words = '']) => words),
);
const german: Record<string, string> = JSON.parse(
  forReader({ language: 'de', timeZone: '' }, listScriptWords) ?? '{}',
);
const holesOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

test('every message of a script comes with a German page, with the same holes', () => {
  assert.ok(spoken.length >= 15, 'messages were found in the scripts');
  assert.deepEqual([...new Set(spoken)].sort(), Object.keys(german).sort());
  for (const [english, words] of Object.entries(german)) {
    assert.deepEqual(holesOf(words), holesOf(english), english);
  }
});

test('a script shows a person nothing that is not one of these messages', () => {
  const sentence = /(['"`])((?:\$\{[^}]*\}|\w+)[ ,;:]+[A-Za-z${][^'"`]*)\1/g;
  for (const { name, source } of scripts) {
    const code = source.replace(/\/\/.*$/gm, '');
    const shown =
      /(?:textContent|title|placeholder|innerText) = |setAttribute\('aria-label', |refuse\(|new Error\(|\.prompt\(/;
    const lines = code.split('\n').filter((line) => shown.test(line) && !line.includes('inPageLanguage'));
    const found = lines.flatMap((line) => [...line.matchAll(sentence)].map(([text]) => text));
    assert.deepEqual(found, [], name);
  }
});
