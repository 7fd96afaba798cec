import * as z from 'zod';
import { type Article, findArticleToAnswer, listIdsOfArticle } from '../../db/article-read.ts';
import { getGroup } from '../../db/groups.ts';
import { loadMailSettings } from '../../db/mail-settings.ts';
import type { Sender } from '../../db/senders.ts';
import { loadSignature } from '../../db/template-values.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import { domainOf } from '../../domain/address.ts';
import type { CustomerStyle } from '../../domain/customer-language.ts';
import { listDraftImages } from '../../domain/html/draft-images.ts';
import { quoteAsHtml } from '../../domain/html/quote-html.ts';
import { makeMessageId } from '../../domain/message-id.ts';
import { describeForward, describeQuote, quoteMail, threadHeaders } from '../../domain/reply.ts';
import { addTag, replySubject, stripPrefixes, type TagOptions } from '../../domain/subject.ts';
import { settableStates } from '../../domain/ticket.ts';
import type { OutgoingMail } from '../../mail/compose.ts';
import type { Desk } from '../desk.ts';
import { draftFields, id, sendAt, upload } from '../input-fields.ts';
import { assertFitsMail, checkKey, readAddresses, refuse } from './form-checks.ts';
import { type DraftFiles, gatherFiles, type MessageFile } from './message-files.ts';
import { isUntouched, readWritten, type WrittenBody } from './written-body.ts';

/** The form that answers a ticket, or passes a mail of it on. */
export const replyForm = z.strictObject({
  ticketId: id,
  /** The article that is answered; left out, the newest mail. */
  answers: id.optional(),
  /** Chosen when the form was made: the same key twice is the same reply. */
  key: z.string(),
  /** As they were typed. */
  to: z.string(),
  cc: z.string(),
  bcc: z.string().optional(),
  text: z.string(),
  /** As the editor has it; left out where there was none. */
  html: z.string().optional(),
  isQuoting: z.boolean(),
  /** Passes the mail on instead of answering it. */
  isForward: z.boolean().optional(),
  /** The e-mail address to send from; left out, the group's own. */
  fromId: id.optional(),
  /** Files that were ticked (desk/composing/message-files). */
  attach: z.array(z.string()).readonly().optional(),
  /** The form as it was typed: the message can be taken back for a few seconds. */
  form: draftFields.optional(),
  /** The newest article that the writer has seen: what others have written since is asked about first. */
  seen: z.int().nonnegative().optional(),
  /** Files that come with it (desk/composing/message-files). */
  files: z.array(upload).readonly().optional(),
  sendAt,
  /** When the ticket was changed last, as whoever asks has seen it. */
  expected: z.date().optional(),
  /** What the ticket is afterwards. */
  nextState: z.enum(settableStates),
});
export type Reply = z.output<typeof replyForm>;

export interface PreparedReply {
  readonly mail: OutgoingMail;
  readonly files: readonly MessageFile[];
  /** What was written, without what is quoted below; '' where the text says all. */
  readonly html: string;
}

interface Preparing {
  readonly ticket: Ticket;
  readonly sender: Sender;
  readonly userId: number;
  readonly reply: Reply;
  readonly draft: DraftFiles;
}

/** Makes the mail that a form asks for. @throws AppError invalid (with fields) */
export async function prepareReply(
  desk: Desk,
  { ticket, sender, userId, reply, draft }: Preparing,
): Promise<PreparedReply> {
  const answered = await findArticleToAnswer(desk.read, ticket.id, reply.answers);
  const isForward = reply.isForward === true;
  const knownIds = answered === undefined ? [] : await listIdsOfArticle(desk.read, answered);
  const recipients = readRecipients(reply);
  const signature = await loadSignature(desk.read, ticket, userId);
  const written = { text: reply.text, html: reply.html ?? '' };
  const own = await readWritten(desk, written, listDraftImages(draft), signature);
  if (!isForward && isUntouched(own, draft, signature)) throw refuse('text', 'Write an answer first.');
  assertFitsMail(own.text, 'text');
  const style = await getGroup(desk.read, ticket.groupId);
  const body = addQuote(own, reply.isQuoting || isForward ? answered : undefined, { isForward, style });
  const files = await gatherFiles(desk, draft, ticket.id, {
    chosen: reply.attach ?? [],
    contentIds: own.contentIds,
  });
  const subject = answered?.subject ?? ticket.subject;
  const tag = await loadMailSettings(desk.read);
  const kind = isForward ? 'forward' : answered === undefined ? undefined : 'answer';
  const unique = checkKey(reply.key);
  const mail = {
    from: { name: sender.name, address: sender.address },
    ...recipients,
    subject: writeSubject(subject, ticket.number, tag, kind),
    topic: stripPrefixes(subject),
    messageId: makeMessageId(desk.secret, { ticketId: ticket.id, unique }, domainOf(sender.address)),
    // Whoever gets a forwarded mail has seen nothing of what was before.
    ...threadHeaders(isForward ? undefined : answered, knownIds),
    date: reply.sendAt ?? desk.now(),
    text: body.text,
    html: body.html,
    attachments: files,
  };
  return { mail, files, html: own.html ?? '' };
}

function readRecipients({ to, cc, bcc, isForward }: Reply): Pick<OutgoingMail, 'to' | 'cc' | 'bcc'> {
  const recipients = {
    to: readAddresses(to, 'to'),
    cc: readAddresses(cc, 'cc'),
    bcc: readAddresses(bcc ?? '', 'bcc'),
  };
  if (recipients.to.length > 0) return recipients;
  throw refuse('to', isForward ? 'Say who gets it.' : 'Say who gets the answer.');
}

function writeSubject(
  subject: string,
  number: number,
  tag: TagOptions,
  kind: 'forward' | 'answer' | undefined,
): string {
  if (kind === 'answer') return replySubject(subject, number, tag);
  return kind === 'forward' ? `Fwd: ${addTag(subject, number, tag)}` : addTag(subject, number, tag);
}

function addQuote(
  own: WrittenBody,
  answered: Article | undefined,
  { isForward, style }: { isForward: boolean; style: CustomerStyle },
): WrittenBody {
  if (answered === undefined) return own;
  const quoted = isForward ? describeForward(answered, style) : describeQuote(answered, style);
  const text = isForward ? `${quoted.introduction}\n\n${quoted.text}` : quoteMail(answered, style);
  return {
    text: `${own.text}\n\n${text}`.trimStart(),
    html: own.html === undefined ? undefined : own.html + quoteAsHtml(quoted),
    contentIds: own.contentIds,
  };
}
