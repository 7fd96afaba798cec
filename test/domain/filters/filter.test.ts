import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyFilters, cleanTag, matchFilter } from '../../../src/domain/filters/filter.ts';
import type { FilterFacts } from '../../../src/domain/filters/filter-facts.ts';
import { operatorsFor, testCondition } from '../../../src/domain/filters/filter-operators.ts';
import {
  type FilterActions,
  type FilterCondition,
  type FilterField,
  type FilterOperator,
  type FilterRule,
  filterFields,
  noActions,
} from '../../../src/domain/filters/filter-rule.ts';

const facts: FilterFacts = {
  from: { name: 'Anna Bäcker', address: 'anna@shop.example' },
  to: [{ name: '', address: 'support@brightwater.example' }],
  cc: [{ name: 'The Boss', address: 'boss@brightwater.example' }],
  subject: 'Order 4711: broken paddle',
  text: 'Hello,\nthe paddle of order 4711 broke.\nAnna',
  headers: [
    ['x-priority', '1 (Highest)'],
    ['received', 'from a'],
    ['received', 'from b'],
  ],
  size: 5 * 1024 * 1024,
  attachmentNames: ['photo.JPG', 'invoice.pdf'],
  channel: { name: 'Support', address: 'support@brightwater.example' },
  verdict: 'failed',
};
const empty: FilterFacts = {
  from: undefined,
  to: [],
  cc: [],
  subject: ' ',
  text: '',
  headers: [],
  size: 0,
  attachmentNames: [],
  channel: undefined,
  verdict: 'unknown',
};

/** For each field and operator: values that hold, and values that do not. */
const table: Record<FilterField, Partial<Record<FilterOperator, readonly [string[], string[]]>>> = {
  from: {
    is: [
      ['ANNA@shop.example', 'anna bäcker', 'Anna Bäcker <anna@shop.example>'],
      ['shop.example', 'anna'],
    ],
    contains: [['@SHOP.', 'bäck', 'Ba\u0308cker'], ['brightwater']],
    starts_with: [['anna@', 'Anna B'], ['shop']],
    ends_with: [['shop.example', 'bäcker'], ['anna']],
    matches: [
      ['^anna@', '(?:SHOP|store)\\.example$'],
      ['^shop', '\\d'],
    ],
    exists: [[''], []],
  },
  to: {
    is: [['support@brightwater.example'], ['support']],
    contains: [['brightwater'], ['boss']],
    starts_with: [['support@'], ['brightwater']],
    ends_with: [['.example'], ['support']],
    matches: [['^support@[a-z.]+$'], ['^boss']],
    exists: [[''], []],
  },
  cc: {
    is: [['the boss'], ['support@brightwater.example']],
    contains: [['boss'], ['support']],
    starts_with: [['the b'], ['support']],
    ends_with: [['boss', 'example'], ['the']],
    matches: [['^The \\w+$'], ['^\\d']],
    exists: [[''], []],
  },
  subject: {
    is: [['order 4711: broken PADDLE'], ['order']],
    contains: [['BROKEN'], ['invoice']],
    starts_with: [['order '], ['broken']],
    ends_with: [['paddle'], ['order']],
    matches: [['order (?P<n>\\d+)', '^O.*e$'], ['^\\d']],
    exists: [[''], []],
  },
  body: {
    is: [['hello,\nthe paddle of order 4711 broke.\nanna'], ['hello']],
    contains: [['Order 4711'], ['invoice']],
    starts_with: [['hello'], ['anna']],
    ends_with: [['anna'], ['hello']],
    matches: [['^the paddle', 'broke\\.$'], ['^paddle']],
    exists: [[''], []],
  },
  header: {
    is: [['1 (highest)'], ['1']],
    contains: [['HIGH'], ['low']],
    starts_with: [['1'], ['high']],
    ends_with: [[')'], ['1']],
    matches: [['^[12]\\b'], ['^3']],
    exists: [[''], []],
  },
  size: {
    is: [
      ['5 MB', '5242880', '5,0 mb'],
      ['5 kB', '5000000', 'big'],
    ],
    larger_than: [
      ['4.9 MB', '1 kB'],
      ['5 MB', '1 GB', 'big'],
    ],
  },
  attachment: {
    is: [['PHOTO.jpg'], ['photo']],
    contains: [['voice'], ['exe']],
    starts_with: [['invoice'], ['jpg']],
    ends_with: [['.pdf', '.jpg'], ['.exe']],
    matches: [['\\.(jpe?g|png)$'], ['\\.exe$']],
    exists: [[''], []],
  },
  channel: {
    is: [['support', 'SUPPORT@brightwater.example'], ['sales']],
    contains: [['brightwater'], ['sales']],
    starts_with: [['supp'], ['sales']],
    ends_with: [['.example'], ['sales']],
    matches: [['^support$'], ['^sales$']],
    exists: [[''], []],
  },
  sender_check: {
    is: [
      ['failed', 'Failed'],
      ['verified', 'unknown'],
    ],
    contains: [['failed'], ['verified']],
  },
};

function condition(field: FilterField, operator: FilterOperator, value: string): FilterCondition {
  return { field, header: field === 'header' ? 'x-priority' : '', operator, value, isNegated: false };
}

describe('conditions', () => {
  for (const field of filterFields) {
    test(`of ${field}: every operator holds, fails, and is negated`, () => {
      for (const operator of operatorsFor(field)) {
        const [holding, failing] = table[field][operator] ?? [[], []];
        assert.ok(holding.length > 0, `${field} ${operator} has no case`);
        for (const [values, expected] of [
          [holding, true],
          [failing, false],
        ] as const) {
          for (const value of values) {
            const each = condition(field, operator, value);
            const what = `${field} ${operator} ${value}`;
            assert.equal(testCondition(each, facts).holds, expected, what);
            assert.equal(testCondition({ ...each, isNegated: true }, facts).holds, !expected, `not ${what}`);
          }
        }
      }
    });
  }

  test('a message without the thing fails every condition about it and passes every negation', () => {
    for (const field of filterFields.filter((name) => name !== 'size')) {
      for (const operator of operatorsFor(field)) {
        const each = condition(field, operator, 'x');
        assert.equal(testCondition(each, empty).holds, false, `${field} ${operator}`);
        assert.equal(
          testCondition({ ...each, isNegated: true }, empty).holds,
          true,
          `not ${field} ${operator}`,
        );
      }
    }
  });

  test('the second header of a name counts too', () => {
    const each = { ...condition('header', 'is', 'from b'), header: 'received' };
    assert.equal(testCondition(each, facts).holds, true);
  });
});

describe('filters', () => {
  const subject = condition('subject', 'matches', 'order (?P<order>\\d+)');
  const never = condition('subject', 'is', 'never');
  const rule = (actions: Partial<FilterActions>, more: Partial<FilterRule> = {}): FilterRule => ({
    name: 'Orders',
    match: 'all',
    conditions: [subject],
    actions: { ...noActions, ...actions },
    stopsAfter: false,
    ...more,
  });

  test('all and any', () => {
    const all = (conditions: FilterCondition[]) => matchFilter({ match: 'all', conditions }, facts);
    const any = (conditions: FilterCondition[]) => matchFilter({ match: 'any', conditions }, facts);
    assert.equal(all([subject, never]), undefined);
    assert.deepEqual(any([never, subject])?.because, [subject]);
    assert.deepEqual({ ...any([never, subject])?.captures }, { order: '4711' });
    assert.equal(any([never]), undefined);
    assert.equal(all([]), undefined, 'a filter without conditions applies to nothing');
  });

  for (const actions of [
    { groupId: 7 },
    { ownerId: 3 },
    { priority: 'high' },
    { state: 'closed' },
    { isInternal: true },
    { isIgnored: true },
    { noAutoReply: true },
  ] as const) {
    test(`sets ${JSON.stringify(actions)}`, () => {
      const { applied, ...outcome } = applyFilters([rule(actions)], facts);
      const { customer: _, ...unset } = noActions;
      assert.deepEqual(outcome, { ...unset, customer: undefined, ...actions });
      assert.equal(applied.length, 1);
      const { applied: none, ...nothing } = applyFilters([rule(actions)], empty);
      assert.deepEqual(nothing, { ...unset, customer: undefined });
      assert.deepEqual(none, []);
    });
  }

  test('templates put captures into tags and the customer', () => {
    const outcome = applyFilters(
      [
        rule({
          tags: ['Order-{{order}}', '{{nothing}}', 'vip'],
          customer: '"Order {{order}}" <o{{order}}@shop.example>',
        }),
      ],
      facts,
    );
    assert.deepEqual(outcome.tags, ['order-4711', 'vip']);
    assert.deepEqual(outcome.customer, { name: 'Order 4711', address: 'o4711@shop.example' });
    const bad = applyFilters([rule({ customer: '{{order}}' })], facts);
    assert.equal(bad.customer, undefined, 'a capture that is no address leaves the customer');
  });

  test('later filters replace, tags add up, stopping and ignoring end the round', () => {
    const first = rule({ groupId: 1, priority: 'low', tags: ['a'] });
    const second = rule({ groupId: 2, tags: ['a', 'b'] });
    const both = applyFilters([first, second], facts);
    assert.deepEqual([both.groupId, both.priority, both.tags], [2, 'low', ['a', 'b']]);
    assert.equal(applyFilters([{ ...first, stopsAfter: true }, second], facts).groupId, 1);
    assert.equal(applyFilters([rule({ isIgnored: true }), second], facts).applied.length, 1);
  });
});

describe('for any text', () => {
  const anyFacts = fc.record({
    subject: fc.string({ unit: 'binary' }),
    text: fc.string({ unit: 'binary' }),
  });
  const textOperators = operatorsFor('subject').filter((operator) => operator !== 'matches');

  test('a negation is the opposite, and nothing throws', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.constantFrom(...textOperators),
        fc.constantFrom('subject' as const, 'body' as const),
        fc.string({ unit: 'binary' }),
        (some, operator, field, value) => {
          const each = condition(field, operator, value);
          const plain = testCondition(each, { ...facts, ...some }).holds;
          assert.equal(testCondition({ ...each, isNegated: true }, { ...facts, ...some }).holds, !plain);
        },
      ),
      { seed: 20_261_123, numRuns: 500 },
    );
  });

  test('a text contains, starts and ends with its own pieces', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, piece, after) => {
        const subject = `a${before}${piece}${after}z`;
        const holds = (operator: FilterOperator, value: string) =>
          testCondition(condition('subject', operator, value), { ...facts, subject }).holds;
        assert.ok(holds('contains', piece));
        assert.ok(holds('starts_with', `a${before}`));
        assert.ok(holds('ends_with', `${after}z`));
        assert.ok(holds('is', subject.toUpperCase().toLowerCase()));
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  test('a tag is one short line without commas', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const tag = cleanTag(text);
        assert.ok(tag.length <= 50 && !/[\p{C},\n]/u.test(tag) && tag === tag.trim(), JSON.stringify(tag));
        assert.equal(cleanTag(tag), tag);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
