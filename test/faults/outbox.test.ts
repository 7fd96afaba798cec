import { test } from 'node:test';
import { isOutboxChild, runOutboxChild } from '../support/outbox-child.ts';
import { stormKills, stormMessages, stormOutbox } from '../support/outbox-storm.ts';
import { isLongRun } from '../support/recount.ts';

// Sixty answers under every fault that a sending server has, and kill -9 of the whole process after the text was handed
// over. What a real server has taken is counted by our own header field. POSTROOM_TEST_SEED repeats a run.

if (isOutboxChild) {
  await runOutboxChild();
} else {
  const name = `${stormMessages} answers, every fault of SMTP and ${stormKills} kills: each is sent once, or failed or unknown, none twice`;
  test(name, { timeout: isLongRun ? 3_000_000 : 600_000 }, () =>
    stormOutbox({
      file: import.meta.filename,
      road: 'imap_smtp',
      faultCounts: {
        'smtp-535': 2,
        'smtp-auth-disabled-mailbox': 2,
        'smtp-locked': 1,
        'smtp-432': 3,
        'smtp-sender-thread-limit': 3,
        'smtp-send-as-denied': 2,
        'smtp-send-as-denied-554': 3,
        'smtp-550-recipient': 3,
        'smtp-cut-after-data': 6,
        'smtp-cut-unaccepted': 6,
        'smtp-replace-message-id': 9,
      },
      // The first refusal of a token is met with a fresh one.
      detail: (kind) => (kind === 'smtp-535' ? { times: 2 } : {}),
      slow: { kind: 'smtp-slow', value: 2000 },
    }),
  );
}
