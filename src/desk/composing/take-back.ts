import { randomUUID } from 'node:crypto';
import { deleteArticle, listArticleAttachments } from '../../db/article-read.ts';
import { deleteBlobs } from '../../db/blobs.ts';
import type { Tx } from '../../db/care/open.ts';
import { findDraft, insertDraftAttachment, putDraft } from '../../db/drafts.ts';
import { type Delivery, deleteOutboxItem, getDelivery } from '../../db/outbox.ts';
import { deleteTicket, hasOnlyArticle } from '../../db/ticket-forms.ts';
import { insertTicketEvents, updateTicket } from '../../db/tickets.ts';
import type { DraftFields, OutboxDraft } from '../../domain/draft.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery } from '../outbox-signal.ts';

/**
 * Takes a message out of the outbox that certainly nobody has got, and makes it a draft again, with its files.
 * The message that opened its ticket takes the ticket along, unless there is more in it by now.
 * @returns which form has the draft: that of the ticket, or that of a new one. @throws AppError conflict, not_found
 */
export async function takeBack(
  desk: Desk,
  { userId, deliveryId }: { readonly userId: number; readonly deliveryId: number },
): Promise<{ kind: 'reply' | 'new' }> {
  const { delivery, kind } = await desk.write(async (tx) => {
    const found = await getDelivery(tx, deliveryId);
    if (found.state !== 'queued' && found.state !== 'failed') {
      throw new AppError('conflict', `This message is ${found.state} by now and cannot be taken back.`);
    }
    if (found.draft === null) {
      throw new AppError('conflict', 'This message was not written in a form and cannot be changed.');
    }
    const kind = await restore(tx, found, found.draft, { userId, at: desk.now() });
    return { delivery: found, kind };
  });
  desk.log.info('message taken back', { outbox: deliveryId, ticket: delivery.ticketId });
  publishDelivery(desk, delivery);
  return { kind };
}

async function restore(
  tx: Tx,
  { id, articleId, ticketId, blobId }: Delivery,
  draft: OutboxDraft,
  { userId, at }: { readonly userId: number; readonly at: Date },
): Promise<'reply' | 'new'> {
  const isWhole = draft.kind === 'new' && (await hasOnlyArticle(tx, ticketId, articleId));
  const kind = isWhole ? 'new' : 'reply';
  const place = { userId, ticketId: isWhole ? null : ticketId, kind } as const;
  const files = await listArticleAttachments(tx, articleId);
  const written = await findDraft(tx, place);
  const fields = putAbove({ ...draft.fields, key: randomUUID() }, written?.fields);
  const draftId = await putDraft(tx, place, fields, at);
  for (const { name, type, contentId, size, blobId: fileBlobId } of files) {
    await insertDraftAttachment(tx, {
      draftId,
      name,
      type,
      contentId,
      size,
      blobId: fileBlobId,
      createdAt: at,
    });
  }
  await deleteOutboxItem(tx, id);
  await deleteArticle(tx, articleId);
  await deleteBlobs(tx, [blobId]);
  if (isWhole) {
    await deleteTicket(tx, ticketId);
    return kind;
  }
  if (draft.ticket !== undefined) {
    const { lastArticleAt, ...before } = draft.ticket;
    await updateTicket(tx, ticketId, { ...before, lastArticleAt: new Date(lastArticleAt), updatedAt: at });
  }
  const message = 'took an answer back before it was sent';
  await insertTicketEvents(tx, [{ ticketId, userId, at, kind: 'reply', message }]);
  return kind;
}

/** Something else may have been begun in the meantime: both stay. Its files are the draft's own by now. */
function putAbove(fields: DraftFields, begun: DraftFields | undefined): DraftFields {
  const { attach: _, ...back } = fields;
  const text = begun?.text?.trim() ?? '';
  if (text === '') return back;
  return {
    ...back,
    text: `${fields.text ?? ''}\n\n${begun?.text ?? ''}`,
    html: `${fields.html ?? ''}${begun?.html ?? ''}`,
  };
}
