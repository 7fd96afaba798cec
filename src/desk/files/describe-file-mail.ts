import type { FileReceipt } from '../../db/file-receipts.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import type { IncomingMail } from '../incoming/store-context.ts';
import type { FileResult } from './file-batch.ts';

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

function explain(receipt: FileReceipt | undefined, isFresh: boolean): string | null {
  if (receipt === undefined) return null;
  if (!isFresh) return 'these bytes were imported before';
  switch (receipt.outcome) {
    case 'quarantined':
      return receipt.reason;
    case 'ignored':
      return 'a filter says so';
    case 'duplicate':
      return 'the same message is here already';
    case 'erased':
      return 'its customer was erased here';
    case 'opened':
    case 'appended':
    case 'archived':
      return receipt.because;
  }
}
