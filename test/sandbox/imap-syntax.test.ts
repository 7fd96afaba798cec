import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDateTime } from '../../src/sandbox/imap-format.ts';
import { formatSet, parseSequenceSet, resolveSet } from '../../src/sandbox/imap-sequence-set.ts';
import { tokenize } from '../../src/sandbox/imap-tokens.ts';
import { decodeMailboxName, encodeMailboxName } from '../../src/sandbox/imap-utf7.ts';
import type { StoredMessage } from '../../src/sandbox/mailboxes.ts';
import { removeByUid } from '../../src/sandbox/mailboxes-order.ts';

const view = (uids: number[]): StoredMessage[] =>
  uids.map((uid) => ({
    uid,
    raw: Buffer.alloc(0),
    flags: new Set(),
    internalDate: new Date(0),
    number: uid,
    place: uid,
    changedAt: 0,
    flagBits: 0,
  }));

for (const [name, encoded] of [
  ['INBOX', 'INBOX'],
  ['Technik & Größe', 'Technik &- Gr&APYA3w-e'],
  ['Entwürfe', 'Entw&APw-rfe'],
  ['受信トレイ', '&U9dP4TDIMOwwpA-'],
  ['a🛶b', 'a&2D3e9g-b'],
] as const) {
  test(`modified UTF-7: ${name}`, () => {
    assert.equal(encodeMailboxName(name), encoded);
    assert.equal(decodeMailboxName(encoded), name);
  });
}

for (const [set, byUid, expected] of [
  ['1:2', false, [2, 4]],
  ['2,1', false, [2, 4]],
  ['*', false, [9]],
  ['4:2', true, [2, 4]],
  ['5:*', true, [9]],
  ['100:*', true, [9]],
  ['3', true, []],
  ['7:99', false, []],
] as const) {
  test(`sequence set ${set}${byUid ? ' of UIDs' : ''}`, () => {
    const found = resolveSet(view([2, 4, 9]), parseSequenceSet(set) ?? [], byUid);
    assert.deepEqual(
      found.map(({ message }) => message.uid),
      expected,
    );
  });
}

test('no sequence set at all, and sets written', () => {
  for (const text of ['', '1,', 'a', '1:2:3', '-1']) assert.equal(parseSequenceSet(text), undefined, text);
  assert.equal(formatSet([1, 2, 3, 7, 9, 10]), '1:3,7,9:10');
});

test('expunged numbers are those at the moment of telling', () => {
  const messages = view([1, 2, 3, 4, 5]);
  assert.deepEqual(removeByUid(messages, [2, 3, 5, 8]), [2, 2, 3]);
  assert.deepEqual(
    messages.map((message) => message.uid),
    [1, 4],
  );
});

test('tokens: atoms with sections, quoted strings, lists, literals', () => {
  assert.deepEqual(
    tokenize(['a "b \\"c\\"" (x (y)) BODY[HEADER.FIELDS (A B)]<0.1> ', Buffer.from('é'), ' z']),
    [
      { kind: 'atom', value: 'a' },
      { kind: 'string', value: 'b "c"' },
      {
        kind: 'list',
        items: [
          { kind: 'atom', value: 'x' },
          { kind: 'list', items: [{ kind: 'atom', value: 'y' }] },
        ],
      },
      { kind: 'atom', value: 'BODY[HEADER.FIELDS (A B)]<0.1>' },
      { kind: 'string', value: 'Ã©', literal: Buffer.from('é') },
      { kind: 'atom', value: 'z' },
    ],
  );
  for (const broken of ['(a', 'a)', '"a', 'a[b']) assert.equal(tokenize([broken]), undefined, broken);
});

test('dates with and without time', () => {
  assert.equal(parseDateTime('2-Feb-2026')?.toISOString(), '2026-02-02T00:00:00.000Z');
  assert.equal(parseDateTime(' 2-Feb-2026 01:30:00 +0200')?.toISOString(), '2026-02-01T23:30:00.000Z');
  assert.equal(parseDateTime('2-Foo-2026'), undefined);
});
