import type { QuarantineKind } from '../../db/quarantine.ts';
import type { Receipt } from '../../db/receipts.ts';
import type { QuarantineReason } from '../../domain/facts/quarantine-reason.ts';
import { isOwed } from '../../domain/quarantine.ts';
import { readShownField } from '../../mail/shown-field.ts';
import type { Batch } from './batch.ts';
import type { ReadMail } from './read-mail.ts';
import { recordFact } from './record-fact.ts';
import { isRefusalDue } from './refuse-oversized.ts';
import type { IncomingMail, StoreContext } from './store-context.ts';
import type { StoreRows } from './store-rows.ts';

/**
 * Keeps a message that cannot become an article, with the reason.
 * @returns what its receipt says of settling: nothing is deleted or moved on the server while it could still come
 * right. What its server still owes stays unsettled, because it is asked for again.
 */
export function quarantineMail(
  { mail, message }: ReadMail,
  receiptId: number,
  context: StoreContext,
  batch: Batch,
  rows: StoreRows,
): Partial<Receipt> {
  const { channel, now, policy } = context;
  const blobId = batch.nextId('blobs');
  rows.blobs.push({ id: blobId, sha256: mail.sha256, bytes: mail.raw });
  const { kind, reason } = explainOutcome(mail.outcome);
  const { archiveBefore } = channel;
  const isDue = () => isRefusalDue(policy, { receivedAt: mail.receivedAt, archiveBefore, now: now() });
  rows.quarantine.push({
    receiptId,
    channelId: channel.id,
    kind,
    reason,
    sender: message?.from?.address ?? readShownField(mail.raw, 'from'),
    subject: message?.subject ?? readShownField(mail.raw, 'subject'),
    blobId,
    createdAt: now(),
    resolvedAt: null,
    refusal: kind === 'oversized' && channel.id !== null && isDue() ? 'due' : null,
    triedAt: null,
    receivedAt: mail.isUndated === true ? null : mail.receivedAt,
  });
  recordFact({ context, rows }, { kind: 'quarantine.held', data: { receiptId, reason } });
  if (isOwed(kind)) return { outcome: 'quarantined', settleAction: 'keep' };
  return { outcome: 'quarantined', settleAction: 'keep', settledAt: now() };
}

/** Why an outcome of reading is none that could become an article. */
export function explainOutcome(outcome: IncomingMail['outcome']): {
  kind: QuarantineKind;
  reason: QuarantineReason;
} {
  switch (outcome.kind) {
    case 'parsed':
      return { kind: 'placeholder', reason: { code: 'placeholder' } };
    case 'not_given_out':
      return { kind: 'not_given_out', reason: outcome.reason };
    case 'oversized':
      return { kind: 'oversized', reason: outcome.reason };
    case 'killed':
      return { kind: 'killed_parser', reason: outcome.reason };
    case 'rejected':
      return {
        kind: outcome.reason.code === 'limit' ? 'over_limit' : 'unparsable',
        reason: outcome.reason,
      };
  }
}
