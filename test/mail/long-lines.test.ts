import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHtml } from '../../src/mail/html-reading.ts';
import { measureProcessorTime } from '../support/processor-time.ts';

const kinds: Readonly<Record<string, string>> = {
  links: '<a href="https://a.example/{n}">go</a>',
  quotes: '<q>a</q>',
  cells: '<td>a</td>',
  pictures: '<img alt="a">',
  'pieces within pre': 'a<b>b</b>',
};
const lineOf = (kind: string, count: number) => {
  const html = Array.from({ length: count }, (_, n) => (kinds[kind] ?? '').replace('{n}', String(n))).join(
    '',
  );
  return kind.endsWith('pre') ? `<pre>${html}</pre>` : html;
};

for (const kind of Object.keys(kinds)) {
  test(`one line of very many ${kind} takes as long as there are`, () => {
    readHtml(lineOf(kind, 8_000));
    const few = measureProcessorTime(0, () => readHtml(lineOf(kind, 4_000)));
    const most = few * 20 + 100;
    const many = measureProcessorTime(most, () => readHtml(lineOf(kind, 32_000)));
    assert.ok(many < most, `${few} and ${many} ms`);
  });
}

test('a line of any length has all its words, once, and one blank between them', () => {
  for (const length of [100, 3_990, 4_010, 8_000, 100_000]) {
    const words = Array.from({ length: Math.ceil(length / 6) }, (_, n) => `w${String(n).padStart(4, '0')}`);
    assert.equal(readHtml(words.map((word) => `<b> ${word} </b>`).join('')).text, words.join(' '));
    assert.equal(
      readHtml(`<pre>${words.map((word) => `${word}<i> </i>`).join('')}</pre>`).text,
      words.join(' '),
    );
  }
});
