import { test } from 'node:test';
import type { Fault, FaultKind } from '../../src/sandbox/faults.ts';
import { isOutboxChild, runOutboxChild } from '../support/outbox-child.ts';
import { stormKills, stormMessages, stormOutbox } from '../support/outbox-storm.ts';
import { isLongRun } from '../support/recount.ts';

// The same as by SMTP, over Microsoft Graph: every fault that a draft, its files and its sending can meet.

const details: Partial<Record<FaultKind, Partial<Fault>>> = {
  // The first refusal of a token is met with a fresh one.
  'graph-token-expired': { times: 2 },
  'graph-throttled': { value: 1 },
  'graph-throttled-date': { value: 1 },
  'graph-gateway-timeout': { value: 50 },
  'graph-late-copy': { value: 12_000 },
};

if (isOutboxChild) {
  await runOutboxChild();
} else {
  const name = `${stormMessages} answers, every fault of Graph and ${stormKills} kills: each is sent once, or failed or unknown, none twice`;
  test(name, { timeout: isLongRun ? 3_000_000 : 600_000 }, () =>
    stormOutbox({
      file: import.meta.filename,
      road: 'graph',
      faultCounts: {
        'graph-token-expired': 2,
        'graph-access-denied': 1,
        'graph-access-disabled': 1,
        'graph-send-as-denied': 1,
        'graph-default-folder-missing': 1,
        'graph-mailbox-not-enabled': 1,
        'graph-throttled': 2,
        'graph-throttled-date': 1,
        'graph-throttled-bare': 1,
        'graph-mailbox-moving': 2,
        'graph-mailbox-stale': 1,
        'graph-server-busy': 2,
        'graph-timeout': 1,
        'graph-gateway-timeout': 1,
        'graph-message-limit': 1,
        'graph-submission-blocked': 1,
        'graph-invalid-recipients': 2,
        'graph-size-exceeded': 1,
        'graph-bad-mime': 1,
        'graph-too-large': 1,
        'graph-quota-full': 1,
        'graph-quota-names': 1,
        'graph-html': 2,
        'graph-empty-body': 2,
        'graph-cut-body': 2,
        'graph-cut-unaccepted': 4,
        'graph-cut-accepted': 4,
        'graph-busy-but-sent': 4,
        'graph-never-sent': 2,
        'graph-late-copy': 2,
        'graph-draft-lost': 3,
      },
      detail: (kind) => details[kind] ?? {},
      slow: { kind: 'graph-slow', command: 'send', value: 2000 },
      onStrike({ graph: { settings } }, random) {
        settings.messageIds = random() < 0.5 ? 'kept' : 'replaced';
        settings.draftIds = random() < 0.5 ? 'kept' : 'new';
      },
    }),
  );
}
