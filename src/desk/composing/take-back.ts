import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { deleteArticle, getArticle, listArticleAttachments } from '../../db/article-read.ts';
import { deleteBlobs } from '../../db/blobs.ts';
import { findDraft, insertDraftAttachment, putDraft } from '../../db/drafts.ts';
import { type Delivery, deleteOutboxItem, getDelivery } from '../../db/outbox.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import { deleteTicket, hasOnlyArticle } from '../../db/ticket-forms.ts';
import { updateTicket } from '../../db/tickets.ts';
import { getUser } from '../../db/users.ts';
import { type OutboxDraft, planTicketBack, putAbove } from '../../domain/draft.ts';
import type { Named } from '../../domain/facts/shape.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/**
 * Who may answer its ticket: takes a message out of the outbox that certainly nobody has got, and makes it a draft of
 * his, with its files, and the ticket what it was where nobody has changed it since. The message that opened its ticket takes the ticket along, unless there is more in it.
 * @returns which form has the draft: that of the ticket, or that of a new one; and who else had written it. @throws AppError conflict, not_found
 */
export const takeBack = defineCommand({
  name: 'takeBack',
  input: z.strictObject({ deliveryId: id }),
  needs: ({ deliveryId }) => [{ deliveryId, level: 'answer' }],
  async run(act, { deliveryId }) {
    const found = await getDelivery(act.tx, deliveryId);
    if (found.state !== 'queued' && found.state !== 'failed') {
      throw new AppError('conflict', `This message is ${found.state} by now and cannot be taken back.`);
    }
    if (found.draft === null) {
      throw new AppError('conflict', 'This message was not written in a form and cannot be changed.');
    }
    const author = await findOtherAuthor(act, found.articleId);
    const kind = await restore(act, found, found.draft, author);
    act.after(() => act.desk.log.info('message taken back', { outbox: deliveryId, ticket: found.ticketId }));
    return { kind, of: author?.name };
  },
});

async function restore(
  act: Act,
  { id: deliveryId, articleId, ticketId, blobId }: Delivery,
  draft: OutboxDraft,
  author: Named | undefined,
): Promise<'reply' | 'new'> {
  const { tx, now } = act;
  const userId = act.person();
  const isWhole = draft.kind === 'new' && (await hasOnlyArticle(tx, ticketId, articleId));
  const kind = isWhole ? 'new' : 'reply';
  const place = { userId, ticketId: isWhole ? null : ticketId, kind } as const;
  const written = await findDraft(tx, place);
  // Its files are the draft's own by now.
  const { unticked: _, ...back } = draft.fields;
  const fields = putAbove({ ...back, key: randomUUID() }, written?.fields);
  const draftId = await putDraft(tx, place, fields, now);
  await keepFiles(act, draftId, articleId);
  await deleteOutboxItem(tx, deliveryId);
  await deleteArticle(tx, articleId);
  await deleteBlobs(tx, [blobId]);
  const data = author === undefined ? {} : { of: author };
  if (isWhole) {
    const { number, groupId } = await getTicketById(tx, ticketId);
    await deleteTicket(tx, ticketId);
    const ticket = { id: ticketId, number };
    act.record({ groupId, kind: 'ticket.mail_taken_back', data: { ticket, ...data } });
    return kind;
  }
  if (draft.ticket !== undefined) {
    const changes = planTicketBack(await getTicketById(tx, ticketId), draft.ticket);
    await updateTicket(tx, ticketId, { ...changes, updatedAt: now });
  }
  act.record({ ticketId, kind: 'ticket.answer_taken_back', data });
  return kind;
}

/** The files of the message are the draft's from now on. */
async function keepFiles({ tx, now }: Act, draftId: number, articleId: number): Promise<void> {
  const files = await listArticleAttachments(tx, articleId);
  for (const { name, type, contentId, size, blobId: fileBlobId } of files) {
    await insertDraftAttachment(tx, {
      draftId,
      name,
      type,
      contentId,
      size,
      blobId: fileBlobId,
      createdAt: now,
    });
  }
}

/** @returns who has written the message, where that is not whoever takes it back; he is told of it */
async function findOtherAuthor(act: Act, articleId: number): Promise<Named | undefined> {
  const { userId } = await getArticle(act.tx, articleId);
  if (userId === null || userId === act.person()) return undefined;
  const { id, name } = await getUser(act.tx, userId);
  return { id, name };
}
