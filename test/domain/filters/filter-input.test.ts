import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConditions, checkFilter } from '../../../src/domain/filters/filter-input.ts';
import { AppError } from '../../../src/errors.ts';

const condition = { field: 'subject', header: '', operator: 'contains', isNegated: false, value: 'order' };
const actions = { tags: [], customer: '', isInternal: false, isIgnored: true, noAutoReply: false };
const good = {
  name: ' Orders ',
  note: '',
  isActive: true,
  match: 'all',
  conditions: [condition],
  actions,
  stopsAfter: false,
};

test('a sound filter passes, trimmed', () => {
  const filter = checkFilter(good);
  assert.equal(filter.name, 'Orders');
  assert.equal(filter.actions.groupId, undefined);
});

const withCondition = (change: object) => ({ ...good, conditions: [{ ...condition, ...change }] });
const withActions = (change: object) => ({ ...good, actions: { ...actions, isIgnored: false, ...change } });

for (const [what, input, field, sentence] of [
  ['no name', { ...good, name: ' ' }, 'name', /Give the filter a name/],
  ['no condition', { ...good, conditions: [] }, 'conditions', /at least one condition/],
  ['an unknown field', withCondition({ field: 'colour' }), 'conditions.0.field', /Choose what to look at/],
  ['no value', withCondition({ value: ' ' }), 'conditions.0.value', /what to compare with/],
  ['a long value', withCondition({ value: 'a'.repeat(501) }), 'conditions.0.value', /500 characters/],
  ['no header name', withCondition({ field: 'header' }), 'conditions.0.header', /name of a header/],
  [
    'a header with a colon',
    withCondition({ field: 'header', header: 'a:b' }),
    'conditions.0.header',
    /name of a header/,
  ],
  [
    'an operator that does not fit',
    withCondition({ field: 'size' }),
    'conditions.0.operator',
    /does not fit Size/,
  ],
  [
    'no size',
    withCondition({ field: 'size', operator: 'is', value: 'big' }),
    'conditions.0.value',
    /500 KB or 5 MB/,
  ],
  [
    'a broken pattern',
    withCondition({ operator: 'matches', value: '(a' }),
    'conditions.0.value',
    /missing closing/,
  ],
  ['nothing to do', withActions({}), 'actions', /at least one thing/],
  ['a tag of nothing captured', withActions({ tags: ['{{x}}'] }), 'actions.tags', /\(\?P<x>…\)/],
  [
    'a customer that is no address',
    withActions({ customer: 'Anna' }),
    'actions.customer',
    /name@example.com/,
  ],
] as const) {
  test(`${what} is refused at its field`, () => {
    assert.throws(
      () => checkFilter(input),
      (error: unknown) => {
        assert.ok(error instanceof AppError && error.code === 'invalid');
        assert.deepEqual(Object.keys(error.fields ?? {}), [field]);
        assert.match(error.fields?.[field] ?? '', sentence);
        return true;
      },
    );
  });
}

test('templates may use what a pattern captures', () => {
  const matching = { ...condition, operator: 'matches', value: 'from (?P<mail>\\S+) #(?P<n>\\d+)' };
  for (const customer of ['{{mail}}', 'No. {{n}} <{{mail}}>', 'c{{n}}@shop.example']) {
    const input = { ...withActions({ customer, tags: ['n-{{n}}'] }), conditions: [matching] };
    assert.equal(checkFilter(input).actions.customer, customer);
  }
  const negated = { ...withActions({ tags: ['{{n}}'] }), conditions: [{ ...matching, isNegated: true }] };
  assert.throws(() => checkFilter(negated), AppError);
});

test('conditions are checked alone before a test', () => {
  assert.throws(() => checkConditions([]), AppError);
});
