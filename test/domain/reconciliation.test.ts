import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeMessage, type ReceiptFacts } from '../../src/domain/reconciliation.ts';

const receipt: ReceiptFacts = {
  id: 1,
  place: '7',
  outcome: 'opened',
  isSettled: true,
  settleAction: 'mark_read',
  settleError: null,
  quarantineId: null,
  quarantineKind: null,
};
const there = { place: '7', isUnread: true };
const held = { outcome: 'quarantined', settleAction: 'keep', quarantineId: 3 } as const;

type Case = [
  name: string,
  message: { place: string; isUnread: boolean } | undefined,
  receipt: Partial<ReceiptFacts> | undefined,
  count: string,
  difference?: string,
];
const cases: Case[] = [
  ['in both', there, {}, 'article'],
  ['archived', there, { outcome: 'archived' }, 'article'],
  ['a copy', there, { outcome: 'duplicate' }, 'duplicate'],
  ['left out', there, { outcome: 'ignored' }, 'ignored'],
  ['held whole', there, { ...held, quarantineKind: 'over_limit' }, 'quarantined'],
  [
    'a placeholder, unsettled on purpose',
    there,
    { ...held, isSettled: false, quarantineKind: 'placeholder' },
    'quarantined',
  ],
  ['no receipt', there, undefined, 'new', 'new'],
  ['deleted as wanted', undefined, { settleAction: 'delete' }, 'removed'],
  ['moved as wanted', undefined, { settleAction: 'move' }, 'removed'],
  ['deleted by somebody', undefined, {}, 'elsewhere'],
  ['vanished before it was settled', undefined, { isSettled: false, settleAction: null }, 'elsewhere'],
  ['told to be deleted and still there', there, { settleAction: 'delete' }, 'article', 'left_behind'],
  ['not told yet', there, { isSettled: false, settleAction: null }, 'article', 'unsettled'],
  ['held whole, gone', undefined, { ...held, quarantineKind: 'unparsable' }, 'elsewhere'],
  [
    'only its header is here, gone',
    undefined,
    { ...held, quarantineKind: 'oversized' },
    'elsewhere',
    'lost_original',
  ],
];

for (const [name, message, changes, count, difference] of cases) {
  test(name, () => {
    const facts = changes === undefined ? undefined : { ...receipt, ...changes };
    const verdict = judgeMessage(message, facts, { onlyUnread: false });
    assert.deepEqual([verdict.count, verdict.difference?.kind], [count, difference]);
  });
}

test('where only unread mail is imported, read mail without a receipt is left alone for a reason', () => {
  const read = judgeMessage({ place: '7', isUnread: false }, undefined, { onlyUnread: true });
  assert.deepEqual([read.count, read.difference], ['read', undefined]);
  assert.equal(judgeMessage(there, undefined, { onlyUnread: true }).difference?.kind, 'new');
});
