import { findArticleByMessageId } from '../../db/article-read.ts';
import type { Tx } from '../../db/care/open.ts';
import { deleteDraft } from '../../db/drafts.ts';
import { listSenders, type Sender } from '../../db/senders.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { insertTicketEvents, updateTicket } from '../../db/tickets.ts';
import { getUser } from '../../db/users.ts';
import type { DraftFields, OutboxDraft } from '../../domain/draft.ts';
import { AppError } from '../../errors.ts';
import { composeMail } from '../../mail/compose.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery, wakeOutbox } from '../outbox-signal.ts';
import { assertSameText } from './form-checks.ts';
import { type DraftFiles, loadDraftFiles } from './message-files.ts';
import { type PreparedReply, prepareReply, type Reply } from './prepare-reply.ts';
import { storeOutgoing } from './store-outgoing.ts';

/**
 * Stores an answer and queues it, in one transaction; the outbox sends it.
 * @throws AppError invalid (with fields), conflict when no address is set to send from, not_found
 */
export async function replyToTicket(desk: Desk, reply: Reply): Promise<{ articleId: number }> {
  const ticket = await getTicketById(desk.read, reply.ticketId);
  const { name } = await getUser(desk.read, reply.userId);
  const sender = chooseSender(await listSenders(desk.read, ticket, name), reply.fromId);
  const draft = await loadDraftFiles(desk, { userId: reply.userId, ticketId: ticket.id, kind: 'reply' });
  const prepared = await prepareReply(desk, { ticket, sender, reply, draft });
  const raw = await composeMail(prepared.mail);
  const heldUntil = await holdUntil(desk, reply.form);
  const stored = await desk.write(async (tx) => {
    const earlier = await findArticleByMessageId(tx, ticket.id, prepared.mail.messageId);
    if (earlier !== undefined) {
      assertSameText(earlier, prepared.mail.text);
      await forgetDraft(tx, draft, []);
      return { articleId: earlier.id, isNew: false };
    }
    return {
      articleId: await storeReply(tx, desk, { ticket, sender, reply, draft, prepared, raw, heldUntil }),
      isNew: true,
    };
  });
  if (stored.isNew) {
    desk.log.info('reply queued', { ticket: ticket.id, article: stored.articleId, bytes: raw.length });
    publishDelivery(desk, { ticketId: ticket.id, groupId: ticket.groupId });
    wakeOutbox(desk);
  }
  return { articleId: stored.articleId };
}

/** @throws AppError conflict when there is none, invalid for one that is not among them */
export function chooseSender(senders: readonly Sender[], id: number | undefined): Sender {
  const [first] = senders;
  if (first === undefined) {
    throw new AppError('conflict', 'No address is set to answer by: give the group a sending address.');
  }
  if (id === undefined) return first;
  const chosen = senders.find((each) => each.id === id);
  if (chosen === undefined) {
    const message = 'This ticket cannot be answered from that address any more; choose another one.';
    throw new AppError('invalid', message, { fields: { from: message } });
  }
  return chosen;
}

/** @returns when a message that came by a form goes out; null for one that goes at once */
export async function holdUntil(desk: Desk, form: DraftFields | undefined): Promise<Date | null> {
  if (form === undefined) return null;
  const { undoSeconds } = await loadSendingSettings(desk.read);
  return undoSeconds === 0 ? null : new Date(desk.now().getTime() + undoSeconds * 1000);
}

/** The draft has become a message. @param keptBlobs of its files that go with the message */
export async function forgetDraft(
  tx: Tx,
  { draftId }: DraftFiles,
  keptBlobs: readonly number[],
): Promise<void> {
  if (draftId !== undefined) await deleteDraft(tx, draftId, keptBlobs);
}

interface StoredReply {
  readonly ticket: Ticket;
  readonly sender: Sender;
  readonly reply: Reply;
  readonly draft: DraftFiles;
  readonly prepared: PreparedReply;
  readonly raw: Buffer;
  readonly heldUntil: Date | null;
}

async function storeReply(tx: Tx, desk: Desk, stored: StoredReply): Promise<number> {
  const { ticket, sender, reply, draft, prepared, raw, heldUntil } = stored;
  const now = desk.now();
  const outgoing = {
    ...{ ticketId: ticket.id, sender, userId: reply.userId, raw, heldUntil },
    ...{ mail: prepared.mail, files: prepared.files },
    draft: keepForm(reply, ticket),
  };
  const articleId = await storeOutgoing(tx, outgoing, now);
  await forgetDraft(
    tx,
    draft,
    prepared.files.flatMap(({ blobId }) => blobId ?? []),
  );
  await updateTicket(tx, ticket.id, {
    state: reply.nextState,
    ownerId: ticket.ownerId ?? reply.userId,
    lastArticleAt: now,
    updatedAt: now,
  });
  const event = { ticketId: ticket.id, userId: reply.userId, at: now };
  const outcome = reply.nextState === ticket.state ? '' : `, state ${ticket.state} → ${reply.nextState}`;
  const deed = reply.isForward === true ? 'forwarded' : 'answered';
  await insertTicketEvents(tx, [{ ...event, kind: 'reply', message: `${deed}${outcome}` }]);
  return articleId;
}

function keepForm({ form }: Reply, { state, ownerId, lastArticleAt }: Ticket): OutboxDraft | null {
  if (form === undefined) return null;
  const ticket = { state, ownerId, lastArticleAt: lastArticleAt.getTime() };
  return { kind: 'reply', fields: form, ticket };
}
