import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readOldProblem } from '../../../src/domain/facts/old-problems.ts';
import { readOldArticleReason, readOldLinkReason } from '../../../src/domain/facts/old-reasons.ts';
import { describeProblem } from '../../../views/facts/delivery-words.ts';
import { describeArticleReason, describeLinkReason } from '../../../views/facts/reason-words.ts';

// What older versions stored as sentences becomes codes, and the pages say the same of it as before.

const articleReasons: readonly (readonly [words: string, code: string])[] = [
  ['became a new ticket', 'no_reference'],
  ['became a follow-up of #10023: In-Reply-To', 'follow_up'],
  ['became a follow-up of #10023: References', 'follow_up'],
  ['became a follow-up of #10023: subject tag', 'follow_up'],
  ['became a follow-up of #10023: undeliverable message', 'follow_up'],
  ['became a new ticket linked to #10023: the sender is not part of it', 'stranger'],
  ['became a new ticket linked to #10023, which is closed: subject tag', 'closed'],
  ['became a new ticket linked to #10023, where another group has it', 'other_group'],
  ['sent from Outlook: References', 'sent_elsewhere'],
  ['sent from Outlook: a dream', 'words'],
  ['became a follow-up of #x: In-Reply-To', 'words'],
  ['became a new ticket linked to #10023, which is closed: constructor', 'words'],
  ['something that nobody wrote', 'words'],
];

const linkReasons: readonly (readonly [words: string, code: string])[] = [
  ['linked by hand', 'by_hand'],
  ['split off from #10023', 'split'],
  ['became a new ticket linked to #10023: the sender is not part of it', 'stranger'],
  ['became a new ticket linked to #10023, where another group has it', 'other_group'],
  ['became a new ticket linked to #10023, which is closed: In-Reply-To', 'closed'],
  ['became a new ticket', 'words'],
  ['because I say so', 'words'],
];

const problems: readonly (readonly [words: string, code: string])[] = [
  ['The address does not exist.', 'no_such_address'],
  ['The mailbox is full.', 'mailbox_full'],
  ['The server gave no reason.', 'no_reason_given'],
  ['The server said “550 “quoted” words”.', 'said'],
  ['toString', 'words'],
];

describe('why a message stands in its ticket', () => {
  test('nothing was said of what was written here', () =>
    assert.deepEqual(readOldArticleReason(''), { code: 'written_here' }));
  for (const [words, code] of articleReasons) {
    test(words, () => {
      const reason = readOldArticleReason(words);
      assert.equal(reason.code, code);
      assert.equal(describeArticleReason(reason), words);
    });
  }
});

describe('why two tickets are linked', () => {
  for (const [words, code] of linkReasons) {
    test(words, () => {
      const reason = readOldLinkReason(words);
      assert.equal(reason.code, code);
      assert.equal(describeLinkReason(reason), words);
    });
  }
});

describe('why mail came back', () => {
  for (const [words, code] of problems) {
    test(words, () => {
      const problem = readOldProblem(words);
      assert.equal(problem.code, code);
      assert.equal(describeProblem(problem), words);
    });
  }
});
