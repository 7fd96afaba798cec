import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cutExcerpt, listMarks, markHits } from '../../src/domain/search-excerpt.ts';
import { listUnknownOperators, readSearch, type SearchQuery } from '../../src/domain/search-query.ts';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
const words = (field: string, text: string, more = {}) => ({
  field,
  text,
  isPhrase: false,
  isNegated: false,
  ...more,
});
const fact = (field: string, value: string, more = {}) => ({ field, value, isNegated: false, ...more });

const readings: readonly (readonly [input: string, query: object])[] = [
  ['invoice paid', { words: [words('any', 'invoice'), words('any', 'paid')] }],
  ['"second reminder"', { words: [words('any', 'second reminder', { isPhrase: true })] }],
  ['"never closed', { words: [words('any', 'never closed', { isPhrase: true })] }],
  ['-newsletter', { words: [words('any', 'newsletter', { isNegated: true })] }],
  ['from:anna TO:sales', { words: [words('from', 'anna'), words('to', 'sales')] }],
  ['from: anna', { words: [words('from', 'anna')] }],
  ['-from:"Anna Berg"', { words: [words('from', 'Anna Berg', { isPhrase: true, isNegated: true })] }],
  ['#10023', { facts: [fact('number', '10023')] }],
  ['number:#10023', { facts: [fact('number', '10023')] }],
  ['10023', { words: [words('any', '10023')] }],
  ['state:Open -state:new', { facts: [fact('state', 'open'), fact('state', 'new', { isNegated: true })] }],
  ['has:attachment', { hasAttachment: true }],
  ['-has:files', { hasAttachment: false }],
  ['after:2026-03-01 before:2026-04', { after: day('2026-03-01'), before: day('2026-04-01') }],
  ['-after:2026', { before: day('2026-01-01') }],
  [
    'https://x.example/a?b=c Re: hello',
    { words: [words('any', 'https://x.example/a?b=c'), words('any', 'Re:'), words('any', 'hello')] },
  ],
  ['a\0b !!! *', { words: [words('any', 'a'), words('any', 'b')] }],
];

const refusals: readonly (readonly [input: string, message: RegExp])[] = [
  ['', /no word/],
  ['!!! * " (', /no word/],
  ['from:', /needs something after it, such as from:anna/],
  ['from:!!!', /needs a word/],
  ['state:done', /“done” is no state/],
  ['has:money', /has:attachment/],
  ['before:yesterday', /is no date/],
  ['after:2026-02-30', /is no date/],
  ['number:abc', /no ticket number/],
  ['x'.repeat(301), /at most 300 letters/],
  ['a '.repeat(30), /at most 20 words/],
];

describe('a search is taken apart', () => {
  for (const [input, query] of readings) {
    test(input, () => {
      const read = readSearch(input);
      assert.deepEqual(read, { kind: 'query', query: { words: [], facts: [], ...query } });
    });
  }
});

describe('what is no search gets one sentence', () => {
  for (const [input, message] of refusals) {
    test(input.slice(0, 20), () => {
      const read = readSearch(input);
      assert.equal(read.kind, 'unclear');
      if (read.kind === 'unclear') assert.match(read.message, message);
    });
  }
});

test('what looks like an operator and is none is named', () => {
  assert.deepEqual(listUnknownOperators('is:open -label:x is:new canoe'), ['is', 'label']);
  assert.deepEqual(listUnknownOperators('in:"a box" STATE:open -from:anna'), ['in']);
  assert.deepEqual(
    listUnknownOperators('Re: hello https://x.example/a:b error:404 "is:open and" 10:30 a:b mailto:'),
    [],
  );
});

test('no input makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 320 }), (input) => {
      assert.match(readSearch(input).kind, /^(query|unclear)$/);
    }),
  );
});

const marksOf = (input: string) => {
  const read = readSearch(input);
  return listMarks(read.kind === 'query' ? read.query : ({ words: [], facts: [] } as SearchQuery));
};
const show = (parts: readonly { text: string; isHit: boolean }[]) =>
  parts.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join('');

test('hits are marked as the index finds them', () => {
  assert.equal(
    show(markHits('Die Rechnung für Müller', marksOf('rech muller'))),
    'Die [Rechnung] für [Müller]',
  );
  assert.equal(show(markHits('Be better', marksOf('be'))), '[Be] better');
  assert.equal(show(markHits('Invoices, an invoice', marksOf('"invoice"'))), 'Invoices, an [invoice]');
  assert.equal(show(markHits('from anna', marksOf('from:anna -x'))), 'from anna');
});

test('an excerpt lies around the first hit, on one line', () => {
  const text = `${'before '.repeat(100)}the\n\n  needle ${'after '.repeat(100)}`;
  const excerpt = show(cutExcerpt(text, marksOf('needle'), 80));
  assert.match(excerpt, /^… .*the \[needle\] after.* …$/);
  assert.ok(excerpt.length < 100);
  assert.equal(show(cutExcerpt('short', [], 80)), 'short');
});

test('marking loses and adds nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      (text, input) => {
        assert.equal(
          markHits(text, marksOf(input))
            .map((part) => part.text)
            .join(''),
          text,
        );
      },
    ),
  );
});
