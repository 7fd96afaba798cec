import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Batch, lookUpThread } from '../../../src/desk/incoming/batch.ts';

test('the people of a ticket are gone through once for a message, however many of its messages that names', () => {
  let walks = 0;
  class People extends Set<string> {
    override values() {
      walks += 1;
      return super.values();
    }
  }
  const people = new People(Array.from({ length: 1_000 }, (_, n) => `person${n}+shop@customer.example`));
  const ticket = { id: 1, number: 10001, subject: 'x', groupId: 1, state: 'open', people, mergedInto: null };
  const batch = {
    articles: new Map(),
    ticketIds: new Map(),
    tickets: new Map([[1, ticket]]),
    counterparts: new Map(),
    followUps: new Map(),
    agents: new Set(),
  } as unknown as Batch;
  const keys = { messageIds: [], ticketIds: [1], ticketNumbers: [] };
  const { tickets } = lookUpThread(batch, keys, { groupId: 1, isArchived: false, holders: [] });
  const mailboxes = tickets[0]?.mailboxes;
  assert.equal(walks, 0);
  for (let times = 0; times < 100; times += 1) assert.equal(mailboxes?.has('eve@evil.example'), false);
  assert.equal(mailboxes?.has('person7@customer.example'), true);
  assert.equal(walks, 1);
});
