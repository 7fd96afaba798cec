import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { InnerFacts } from '../../src/domain/forwarded-senders.ts';
import { findInnerSenders } from '../../src/domain/inner-senders.ts';
import { decideSender, type SenderFacts, type SenderOptions } from '../../src/domain/sender.ts';

const options: SenderOptions = {
  replyTo: 'off',
  ownAddresses: ['support@desk.test'],
  agentAddresses: ['agent@desk.test'],
  formAddresses: ['form@www.test'],
  unwrapsForwards: true,
};
const anna = { name: 'Anna', address: 'anna@example.com' };
const bert = { name: 'Bert', address: 'bert@example.com' };
const agent = { name: 'Agent', address: 'agent@desk.test' };

function facts(more: Partial<InnerFacts & Pick<SenderFacts, 'sender'>> = {}): SenderFacts {
  const base = {
    from: anna,
    sender: undefined,
    replyTo: [],
    to: [],
    cc: [],
    headers: [],
    subject: 'Hello',
    text: '',
  };
  const message = { ...base, attachedSenders: [], ...more };
  return { ...message, clues: findInnerSenders(message) };
}
const forward = (lines: string) =>
  facts({ from: agent, subject: 'Fwd: Hello', text: `See below.\n\n${lines}\n\nHello` });

const cases: [string, SenderFacts, string, Partial<SenderOptions>?][] = [
  ['From', facts(), 'Anna <anna@example.com> from'],
  ['Reply-To is off', facts({ replyTo: [bert] }), 'Anna <anna@example.com> from'],
  [
    'Reply-To as it stands',
    facts({ replyTo: [bert] }),
    'Bert <bert@example.com> reply_to',
    { replyTo: 'address' },
  ],
  [
    'Reply-To with From’s name',
    facts({ replyTo: [bert] }),
    'Anna <bert@example.com> reply_to',
    { replyTo: 'address_with_from_name' },
  ],
  [
    'Reply-To that is ours',
    facts({ replyTo: [{ name: '', address: 'support@desk.test' }] }),
    'Anna <anna@example.com> from',
    { replyTo: 'address' },
  ],
  [
    'Reply-To that nobody reads, of a person',
    facts({ replyTo: [{ name: '', address: 'no-reply@example.com' }] }),
    'Anna <anna@example.com> from',
    { replyTo: 'address' },
  ],
  [
    'Reply-To that nobody reads, of a program',
    facts({
      from: { name: 'Shop', address: 'noreply@shop.test' },
      replyTo: [{ name: '', address: 'no-reply@example.com' }],
    }),
    ' <no-reply@example.com> reply_to',
    { replyTo: 'address' },
  ],
  ['Sender without From', facts({ from: undefined, sender: bert }), 'Bert <bert@example.com> sender'],
  ['nobody', facts({ from: undefined }), 'nobody none'],
  [
    'a form with reply_to',
    facts({ from: { name: 'Web', address: 'form@www.test' }, replyTo: [bert] }),
    'Bert <bert@example.com> contact_form',
  ],
  [
    'a form that says it in the text',
    facts({
      from: { name: 'Web', address: 'form@www.test' },
      text: 'Name: Bert\nE-Mail: bert@example.com\n',
    }),
    ' <bert@example.com> contact_form',
  ],
  [
    'a form that says nothing',
    facts({ from: { name: 'Web', address: 'form@www.test' } }),
    'Web <form@www.test> from',
  ],
  [
    'forwarded: Gmail',
    forward(
      '---------- Forwarded message ---------\nFrom: Bert <bert@example.com>\nDate: Mon\nSubject: Hello',
    ),
    'Bert <bert@example.com> forwarded_by_agent',
  ],
  [
    'forwarded: Outlook',
    forward('From: Bert [mailto:bert@example.com]\nSent: Monday\nTo: Agent'),
    'Bert <bert@example.com> forwarded_by_agent',
  ],
  [
    'forwarded: German',
    forward('Von: Bert <bert@example.com>\nGesendet: Montag\nAn: Agent'),
    'Bert <bert@example.com> forwarded_by_agent',
  ],
  [
    'forwarded: marked bold',
    forward('*From:* Bert <bert@example.com>\n*Sent:* Monday'),
    'Bert <bert@example.com> forwarded_by_agent',
  ],
  [
    'forwarded: from another agent',
    forward('From: Agent <agent@desk.test>\nDate: Mon'),
    'Agent <agent@desk.test> from',
  ],
  [
    'forwarded: what a colleague had forwarded',
    forward(
      'From: Agent <agent@desk.test>\nSent: Mon\nTo: Agent\n\nYours\n\nFrom: Bert <bert@example.com>\nSent: Sun\nTo: Agent',
    ),
    'Bert <bert@example.com> forwarded_by_agent',
  ],
  [
    'forwarded: what we had answered',
    forward(
      'Von: Support <support@desk.test>\nGesendet: Mo\nAn: Bert\n\nJa\n\nVon: Bert <bert@example.com>\nGesendet: So\nAn: Support',
    ),
    'Bert <bert@example.com> forwarded_by_agent',
  ],
  [
    'forwarded: the last one names no address',
    forward(
      'From: Carla\nSent: Mon\nTo: Agent\n\nYours\n\nFrom: Bert <bert@example.com>\nSent: Sun\nTo: Carla',
    ),
    'Agent <agent@desk.test> from',
  ],
  [
    'forwarded: a file with letters beyond ASCII',
    facts({
      from: agent,
      subject: 'Fwd: Hello',
      attachedSenders: [{ name: 'B', address: 'bért@example.com' }],
    }),
    'B <bért@example.com> forwarded_by_agent',
  ],
  [
    'forwarded: switched off',
    forward('From: Bert <bert@example.com>\nDate: Mon'),
    'Agent <agent@desk.test> from',
    { unwrapsForwards: false },
  ],
  [
    'an agent who only quotes',
    facts({ from: agent, text: 'From: Bert <bert@example.com>\nDate: Mon' }),
    'Agent <agent@desk.test> from',
  ],
  [
    'a customer who forwards',
    facts({ subject: 'Fwd: x', text: 'From: Bert <bert@example.com>\nDate: Mon' }),
    'Anna <anna@example.com> from',
  ],
  [
    'via a list',
    facts({
      from: { name: "'Anna' via Sales", address: 'sales@lists.test' },
      headers: [['x-original-sender', 'anna@example.com']],
    }),
    'Anna <anna@example.com> via_list',
  ],
  [
    'via a list by reply_to',
    facts({ from: { name: 'Anna über Vertrieb', address: 'sales@lists.test' }, replyTo: [anna] }),
    'Anna <anna@example.com> via_list',
  ],
];

describe('whose question a message is', () => {
  for (const [name, message, expected, more] of cases) {
    test(name, () => {
      const { customer, because } = decideSender(message, { ...options, ...more });
      assert.equal(
        `${customer === undefined ? 'nobody' : `${customer.name} <${customer.address}>`} ${because}`,
        expected,
      );
    });
  }
  test('agents and our own addresses are told, and grant nothing', () => {
    assert.equal(decideSender(facts({ from: agent }), options).isFromAgent, true);
    assert.equal(
      decideSender(facts({ from: { name: '', address: 'SUPPORT@desk.test' } }), options).isFromUs,
      true,
    );
    assert.equal(decideSender(facts(), options).isFromAgent, false);
  });
});
