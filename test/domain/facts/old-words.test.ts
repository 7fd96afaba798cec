import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readOldProblem } from '../../../src/domain/facts/old-problems.ts';
import { readOldQuarantineReason } from '../../../src/domain/facts/old-quarantine.ts';
import { readOldArticleReason, readOldLinkReason } from '../../../src/domain/facts/old-reasons.ts';
import { describeProblem } from '../../../views/facts/delivery-words.ts';
import { describeQuarantineReason } from '../../../views/facts/quarantine-words.ts';
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

const quarantineReasons: readonly (readonly [words: string, code: string])[] = [
  ['The message cannot be taken apart.', 'broken'],
  ['Exchange sent a placeholder instead of the message; the real one is asked for again.', 'placeholder'],
  ['It could not be stored; the log has the cause.', 'not_stored'],
  ...[
    'is 2006 bytes long; at most 1000 bytes are accepted (Settings, Incoming mail: Largest message).',
    'has a line of 110000 bytes; at most 1048576 bytes are accepted (Settings, Incoming mail: Longest line, in MB).',
    'has 303 header fields; at most 100 header fields are accepted (Settings, Incoming mail: Header fields).',
    'has a header of 20000 bytes; at most 16384 bytes to a part are accepted (Settings, Incoming mail: Header of one part, in kB).',
    'has a part whose header is longer than 16384 bytes; at most 16384 bytes to a part are accepted (Settings, Incoming mail: Header of one part, in kB).',
    'has more than 30 parts; at most 30 parts are accepted (Settings, Incoming mail: Parts of a message).',
    'nests parts on 9 levels; at most 6 levels are accepted (Settings, Incoming mail: Levels of parts within parts).',
  ].map((words) => [`The message ${words}`, 'limit'] as const),
  [
    'The message is larger than 25 MB (the server says 31 MB); only its header is kept, and it stays on the server.',
    'oversized',
  ],
  [
    'The message is larger than 25 MB (the server says 31 MB); only its header is kept, and it stays on the server. Its sender was asked for a smaller one in #10007.',
    'oversized',
  ],
  [
    'Reading it ended the parser process: it was not read within 30 seconds, and longer is not waited for (Settings, Incoming mail: Time to read a message, in seconds).',
    'killed_by_time',
  ],
  [
    'Reading it ended the parser process: it took more memory than the 400 MB that a parser process has.',
    'killed_by_memory',
  ],
  ['Reading it ended the parser process: 3 attempts were never answered for.', 'never_answered'],
  ['Reading it ended the parser process: SIGSEGV.', 'killed_by_crash'],
  ['The message is empty.', 'words'],
  ['constructor', 'words'],
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

describe('why a message is in quarantine', () => {
  for (const [words, code] of quarantineReasons) {
    test(words, () => {
      const reason = readOldQuarantineReason(words);
      assert.equal(reason.code, code);
      // The page's own name for the limit counts in the unit of all others since.
      assert.equal(describeQuarantineReason(reason), words.replace(', in kB)', ', in KB)'));
    });
  }
});
