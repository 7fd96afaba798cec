import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Checkboxes, Choice, Field } from '../../views/form.tsx';

// What is wrong with a field is read out with it: the field says that it is wrong, and where that stands.

test('every error of a field has a name that its field refers to, or is read out by itself', () => {
  const faults = globSync('views/**/*.tsx').flatMap((path) => {
    const source = readFileSync(path, 'utf8');
    return [...source.matchAll(/<FieldError\b[^>]*>/g)].flatMap(([tag]) => {
      if (/\brole="alert"/.test(tag)) return [];
      const id = /\bid=(?:"([^"]+)"|\{([^}]*\}?[^}]*)\})/.exec(tag);
      if (id === null) return [`${path}: ${tag} has no id`];
      const [, plain = ''] = id;
      const base = plain.replace(/-error$/, '');
      const isReferred = plain === '' || source.includes(`'${plain}`) || source.includes(`stateOf('${base}'`);
      return isReferred ? [] : [`${path}: no field refers to ${plain}`];
    });
  });
  assert.deepEqual(faults, []);
});

test('a field, a choice and a set of boxes refer to their error and their hint', () => {
  const of = { name: 'x', label: 'X', error: 'Wrong.' };
  const field = String(Field({ ...of, hint: 'Such as 1' }));
  assert.match(field, /aria-invalid="true" aria-describedby="field-x-error field-x-hint"/);
  const choice = String(Choice({ ...of, value: '', options: [['a', 'A']] }));
  assert.match(choice, /<select[^>]* aria-invalid="true" aria-describedby="field-x-error"/);
  const boxes = String(Checkboxes({ ...of, legend: 'X', chosen: [], options: [{ value: 'a', label: 'A' }] }));
  assert.match(boxes, /<fieldset[^>]* aria-describedby="choices-x-error"/);
  assert.match(boxes, /id="choices-x-error"/);
});
