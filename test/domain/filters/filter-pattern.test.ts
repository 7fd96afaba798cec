import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPattern, findPattern } from '../../../src/domain/filters/filter-pattern.ts';
import { AppError } from '../../../src/errors.ts';
import { measureProcessorTime } from '../../support/processor-time.ts';

const length = 100_000;
const texts: Record<string, string> = {
  'one letter': `${'a'.repeat(length)}!`,
  'two letters': Array.from({ length }, (_, index) => 'ab'[(index * 7919) & 1 & (index >> 3)]).join(''),
  'not ASCII': 'ä€😀'.repeat(length / 4),
  words: 'lorem ipsum dolor sit amet, order 12345 '.repeat(length / 40),
  'a line each': 'a\n'.repeat(length / 2),
};

const bombs = [
  '^(a+)+$',
  '(a|a)*$',
  '(a|aa)+$',
  '(x+x+)+y',
  '(.*a){20}$',
  '.*.*.*=.*!z',
  '([a-z]+)*\\d$',
  '[ab]*a[ab]{300}$',
  '[ab]*a[ab]{900}$',
  '([ab]*a[ab]{30}){3}$',
  '(?:a?){300}a{300}',
  '(?:.{9}){99}z',
  '(\\w{1,480}\\s)z',
  '(?P<o>[ab]{1,400}?)x',
  '(?P<o>.*)x(?P<p>.*)y(?P<q>.*)z',
  '(\\pL{1,450})+z',
  '(?:\\b\\w*){100}$',
];

describe('a pattern costs less than 100 ms of processor time', () => {
  for (const bomb of bombs) {
    test(`${bomb} on 100 KB`, () => {
      for (const [name, text] of Object.entries(texts)) {
        const spent = measureProcessorTime(100, () => findPattern(bomb, [text]));
        assert.ok(spent < 100, `${name}: ${spent.toFixed(0)} ms`);
      }
    });
  }

  test('and so does a thousand attachments or header fields', () => {
    const many = Array.from({ length: 1000 }, () => 'a'.repeat(1000));
    const spent = measureProcessorTime(100, () => findPattern('^(a+)+$x', many));
    assert.ok(spent < 100, `${spent.toFixed(0)} ms`);
  });
});

test('what RE2 refuses becomes a sentence', () => {
  for (const [pattern, sentence] of [
    ['(a', 'The pattern cannot be read: missing closing ): `(a`.'],
    ['[z-a]', 'The pattern cannot be read: invalid character class range: `z-a`.'],
    ['a{1001}', 'The pattern cannot be read: invalid repeat count: `{1001}`.'],
    ['(?=a)b', /^Look-ahead and look-behind/],
    ['(?<!a)b', /^Look-ahead and look-behind/],
    ['(a)\\1', /^References back to a group/],
    ['(?:a{100}){10}(?:b{100}){9}', /^The pattern repeats too much/],
    ['a'.repeat(501), /^The pattern is longer than 500 characters/],
  ] as const) {
    assert.throws(
      () => checkPattern(pattern),
      (error: unknown) => {
        assert.ok(error instanceof AppError && error.code === 'invalid');
        if (typeof sentence === 'string') assert.equal(error.message, sentence);
        else assert.match(error.message, sentence);
        return true;
      },
      pattern,
    );
  }
});

test('named groups are captured in both spellings, without regard to case', () => {
  assert.deepEqual(checkPattern('(?P<a>x)(?<b>y)(z)'), ['a', 'b']);
  const match = findPattern('ORDER (?P<order>\\d+)(?P<rest> extra)?', ['no', 'my order 17']);
  assert.deepEqual(match?.captures, { order: '17' });
  assert.equal(findPattern('order \\d', ['none', '']), undefined);
});

test('lines begin and end inside a text', () => {
  assert.ok(findPattern('^two$', ['one\ntwo\nthree']) !== undefined);
});
