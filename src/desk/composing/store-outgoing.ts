import { hash } from 'node:crypto';
import { type Article, insertArticles } from '../../db/articles.ts';
import { insertAttachments } from '../../db/attachments.ts';
import { insertBlobs } from '../../db/blobs.ts';
import type { Tx } from '../../db/care/open.ts';
import { insertMessageIds } from '../../db/message-ids.ts';
import { insertOutboxItem } from '../../db/outbox.ts';
import { type NextId, reserveIds } from '../../db/row-ids.ts';
import type { Sender } from '../../db/senders.ts';
import { updateTicket } from '../../db/tickets.ts';
import type { OutboxDraft } from '../../domain/draft.ts';
import { listRecipients, type OutgoingMail } from '../../mail/compose.ts';
import type { MessageFile } from './message-files.ts';

/** A composed mail on its way into a ticket and the outbox. */
interface Outgoing {
  readonly ticketId: number;
  readonly sender: Sender;
  /** Null for what Postroom sends by itself. */
  readonly userId: number | null;
  /** Set for what Postroom sends by itself: what it is, and why. */
  readonly automatic?: Pick<Article, 'automatic' | 'automaticBecause'>;
  readonly mail: OutgoingMail;
  readonly raw: Buffer;
  readonly files: readonly MessageFile[];
  /** Until when it can be taken back; null: it goes at once. */
  readonly heldUntil: Date | null;
  /** Not before then; left out: as soon as it can. */
  readonly sendAt?: Date | undefined;
  readonly draft: OutboxDraft | null;
  /** Where reports go; left out, to the sender. '' is nowhere. */
  readonly envelopeFrom?: string;
}

/** Adds the article with its files and the row of the outbox. @returns the article's id */
export async function storeOutgoing(tx: Tx, outgoing: Outgoing, now: Date): Promise<number> {
  const { ticketId, sender, mail, raw, heldUntil, sendAt, draft } = outgoing;
  const nextId = await reserveIds(tx);
  const articleId = nextId('articles');
  const blobId = nextId('blobs');
  await insertBlobs(tx, [{ id: blobId, sha256: hash('sha256', raw, 'hex'), bytes: raw }]);
  await insertArticles(tx, [describeArticle(outgoing, articleId, blobId, now)]);
  await insertMessageIds(tx, [{ messageId: mail.messageId, articleId, ticketId }]);
  await storeFiles(tx, articleId, outgoing.files, nextId);
  if (outgoing.userId !== null) await updateTicket(tx, ticketId, { undeliveredAt: null });
  await insertOutboxItem(tx, {
    channelId: sender.channelId,
    articleId,
    state: 'queued',
    envelopeFrom: outgoing.envelopeFrom ?? sender.address,
    envelopeTo: listRecipients(mail),
    blobId,
    attempts: 0,
    nextAttemptAt: heldUntil,
    sendAt: sendAt ?? null,
    failureCode: null,
    serverReply: null,
    createdAt: now,
    sentAt: null,
    draft,
  });
  return articleId;
}

/** @param nextId of this transaction */
export async function storeFiles(
  tx: Tx,
  articleId: number,
  files: readonly MessageFile[],
  nextId: NextId,
): Promise<void> {
  const placed = files.map((file) => ({ ...file, placedId: file.blobId ?? nextId('blobs') }));
  const copies = placed.filter(({ blobId }) => blobId === undefined);
  await insertBlobs(
    tx,
    copies.map(({ placedId, content }) => ({
      id: placedId,
      sha256: hash('sha256', content, 'hex'),
      bytes: content,
    })),
  );
  await insertAttachments(
    tx,
    placed.map(({ name, type, contentId, size, placedId }) => ({
      articleId,
      name,
      type,
      contentId,
      isInline: contentId !== null,
      size,
      blobId: placedId,
    })),
  );
}

function describeArticle(outgoing: Outgoing, id: number, blobId: number, now: Date): Article {
  const { ticketId, sender, userId, mail, automatic } = outgoing;
  return {
    id,
    ticketId,
    kind: 'email',
    direction: 'out',
    userId,
    channelId: sender.channelId,
    fromName: sender.name,
    fromAddress: sender.address,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo === undefined ? [] : [mail.inReplyTo],
    references: mail.references,
    text: mail.text,
    hasHtml: mail.html !== undefined,
    ...automatic,
    because: { code: 'written_here' },
    rawBlobId: blobId,
    sentAt: now,
    createdAt: now,
  };
}
