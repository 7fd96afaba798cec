import { findArticleByMessageId } from '../../db/article-read.ts';
import { insertArticles } from '../../db/articles.ts';
import type { Tx } from '../../db/care/open.ts';
import { reserveIds } from '../../db/row-ids.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { insertTicketEvents, updateTicket } from '../../db/tickets.ts';
import { getUser, type User } from '../../db/users.ts';
import { cleanText } from '../../domain/plain-text.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { notifyMentioned } from '../telling/notify-people.ts';
import { assertFitsMail, assertSameText, checkKey } from './form-checks.ts';
import { gatherFiles, loadDraftFiles, type MessageFile } from './message-files.ts';
import { forgetDraft } from './reply-to-ticket.ts';
import { storeFiles } from './store-outgoing.ts';

export interface Note {
  readonly userId: number;
  readonly ticketId: number;
  /** The same key twice is the same note. */
  readonly key: string;
  readonly text: string;
  /** Files that were ticked (desk/message-files). */
  readonly attach?: readonly string[];
}

/** Stores a note that only agents see. @throws AppError invalid (with fields), not_found */
export async function addNote(desk: Desk, note: Note): Promise<{ articleId: number }> {
  const text = cleanText(note.text);
  assertFitsMail(text, 'note');
  if (text === '') {
    throw new AppError('invalid', 'Write a note first.', { fields: { note: 'Write a note first.' } });
  }
  // It never leaves the house; as a Message-ID it recognises the form that is sent twice.
  const messageId = `note.${checkKey(note.key)}`;
  const ticket = await getTicketById(desk.read, note.ticketId);
  const user = await getUser(desk.read, note.userId);
  const draft = await loadDraftFiles(desk, { userId: user.id, ticketId: ticket.id, kind: 'note' });
  const message = { chosen: note.attach ?? [], contentIds: [] };
  const files = await gatherFiles(desk, draft, ticket.id, message);
  let mentioned: readonly number[] = [];
  const articleId = await desk.write(async (tx) => {
    const earlier = await findArticleByMessageId(tx, ticket.id, messageId);
    if (earlier !== undefined) assertSameText(earlier, text);
    const id = earlier?.id ?? (await storeNote(tx, desk, { ticket, user, text, messageId, files }));
    const kept = earlier === undefined ? files.flatMap(({ blobId }) => blobId ?? []) : [];
    await forgetDraft(tx, draft, kept);
    if (earlier === undefined) {
      mentioned = await notifyMentioned(tx, { ticket, userId: user.id, text, at: desk.now() });
    }
    return id;
  });
  desk.publish({ kind: 'ticket', ticketId: ticket.id, groupId: ticket.groupId });
  for (const userId of mentioned) desk.publish({ kind: 'notification', userId });
  return { articleId };
}

export async function storeNote(
  tx: Tx,
  desk: Desk,
  note: { ticket: Ticket; user: User; text: string; messageId: string; files: readonly MessageFile[] },
): Promise<number> {
  const { ticket, user, text, messageId, files } = note;
  const now = desk.now();
  const nextId = await reserveIds(tx);
  const id = nextId('articles');
  const article = {
    id,
    ticketId: ticket.id,
    kind: 'note',
    direction: 'out',
    userId: user.id,
    channelId: null,
    fromName: user.name,
    fromAddress: user.email,
    replyTo: [],
    to: [],
    cc: [],
    subject: '',
    messageId,
    inReplyTo: [],
    references: [],
    text,
    hasHtml: false,
    automatic: 'no',
    because: { code: 'written_here' },
    senderCheck: null,
    isInternal: true,
    noAutoReply: true,
    showsImages: false,
    rawBlobId: null,
    sentAt: now,
    createdAt: now,
  } as const;
  await insertArticles(tx, [article]);
  await storeFiles(tx, id, files, nextId);
  await updateTicket(tx, ticket.id, { lastArticleAt: now, updatedAt: now });
  await insertTicketEvents(tx, [
    { ticketId: ticket.id, userId: user.id, at: now, kind: 'note', message: 'added a note' },
  ]);
  return id;
}
