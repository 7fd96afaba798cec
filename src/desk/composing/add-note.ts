import * as z from 'zod';
import { findArticleByMessageId } from '../../db/article-read.ts';
import { type Article, insertArticles } from '../../db/articles.ts';
import { listUsersOfGroup } from '../../db/group-access.ts';
import { reserveIds } from '../../db/row-ids.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { findHead } from '../../db/ticket-merges.ts';
import { updateTicket } from '../../db/tickets.ts';
import { getUser, type User } from '../../db/users.ts';
import type { DraftFields } from '../../domain/draft.ts';
import { findMentions, findUnclearMentions } from '../../domain/mention.ts';
import { cleanText } from '../../domain/plain-text.ts';
import { AppError } from '../../errors.ts';
import { assertExpected } from '../assert-expected.ts';
import { type Act, defineCommand } from '../command.ts';
import { draftFields, id, upload } from '../input-fields.ts';
import { assertFitsMail, assertSameText, checkKey } from './form-checks.ts';
import {
  assertAllThere,
  type DraftFiles,
  gatherFiles,
  listKeptBlobs,
  loadFormFiles,
  type MessageFile,
} from './message-files.ts';
import { assertNotMerged, forgetDraft } from './reply-to-ticket.ts';
import { storeFiles } from './store-outgoing.ts';

/** Who may answer it: adds a note to a ticket that only agents see. @throws AppError invalid (with fields), conflict */
export const addNote = defineCommand({
  name: 'addNote',
  input: z.strictObject({
    ticketId: id,
    /** The same key twice is the same note. */
    key: z.string(),
    text: z.string(),
    /** Files that were ticked (desk/composing/message-files). */
    attach: z.array(z.string()).readonly().optional(),
    /** Files that come with it. */
    files: z.array(upload).readonly().optional(),
    /** The form as it was typed. */
    form: draftFields.optional(),
    /** When the ticket was changed last, as whoever asks has seen it. */
    expected: z.date().optional(),
  }),
  needs: ({ ticketId }) => [{ ticketId, level: 'answer' }],
  async work(work, { ticketId, key, text: typed, attach = [], files: uploads, expected, form }) {
    const text = cleanText(typed);
    assertFitsMail(text, 'note');
    if (text === '') {
      throw new AppError('invalid', 'Write a note first.', { fields: { note: 'Write a note first.' } });
    }
    // It is never sent; as a Message-ID it recognises the form that is sent twice.
    const messageId = `note.${checkKey(key)}`;
    const place = { userId: work.person(), ticketId, kind: 'note' } as const;
    const draft = await loadFormFiles(work, place, uploads);
    const files = await gatherFiles(work.desk, draft, ticketId, { chosen: attach, contentIds: [] });
    return work.write((act) =>
      keepNote(act, { ticketId, text, messageId, files, expected, form, attach }, draft),
    );
  },
});

interface Note {
  readonly text: string;
  readonly messageId: string;
  readonly files: readonly MessageFile[];
}

interface NoteForm extends Note {
  readonly ticketId: number;
  readonly expected: Date | undefined;
  readonly form: DraftFields | undefined;
  readonly attach: readonly string[];
}

async function keepNote(act: Act, note: NoteForm, draft: DraftFiles) {
  const { tx } = act;
  const ticket = await getTicketById(tx, note.ticketId);
  // A merge takes notes along.
  const earlier = await findArticleByMessageId(tx, await findHead(tx, ticket.id), note.messageId);
  if (earlier !== undefined) {
    assertSameText(earlier, note.text);
    await forgetDraft(tx, draft, [], note.form);
    return { articleId: earlier.id, unclear: [] };
  }
  await assertNotMerged(act, ticket);
  assertExpected(ticket, note.expected);
  assertAllThere(draft, note.attach);
  const stored = await storeNote(act, ticket, note);
  await forgetDraft(tx, draft, listKeptBlobs(note.files), note.form);
  return stored;
}

/** Those whom it mentions with @name, if they may see the ticket, are told by the fact. @returns the article's id, and the names that mean none of them */
export async function storeNote(
  act: Act,
  ticket: Ticket,
  { text, messageId, files }: Note,
): Promise<{ articleId: number; unclear: string[] }> {
  const { tx, now } = act;
  const user = await getUser(tx, act.person());
  const nextId = await reserveIds(tx);
  const articleId = nextId('articles');
  await insertArticles(tx, [describeNote({ ticket, user, text, messageId, at: now }, articleId)]);
  await storeFiles(tx, articleId, files, nextId);
  await updateTicket(tx, ticket.id, { lastArticleAt: now, updatedAt: now });
  const people = text.includes('@') ? await listUsersOfGroup(tx, ticket.groupId, 'read') : [];
  const mentioned = findMentions(text, people).filter((userId) => userId !== user.id);
  const data = mentioned.length === 0 ? {} : { mentioned };
  act.record({ ticketId: ticket.id, articleId, kind: 'ticket.noted', data });
  return { articleId, unclear: findUnclearMentions(text, people) };
}

function describeNote({ ticket, user, text, messageId, at }: NewNote, articleId: number): Article {
  return {
    id: articleId,
    ticketId: ticket.id,
    kind: 'note',
    direction: 'out',
    userId: user.id,
    channelId: null,
    fromName: user.name,
    fromAddress: user.email,
    subject: '',
    messageId,
    text,
    because: { code: 'written_here' },
    isInternal: true,
    noAutoReply: true,
    sentAt: at,
    createdAt: at,
  };
}

interface NewNote {
  readonly ticket: Ticket;
  readonly user: User;
  readonly text: string;
  readonly messageId: string;
  readonly at: Date;
}
