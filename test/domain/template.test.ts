import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fillAddress, fillTemplate, listPlaceholders } from '../../src/domain/template.ts';

test('names are replaced, spaces inside the braces do not matter', () => {
  assert.equal(fillTemplate('{{a}}-{{ b }}', { a: '1', b: '2' }), '1-2');
  assert.equal(fillTemplate('plain', {}), 'plain');
  assert.deepEqual(listPlaceholders('{{a}} {{b}} {{a}} {c} {{ }}'), ['a', 'b']);
});

test('a missing or empty name gives nothing at all', () => {
  assert.equal(fillTemplate('order {{a}}', {}), undefined);
  assert.equal(fillTemplate('order {{a}}', { a: ' \n' }), undefined);
  assert.equal(fillTemplate('{{toString}}', {}), undefined);
});

test('captured text is data: no template, no line break, no bidi control', () => {
  assert.equal(fillTemplate('{{a}}', { a: '{{b}}', b: 'secret' }), '{{b}}');
  assert.equal(fillTemplate('{{a}}', { a: 'x\r\nBcc: y\u202e' }), 'x Bcc: y');
});

test('addresses', () => {
  assert.deepEqual(fillAddress('Bo <BO@x.example>'), { name: 'Bo', address: 'bo@x.example' });
  assert.deepEqual(fillAddress('bo@x.example'), { name: '', address: 'bo@x.example' });
  assert.equal(fillAddress('Bo'), undefined);
  assert.equal(fillAddress(''), undefined);
  assert.equal(fillAddress('a@x.example, b@x.example'), undefined);
});

test('whatever is captured, a filled template is one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const filled = fillTemplate('a {{x}} b', { x: text });
      assert.ok(filled === undefined || (!/\p{C}/u.test(filled) && filled.length <= 204));
    }),
    { seed: 11, numRuns: 500 },
  );
});
