import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DeskEvent, describeEvents } from '../../src/domain/events.ts';
import type { Fact } from '../../src/domain/facts/fact.ts';

const groupId = 3;
const ticketId = 7;
const ticket: DeskEvent = { kind: 'ticket', ticketId, groupId };
const outbox: DeskEvent = { kind: 'outbox', groupId };
const settings: DeskEvent = { kind: 'settings' };

const other = { id: 5, name: 'Payroll' };
const own = { id: groupId, name: 'Support' };

/** What the pages are told of a fact, of a ticket that stands in a group, or of something else. */
const table: readonly (readonly [Fact, readonly DeskEvent[]])[] = [
  [{ kind: 'ticket.tag_added', ticketId, data: { tag: 'x' } }, [ticket]],
  [
    { kind: 'ticket.group_changed', ticketId, data: { from: other, to: own } },
    [ticket, { ...ticket, groupId: other.id }],
  ],
  [{ kind: 'ticket.group_changed', ticketId, data: { from: null, to: own } }, [ticket]],
  [{ kind: 'ticket.answered', ticketId, data: { how: 'answer' } }, [ticket, outbox]],
  // Somebody wrote from Outlook: nothing of ours is sent.
  [{ kind: 'ticket.answered', ticketId, data: { how: 'elsewhere' } }, [ticket]],
  [{ kind: 'ticket.opened', ticketId, data: { number: 1, by: 'agent_mail' } }, [ticket, outbox]],
  [{ kind: 'ticket.opened', ticketId, data: { number: 1, by: 'mail' } }, [ticket]],
  [{ kind: 'delivery.sent', ticketId, data: { refused: [] } }, [ticket, outbox]],
  [
    { kind: 'ticket.mail_taken_back', groupId, data: { ticket: { id: ticketId, number: 1 } } },
    [ticket, outbox],
  ],
  [{ kind: 'user.codes_renewed', userId: 9, data: {} }, []],
  [{ kind: 'mail.raw_opened', ticketId, data: {} }, []],
  [{ kind: 'quarantine.discarded', data: { receiptId: 1 } }, [{ kind: 'quarantine' }]],
  [{ kind: 'channel.paused', channelId: 2, data: {} }, [{ kind: 'channel', channelId: 2 }]],
  [
    { kind: 'channel.folder_accepted', channelId: 2, data: { folder: 'Orders' } },
    [{ kind: 'channel', channelId: 2 }, { kind: 'health' }],
  ],
  [{ kind: 'user.password_removed', userId: 9, data: {} }, [{ kind: 'access', userId: 9 }, settings]],
  [{ kind: 'user.signed_in', userId: 9, data: {} }, []],
  [
    { kind: 'group.changed', groupId, data: { name: 'Support', changes: [] } },
    [{ kind: 'group', groupId }, settings],
  ],
  [{ kind: 'filter.deleted', data: { filterId: 1, name: 'x' } }, [settings]],
  [{ kind: 'customer.blocked', customerId: 1, data: {} }, []],
];

for (const [index, [fact, wanted]] of table.entries()) {
  test(`${index + 1}. ${fact.kind}`, () => {
    assert.deepEqual(describeEvents(fact, fact.ticketId === undefined ? undefined : groupId), wanted);
  });
}

test('of a ticket that is gone no page is told', () => {
  assert.deepEqual(describeEvents({ kind: 'ticket.noted', ticketId, data: {} }, undefined), []);
});
