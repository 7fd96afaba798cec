import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortenHtml } from '../../../src/domain/html/html-shorten.ts';

test('what is short enough stays as it is', () => {
  assert.deepEqual(shortenHtml('<p>a</p>', 8), { html: '<p>a</p>', isShortened: false });
});

const cases: [string, number, string][] = [
  ['<div><p>one</p><p>two</p></div>', 20, '<div><p>one</p><p>tw</p></div>'],
  ['<div><p>one</p><p>twothree</p></div>', 22, '<div><p>one</p><p>twot</p></div>'],
  ['<p>a long text without an end</p>', 10, '<p>a long </p>'],
  ['<p>a &amp; b</p>', 7, '<p>a </p>'],
  [`<p>${'😀'.repeat(9)}</p>`, 6, '<p>😀</p>'],
  ['<b>one<br />two</b>', 14, '<b>one<br />tw</b>'],
  [`<img alt="${'x'.repeat(99)}" />tail`, 20, ''],
];
for (const [html, most, expected] of cases) {
  test(`cut within bounds and closed again: ${html.slice(0, 30)}`, () => {
    assert.deepEqual(shortenHtml(html, most), { html: expected, isShortened: true });
  });
}
