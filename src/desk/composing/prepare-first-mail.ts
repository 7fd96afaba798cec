import * as z from 'zod';
import { getGroup } from '../../db/groups.ts';
import { listSenders, type Sender } from '../../db/senders.ts';
import { loadFirstSignature } from '../../db/template-values.ts';
import { getUser, type User } from '../../db/users.ts';
import { listDraftImages } from '../../domain/html/draft-images.ts';
import type { Address } from '../../domain/message.ts';
import { cleanLine } from '../../domain/plain-text.ts';
import type { Signature } from '../../domain/signature.ts';
import { settableStates } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import type { Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { draftFields, id, sendAt, upload } from '../input-fields.ts';
import { findNamed } from '../refuse-fields.ts';
import { assertFitsMail, checkKey, readAddresses, refuse } from './form-checks.ts';
import { type DraftFiles, gatherFiles, loadFormFiles, type MessageFile } from './message-files.ts';
import { chooseSender } from './reply-to-ticket.ts';
import { isUntouched, readWritten, type WrittenBody } from './written-body.ts';

/** The form that opens a ticket from here: by a mail, or by a note of what was said on the telephone. */
export const firstMail = z.strictObject({
  groupId: id,
  /** Chosen when the form was made: the same key twice is the same ticket. */
  key: z.string(),
  /** As they were typed; the first one is the customer. */
  to: z.string(),
  cc: z.string(),
  bcc: z.string().optional(),
  subject: z.string(),
  text: z.string(),
  /** As the editor has it; '' where there was none. */
  html: z.string(),
  /** The e-mail address to send from; left out, the group's own. */
  fromId: id.optional(),
  /** Files that were ticked (desk/composing/message-files). */
  attach: z.array(z.string()).readonly(),
  /** The form as it was typed: the message can be taken back for a few seconds. */
  form: draftFields.optional(),
  /** Files that come with it. */
  files: z.array(upload).readonly().optional(),
  sendAt,
  /** What the ticket is afterwards. */
  nextState: z.enum(settableStates),
  /** Nothing is sent: the text becomes an internal note. */
  isSilent: z.boolean(),
});
export type FirstMail = z.output<typeof firstMail>;

export interface PreparedFirst {
  readonly key: string;
  readonly user: User;
  readonly groupId: number;
  /** Undefined where nothing is sent. */
  readonly sender: Sender | undefined;
  readonly customer: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly subject: string;
  /** Variables of the ticket are still in it. */
  readonly body: WrittenBody;
  readonly files: readonly MessageFile[];
  readonly draft: DraftFiles;
}

const longestSubject = 300;

/** Checks a form before there is a ticket. @throws AppError invalid (with fields), conflict without a sending address */
export async function prepareFirstMail(work: Work, first: FirstMail): Promise<PreparedFirst> {
  const { desk } = work;
  const user = await getUser(desk.read, work.person());
  const group = await findNamed('group', getGroup(desk.read, first.groupId));
  if (!group.isActive) throw refuse('group', 'This group takes no new tickets; choose another one.');
  const sender = first.isSilent ? undefined : await findSender(desk, first, user);
  const to = readAddresses(first.to, 'to');
  const cc = readAddresses(first.cc, 'cc');
  const bcc = readAddresses(first.bcc ?? '', 'bcc');
  const [customer] = to;
  if (customer === undefined) throw refuse('to', 'Say who gets it.');
  const subject = cleanLine(first.subject);
  if (subject === '') throw refuse('subject', 'Say what it is about.');
  if (subject.length > longestSubject) {
    throw refuse('subject', `Expected at most ${longestSubject} characters.`);
  }
  const draft = await loadFormFiles(work, { userId: user.id, ticketId: null, kind: 'new' }, first.files);
  const signature = await loadFirstSignature(desk.read, group.id, user);
  const body = await readBody(desk, first, draft, signature);
  const chosen = { chosen: first.attach, contentIds: body.contentIds };
  const files = await gatherFiles(desk, draft, null, chosen);
  const key = checkKey(first.key);
  const people = { customer, to, cc, bcc };
  return { key, user, groupId: group.id, sender, ...people, subject, body, files, draft };
}

async function readBody(
  desk: Desk,
  { isSilent, ...form }: FirstMail,
  draft: DraftFiles,
  signature: Signature,
): Promise<WrittenBody> {
  const written = await readWritten(desk, form, listDraftImages(draft), signature);
  if (isUntouched(written, draft, signature)) {
    throw refuse('text', isSilent ? 'Write down what it is about.' : 'Write the message first.');
  }
  assertFitsMail(written.text, 'text');
  if (!isSilent) return written;
  // A note is text, and nobody signs it.
  const end = signature.text === '' ? -1 : written.text.lastIndexOf('\n-- \n');
  const text = end < 0 ? written.text : written.text.slice(0, end).trimEnd();
  return { text, html: undefined, contentIds: [] };
}

async function findSender(desk: Desk, first: FirstMail, user: User): Promise<Sender> {
  const senders = await listSenders(desk.read, { groupId: first.groupId, channelId: null }, user.name);
  if (senders.length === 0) {
    throw new AppError('conflict', 'This group has no address to send from: an admin can give it one.');
  }
  return chooseSender(senders, first.fromId);
}
