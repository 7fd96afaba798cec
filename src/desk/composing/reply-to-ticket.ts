import { randomUUID } from 'node:crypto';
import { listArticleNews } from '../../db/article-news.ts';
import type { Tx } from '../../db/care/open.ts';
import { deleteDraft, keepRestOfDraft } from '../../db/drafts.ts';
import { findSentArticle } from '../../db/message-ids.ts';
import { listSenders, type Sender } from '../../db/senders.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { findHead } from '../../db/ticket-merges.ts';
import { updateTicket } from '../../db/tickets.ts';
import { getUser } from '../../db/users.ts';
import { type DraftFields, isWrittenElsewhere, type OutboxDraft } from '../../domain/draft.ts';
import { AppError } from '../../errors.ts';
import { composeMail } from '../../mail/compose.ts';
import { assertExpected } from '../assert-expected.ts';
import { assertIsAhead } from '../assert-is-ahead.ts';
import { type Act, defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { wakeOutbox } from '../outbox-signal.ts';
import { assertSameText } from './form-checks.ts';
import { assertAllThere, type DraftFiles, listKeptBlobs, loadFormFiles } from './message-files.ts';
import { type PreparedReply, prepareReply, type Reply, replyForm } from './prepare-reply.ts';
import { storeOutgoing } from './store-outgoing.ts';

/**
 * Who may answer it: stores an answer and queues it, in one transaction; the outbox sends it.
 * @throws AppError invalid (with fields), conflict when no address is set to send from or others have written meanwhile, not_found
 */
export const replyToTicket = defineCommand({
  name: 'replyToTicket',
  input: replyForm,
  needs: ({ ticketId }) => [{ ticketId, level: 'answer' }],
  async work(work, reply) {
    const { desk } = work;
    const userId = work.person();
    const ticket = await getTicketById(desk.read, reply.ticketId);
    const { name } = await getUser(desk.read, userId);
    const sender = chooseSender(await listSenders(desk.read, ticket, name), reply.fromId);
    const place = { userId, ticketId: ticket.id, kind: 'reply' } as const;
    const draft = await loadFormFiles(work, place, reply.files);
    const prepared = await prepareReply(desk, { ticket, sender, userId, reply, draft });
    const raw = await composeMail(prepared.mail);
    const heldUntil = await holdUntil(desk, reply);
    return work.write(async (act) => {
      const earlier = await findSentArticle(act.tx, prepared.mail.messageId);
      if (earlier === undefined) return storeReply(act, { sender, reply, draft, prepared, raw, heldUntil });
      assertSameText(earlier, prepared.mail.text);
      await forgetDraft(act.tx, draft, [], reply.form);
      return { articleId: earlier.id };
    });
  },
});

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

/**
 * @returns until when a message that came by a form can be taken back; null for one that goes at once
 * @throws AppError invalid for a time to send at that is past, or too far away
 */
export async function holdUntil(
  desk: Desk,
  { form, sendAt }: { readonly form?: DraftFields | undefined; readonly sendAt?: Date | undefined },
): Promise<Date | null> {
  if (sendAt !== undefined) assertIsAhead(sendAt, desk.now());
  if (form === undefined) return null;
  const { undoSeconds } = await loadSendingSettings(desk.read);
  return undoSeconds === 0 ? null : new Date(desk.now().getTime() + undoSeconds * 1000);
}

/**
 * The draft has become a message. What another window has written in it stays, as another message's.
 * @param keptBlobs of its files that go with the message @param form that was sent
 */
export async function forgetDraft(
  tx: Tx,
  { draftId, fields }: DraftFiles,
  keptBlobs: readonly number[],
  form: DraftFields = {},
): Promise<void> {
  if (draftId === undefined) return;
  if (!isWrittenElsewhere(fields, form)) return deleteDraft(tx, draftId, keptBlobs);
  await keepRestOfDraft(tx, draftId, { ...fields, key: randomUUID() }, keptBlobs);
}

interface StoredReply {
  readonly sender: Sender;
  readonly reply: Reply;
  readonly draft: DraftFiles;
  readonly prepared: PreparedReply;
  readonly raw: Buffer;
  readonly heldUntil: Date | null;
}

async function storeReply(act: Act, stored: StoredReply): Promise<{ articleId: number }> {
  const { tx, now, desk } = act;
  const { sender, reply, draft, prepared, raw, heldUntil } = stored;
  const { mail, files } = prepared;
  const userId = act.person();
  const ticket = await getTicketById(tx, reply.ticketId);
  await assertNotMerged(act, ticket);
  assertExpected(ticket, reply.expected);
  await assertNothingNew(act, reply);
  assertAllThere(draft, reply.attach);
  const made = { state: reply.nextState, ownerId: ticket.ownerId ?? userId, lastArticleAt: now };
  const form = keepForm({ ...reply, html: prepared.html }, ticket, made);
  const outgoing = { ticketId: ticket.id, sender, userId, raw, heldUntil, mail, files, draft: form };
  const articleId = await storeOutgoing(tx, { ...outgoing, sendAt: reply.sendAt }, now);
  await forgetDraft(tx, draft, listKeptBlobs(files), reply.form);
  await updateTicket(tx, ticket.id, { ...made, updatedAt: now });
  await noteReply(act, ticket, reply, articleId);
  act.after(() =>
    desk.log.info('reply queued', { ticket: ticket.id, article: articleId, bytes: raw.length }),
  );
  act.after(() => wakeOutbox(desk));
  return { articleId };
}

/** What is written belongs where the messages are. @throws AppError conflict */
export async function assertNotMerged({ tx }: Act, { id, number }: Ticket): Promise<void> {
  const head = await findHead(tx, id);
  if (head === id) return;
  const { number: into } = await getTicketById(tx, head);
  throw new AppError('conflict', `#${number} was merged into #${into} meanwhile: write there.`);
}

/** Whoever answers is told first of an answer that came in between. @throws AppError conflict */
async function assertNothingNew(act: Act, { ticketId, seen }: Reply): Promise<void> {
  if (seen === undefined) return;
  const [news] = await listArticleNews(act.tx, { ticketId, seen, userId: act.person() });
  if (news === undefined) return;
  const message =
    'Somebody has written in this ticket since you began. Look at it, then send yours if it still fits.';
  throw new AppError('conflict', message);
}

async function noteReply(act: Act, ticket: Ticket, reply: Reply, articleId: number): Promise<void> {
  const how = reply.isForward === true ? 'forward' : 'answer';
  const data = { how, from: ticket.state, to: reply.nextState } as const;
  act.record({ ticketId: ticket.id, articleId, kind: 'ticket.answered', data });
  if (ticket.ownerId !== null) return;
  const { id, name } = await getUser(act.tx, act.person());
  act.record({
    ticketId: ticket.id,
    kind: 'ticket.owner_changed',
    data: { from: null, to: { id, name } },
  });
}

type Marks = Pick<Ticket, 'state' | 'ownerId' | 'lastArticleAt'>;

/** @param reply its HTML made harmless: the pictures in it are found again by their Content-ID */
function keepForm({ form, html = '' }: Reply, ticket: Ticket, made: Marks): OutboxDraft | null {
  if (form === undefined) return null;
  const keep = ({ state, ownerId, lastArticleAt }: Marks) => {
    return { state, ownerId, lastArticleAt: lastArticleAt.getTime() };
  };
  return {
    kind: 'reply',
    fields: { ...form, html },
    ticket: { ...keep(ticket), made: { id: ticket.id, ...keep(made) } },
  };
}
