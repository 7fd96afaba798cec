import type { GraphCall, GraphContext } from './graph-context.ts';
import { GraphError } from './graph-errors.ts';
import { writeFailureNotice } from './graph-failure-notice.ts';
import { setFields } from './graph-mime.ts';
import { listRecipients, signMessage, withoutBcc } from './graph-sender.ts';
import { readHead } from './graph-text.ts';
import { findHeader } from './imap-mime.ts';
import type { FoundMessage, Mailbox } from './mailboxes.ts';
import { deliverToRecipients } from './smtp-delivery.ts';
import { createMessageId } from './smtp-replies.ts';

const draftFlags = ['\\Seen', '\\Draft'];

/** A draft that has been accepted, as it is to go out. */
interface Submission {
  call: GraphCall;
  draft: FoundMessage;
  recipients: string[];
  isKept: boolean;
}

/**
 * Accepts what lies in Drafts: 202 means no more than that. It goes out after the tenant's delay.
 * @param isKept whether a copy lies in Sent Items afterwards @throws GraphError
 */
export function submitDraft(call: GraphCall, found: FoundMessage, isKept = true): void {
  const { context, mailbox, take } = call;
  const { message } = found;
  if (message.raw.length > context.settings.messageLimit) {
    throw new GraphError(400, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.');
  }
  const recipients = listRecipients(message.raw);
  const signed = signMessage(call, message.raw);
  const draft = { folder: found.folder, message: mailbox.rewrite(found, signed) };
  if (take('graph-never-sent')) return;
  const key = `${mailbox.address} ${message.number}`;
  context.submitted.add(key);
  const submission: Submission = { call, draft, recipients, isKept };
  const late = take('graph-late-copy');
  const times = take('graph-sent-twice') ? 2 : 1;
  const isUndeliverable = take('graph-undeliverable') !== undefined;
  later(context, context.settings.sendDelayMs, () => {
    context.submitted.delete(key);
    const sent = writeSent(submission);
    for (let time = 0; time < times; time++) sendOut(submission, sent, isUndeliverable);
    later(context, late ? (late.value ?? 60_000) : 0, () => keepCopy(submission, sent));
  });
}

/** Puts a message into Drafts. @param lostHeaders what was lost of it when it was taken in */
export function createDraft(
  mailbox: Mailbox,
  raw: Buffer,
  now: number,
  extras: { lostHeaders?: string; properties?: Record<string, string> } = {},
  folder = mailbox.folderOf('drafts'),
): FoundMessage {
  return { folder, message: mailbox.append(folder, raw, draftFlags, new Date(now), extras) };
}

interface Sent {
  raw: Buffer;
  messageId: string;
}

/** The message with the Message-ID that it leaves with. */
function writeSent({ call, draft }: Submission): Sent {
  const { raw } = draft.message;
  const own = findHeader(readHead(raw), 'message-id');
  if (own !== undefined && call.context.settings.messageIds === 'kept') return { raw, messageId: own };
  const messageId = createMessageId();
  return { raw: setFields(raw, [['Message-ID', messageId]]), messageId };
}

function sendOut(
  { call, draft, recipients }: Submission,
  { raw, messageId }: Sent,
  isUndeliverable: boolean,
): void {
  const { context, mailbox, holder, clientId } = call;
  const delivered = withoutBcc(raw);
  const { directory } = context.state;
  const unknown = isUndeliverable
    ? recipients
    : deliverToRecipients(directory, context.mailboxes, recipients, delivered);
  const lost = Buffer.from(draft.message.extras?.lostHeaders ?? '', 'latin1');
  context.sent.push({
    user: holder?.upn ?? clientId,
    envelope: { from: mailbox.address, to: recipients },
    raw: Buffer.concat([lost, draft.message.raw]),
    delivered,
    messageId,
    at: new Date(context.state.now()),
  });
  if (unknown.length > 0) {
    mailbox.append(mailbox.folderOf('inbox'), writeFailureNotice(context, mailbox.address, unknown, raw));
  }
}

/** Sent Items gets the draft itself, under its id or under a new one. */
function keepCopy({ call, draft, isKept }: Submission, { raw }: Sent): void {
  const { mailbox, context } = call;
  const found = mailbox.findMessage(draft.message.number);
  if (!found) return;
  const isMoved = isKept && context.settings.draftIds === 'kept';
  if (isKept && !isMoved) {
    mailbox.append(mailbox.sentItems, raw, ['\\Seen'], new Date(context.state.now()), found.message.extras);
  }
  if (!isMoved) {
    mailbox.expunge(found.folder, [found.message.uid]);
    return;
  }
  found.message.flags.delete('\\Draft');
  const message = mailbox.rewrite(found, raw);
  mailbox.move(found.folder, [message.uid], mailbox.sentItems);
}

/** At once where there is nothing to wait for. */
function later(context: GraphContext, ms: number, run: () => void): void {
  if (ms <= 0) {
    run();
    return;
  }
  const timer = setTimeout(() => {
    context.timers.delete(timer);
    run();
  }, ms);
  context.timers.add(timer.unref());
}
