import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeMessageId, verifyMessageId } from '../../src/domain/message-id.ts';
import { defaultTag } from '../../src/domain/subject.ts';
import {
  decideThread,
  type KnownTicket,
  listThreadKeys,
  type ThreadFacts,
  type ThreadLookups,
  type ThreadOptions,
} from '../../src/domain/threading.ts';

const secret = Buffer.alloc(32, 7);
const options: ThreadOptions = { tag: defaultTag, secret, foreignReferences: 'on' };
const own = makeMessageId(secret, { ticketId: 1, unique: 'a1' }, 'desk.test');
const forged = own.replace(/^pr\.1\./, 'pr.2.');
const anna = { name: 'Anna', address: 'anna@example.com' };
const mallory = { name: 'Mallory', address: 'mallory@evil.test' };

function ticket(ticketId: number, more: Partial<KnownTicket> = {}): KnownTicket {
  return {
    ticketId,
    number: 10_000 + ticketId,
    subject: 'Printer on fire',
    groupId: 1,
    isClosed: false,
    onClosed: 'reopen',
    mergedInto: undefined,
    participants: new Set(['anna@example.com']),
    ...more,
  };
}

function facts(more: Partial<ThreadFacts> = {}): ThreadFacts {
  return {
    from: anna,
    to: [],
    cc: [],
    isFromHouse: false,
    verdict: 'unknown' as const,
    subject: 'Hello',
    inReplyTo: [],
    references: [],
    isAutomatic: false,
    bounceOf: [],
    ...more,
  };
}

const lookups: ThreadLookups = {
  groupId: 1,
  holders: [],
  articles: [
    { messageId: 'question@example.com', ticketId: 1, isOurs: false, authors: ['anna@example.com'] },
    { messageId: 'claimed@list.example', ticketId: 1, isOurs: false, authors: ['mallory@evil.test'] },
    { messageId: 'exchange-gave-this@prod.outlook.com', ticketId: 1, isOurs: true, authors: [] },
    { messageId: 'other@example.com', ticketId: 2, isOurs: false, authors: ['anna@example.com'] },
    { messageId: forged, ticketId: 2, isOurs: true, authors: [] },
  ],
  tickets: [
    ticket(1),
    ticket(2, { subject: 'Other matter' }),
    ticket(3, { isClosed: true }),
    ticket(4, { isClosed: true, onClosed: 'new' }),
    ticket(5, { mergedInto: 6, participants: new Set(['old@example.com']) }),
    ticket(6, { mergedInto: 1, participants: new Set([]) }),
    ticket(7, { mergedInto: 8 }),
    ticket(8, { mergedInto: 7 }),
  ],
};

/** What is expected, as `ticket because` or `new because → linked`. */
const cases: [name: string, facts: ThreadFacts, expected: string, options?: Partial<ThreadOptions>][] = [
  ['nothing to go by', facts(), 'new no_reference'],
  ['our Message-ID in In-Reply-To', facts({ inReplyTo: [own] }), '1 in_reply_to'],
  ['our Message-ID in References', facts({ references: ['x@y', own, 'z@y'] }), '1 references'],
  [
    'the one Exchange gave instead',
    facts({ inReplyTo: ['exchange-gave-this@prod.outlook.com'] }),
    '1 in_reply_to',
  ],
  ['its case changed on the way', facts({ inReplyTo: [own.toUpperCase()] }), '1 in_reply_to'],
  ['a tag', facts({ subject: 'Re: [Ticket#10002] x' }), '2 subject_tag'],
  ['ours before the tag', facts({ inReplyTo: [own], subject: '[Ticket#10002]' }), '1 in_reply_to'],
  [
    'the tag before a foreign reference',
    facts({ inReplyTo: ['question@example.com'], subject: '[Ticket#10002]' }),
    '2 subject_tag',
  ],
  ['a foreign reference', facts({ inReplyTo: ['question@example.com'] }), '1 in_reply_to'],
  [
    'the nearest reference first',
    facts({ references: ['question@example.com', 'other@example.com'] }),
    '2 references',
  ],
  [
    'foreign references switched off',
    facts({ inReplyTo: ['question@example.com'] }),
    'new no_reference',
    { foreignReferences: 'off' },
  ],
  [
    'foreign with the same subject',
    facts({ inReplyTo: ['question@example.com'], subject: 'AW: printer ON fire' }),
    '1 in_reply_to',
    { foreignReferences: 'same_subject' },
  ],
  [
    'foreign with another subject',
    facts({ inReplyTo: ['question@example.com'] }),
    'new no_reference',
    { foreignReferences: 'same_subject' },
  ],
  ['an unknown tag', facts({ subject: '[Ticket#99999] x' }), 'new no_reference'],
  ['a stranger with a tag', facts({ from: mallory, subject: '[Ticket#10001]' }), 'new stranger → 1'],
  ['a stranger with our Message-ID', facts({ from: mallory, inReplyTo: [own] }), 'new stranger → 1'],
  [
    'a stranger with a reference',
    facts({ from: mallory, references: ['question@example.com'] }),
    'new stranger → 1',
  ],
  [
    'an agent’s address with a tag',
    facts({ subject: '[Ticket#10001]', isFromHouse: true }),
    'new stranger → 1',
  ],
  [
    'an agent’s address with a foreign reference',
    facts({ inReplyTo: ['question@example.com'], isFromHouse: true }),
    'new stranger → 1',
  ],
  ['an agent’s address with our Message-ID', facts({ inReplyTo: [own], isFromHouse: true }), '1 in_reply_to'],
  [
    'a sender who is not whom he says, with a tag',
    facts({ subject: '[Ticket#10001]', verdict: 'failed' }),
    'new stranger → 1',
  ],
  [
    'a sender who is not whom he says, with a foreign reference',
    facts({ inReplyTo: ['question@example.com'], verdict: 'failed' }),
    'new stranger → 1',
  ],
  [
    'a list broke the signature of a reply to our mail',
    facts({ inReplyTo: [own], verdict: 'failed' }),
    '1 in_reply_to',
  ],
  ['a verified sender', facts({ subject: '[Ticket#10001]', verdict: 'verified' }), '1 subject_tag'],
  [
    'a message that somebody else has registered, with its reader in Cc',
    facts({ inReplyTo: ['claimed@list.example'], to: [{ name: '', address: 'author@list.example' }] }),
    'new stranger → 1',
  ],
  [
    'the same to its author too',
    facts({ inReplyTo: ['claimed@list.example'], cc: [mallory] }),
    '1 in_reply_to',
  ],
  ['a forged Message-ID of ours', facts({ inReplyTo: [forged] }), 'new no_reference'],
  [
    'a stranger’s own ticket by tag after a foreign clue',
    facts({ from: mallory, inReplyTo: [own], subject: '[Ticket#10002]' }),
    'new stranger → 1',
  ],
  ['no sender at all', facts({ from: undefined, inReplyTo: [own] }), 'new stranger → 1'],
  [
    'the address in other case',
    facts({ from: { name: '', address: 'ANNA@Example.com' }, inReplyTo: [own] }),
    '1 in_reply_to',
  ],
  ['a closed ticket reopens', facts({ subject: '[Ticket#10003]' }), '3 subject_tag reopens'],
  ['but not for a robot', facts({ subject: '[Ticket#10003]', isAutomatic: true }), '3 subject_tag'],
  ['a closed ticket of a group that wants new ones', facts({ subject: '[Ticket#10004]' }), 'new closed → 4'],
  [
    'a robot’s answer stays with it',
    facts({ subject: '[Ticket#10004]', isAutomatic: true }),
    '4 subject_tag',
  ],
  [
    'a merged ticket forwards',
    facts({ from: { name: '', address: 'old@example.com' }, subject: '[Ticket#10005]' }),
    '1 subject_tag',
  ],
  ['and knows the people of where it went', facts({ subject: '[Ticket#10005]' }), '1 subject_tag'],
  [
    'tickets merged in a circle end somewhere',
    facts({ subject: '[Ticket#10007]' }),
    '8 subject_tag|7 subject_tag',
  ],
  [
    'a bounce of ours from a mail server',
    facts({ from: { name: '', address: 'postmaster@x.test' }, bounceOf: [own], isAutomatic: true }),
    '1 undeliverable',
  ],
  [
    'a bounce of a foreign message proves nothing',
    facts({ from: mallory, bounceOf: ['question@example.com'] }),
    'new no_reference',
  ],
];

describe('where a message goes', () => {
  for (const [name, message, expected, more] of cases) {
    test(name, () => {
      const decision = decideThread(message, lookups, { ...options, ...more });
      const linked =
        decision.kind === 'new' && decision.linkedTo !== undefined ? ` → ${decision.linkedTo}` : '';
      const actual =
        decision.kind === 'new'
          ? `new ${decision.because.code}${linked}`
          : `${decision.ticketId} ${decision.because.by}${decision.reopens ? ' reopens' : ''}`;
      assert.ok(expected.split('|').includes(actual), `${actual} instead of ${expected}`);
    });
  }

  test('the reason names the ticket and the clue', () => {
    const decision = decideThread(facts({ inReplyTo: [own] }), lookups, options);
    assert.deepEqual(decision.because, {
      code: 'follow_up',
      of: { id: 1, number: 10_001 },
      by: 'in_reply_to',
    });
  });

  test('what must be fetched', () => {
    const keys = listThreadKeys(
      facts({ inReplyTo: [own], references: ['a@b', own], subject: '[Ticket#10009]' }),
      options,
    );
    assert.deepEqual(keys, { messageIds: [own, 'a@b'], ticketIds: [1], ticketNumbers: [10_009] });
  });
});

describe('our Message-IDs', () => {
  test('are recognised, with brackets too', () => {
    assert.deepEqual(verifyMessageId(secret, `<${own}>`), { ticketId: 1, unique: 'a1' });
  });
  const bad = {
    'another ticket': forged,
    'another message': own.replace('.a1.', '.a2.'),
    'a changed signature': own.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@')),
    'no signature': 'pr.1.a1@desk.test',
    'somebody else’s form': 'CAF=abc@mail.gmail.com',
  };
  for (const [name, id] of Object.entries(bad)) {
    test(`${name} is not ours`, () => assert.equal(verifyMessageId(secret, id), undefined));
  }
  test('another secret, another installation', () => {
    assert.equal(verifyMessageId(Buffer.alloc(32, 8), own), undefined);
  });
});
