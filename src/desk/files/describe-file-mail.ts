import type { FileReceipt } from '../../db/file-receipts.ts';
import type { FileReason, FileResult } from '../../domain/file-batch.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import type { IncomingMail } from '../incoming/store-context.ts';

/** @param receipt of the message's bytes, with where they went */
export function describeFileMail(
  mail: IncomingMail,
  receipt: FileReceipt | undefined,
  { isFresh, withText }: { isFresh: boolean; withText: boolean },
): FileResult {
  const message = mail.outcome.kind === 'parsed' ? mail.outcome.message : undefined;
  return {
    path: mail.path ?? '',
    outcome: isFresh && receipt !== undefined && receipt.outcome !== 'erased' ? receipt.outcome : 'duplicate',
    ticket: receipt?.ticketId ?? null,
    number: receipt?.number ?? null,
    article: receipt?.articleId ?? null,
    ...describeMessage(message, withText),
    reason: explain(receipt, isFresh),
  };
}

function describeMessage(message: ParsedMessage | undefined, withText: boolean) {
  return {
    subject: message?.subject ?? null,
    from: message?.from ?? null,
    to: message?.to ?? [],
    cc: message?.cc ?? [],
    messageId: message?.messageId ?? null,
    date: message?.date?.toISOString() ?? null,
    text: withText ? (message?.text ?? null) : null,
    attachments: (message?.attachments ?? []).map(({ name, type, content }) => ({
      name,
      type,
      size: content.length,
    })),
  };
}

function explain(receipt: FileReceipt | undefined, isFresh: boolean): FileReason | null {
  if (receipt === undefined) return null;
  if (!isFresh) return { code: 'imported_before' };
  const { because, reason } = receipt;
  switch (receipt.outcome) {
    case 'quarantined':
      return reason === null ? null : { code: 'quarantined', reason };
    case 'ignored':
      return { code: 'ignored' };
    case 'duplicate':
      return { code: 'same_message' };
    case 'erased':
      return { code: 'customer_erased' };
    case 'opened':
    case 'appended':
    case 'archived':
      return because === null ? null : { code: 'article', because };
  }
}
