import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  isActionHeader,
  readHeaderActions,
  withoutActionHeaders,
} from '../../../src/domain/filters/header-actions.ts';
import type { HeaderField } from '../../../src/domain/message.ts';

const read = (...headers: HeaderField[]) => readHeaderActions({ headers });
const nothing = read();

describe('action headers', () => {
  for (const [name, value, expected] of [
    ['ticket-group', 'Sales', { group: 'Sales' }],
    ['ticket-owner', ' <Anna@Brightwater.example> ', { owner: 'anna@brightwater.example' }],
    ['ticket-priority', 'HIGH', { priority: 'high' }],
    ['ticket-priority', '1 low', { priority: 'low' }],
    ['ticket-priority', '3', { priority: 'high' }],
    ['ticket-state', 'Closed', { state: 'closed' }],
    ['ticket-state', 'pending reminder', { state: 'waiting' }],
    ['ticket-tags', 'One, two words,,one', { tags: ['one', 'two words'] }],
    ['customer-email', 'Bo <Bo@Shop.example>', { customer: { name: 'Bo', address: 'bo@shop.example' } }],
    ['article-internal', 'true', { isInternal: true }],
    ['ignore', 'yes', { isIgnored: true }],
    ['ignore', 'no', {}],
    ['send-auto-response', 'false', { noAutoReply: true }],
    ['send-auto-response', 'true', {}],
    ['ticket-group', '', {}],
  ] as const) {
    for (const vendor of ['postroom', 'zammad']) {
      test(`x-${vendor}-${name}: ${value}`, () => {
        assert.deepEqual(read([`x-${vendor}-${name}`, value]), { ...nothing, ...expected });
      });
    }
  }

  for (const [name, value] of [
    ['ticket-priority', 'urgent'],
    ['ticket-state', 'merged'],
    ['ticket-owner', 'anna'],
    ['customer-email', 'nobody'],
    ['ignore', 'perhaps'],
  ] as const) {
    test(`x-postroom-${name}: ${value} is refused and named`, () => {
      const { refused, ...rest } = read([`x-postroom-${name}`, value]);
      const { refused: _, ...plain } = nothing;
      assert.deepEqual(rest, plain);
      assert.deepEqual(refused, [{ header: `x-postroom-${name}`, value }]);
    });
  }

  test('our own name wins over the alias', () => {
    const actions = read(['x-zammad-ticket-group', 'Old'], ['x-postroom-ticket-group', 'New']);
    assert.equal(actions.group, 'New');
  });
});

test('untrusted channels see none of them', () => {
  const headers: HeaderField[] = [
    ['subject', 'a'],
    ['x-postroom-ticket-group', 'Sales'],
    ['x-zammad-ignore', 'yes'],
    ['x-postroom-loop', '1'],
    ['x-priority', '1'],
  ];
  assert.deepEqual(
    withoutActionHeaders({ headers }).headers.map(([name]) => name),
    ['subject', 'x-postroom-loop', 'x-priority'],
  );
  const clean = { headers: [] };
  assert.equal(withoutActionHeaders(clean), clean);
  assert.ok(isActionHeader('X-Postroom-Anything'));
});
