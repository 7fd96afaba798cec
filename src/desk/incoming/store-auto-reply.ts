import { insertAutoReply } from '../../db/auto-replies.ts';
import type { Tx } from '../../db/care/open.ts';
import { findChannel } from '../../db/channels.ts';
import { insertFacts } from '../../db/facts.ts';
import { getGroup } from '../../db/groups.ts';
import { findSender, type Sender } from '../../db/senders.ts';
import { domainOf } from '../../domain/address.ts';
import { fillAutoReply } from '../../domain/auto-reply-text.ts';
import type { AutoReplyRefusal } from '../../domain/facts/auto-reply-refusal.ts';
import type { Fact } from '../../domain/facts/fact.ts';
import { isUsableMessageId, makeMessageId } from '../../domain/message-id.ts';
import { addTag } from '../../domain/subject.ts';
import { toAppError } from '../../errors.ts';
import { composeMail, type OutgoingMail } from '../../mail/compose.ts';
import { storeOutgoing } from '../composing/store-outgoing.ts';
import type { StoreContext } from './store-context.ts';
import type { DueAutoReply } from './store-rows.ts';

/**
 * Puts an automatic answer into its ticket and the outbox, in the transaction that opens the ticket: a crash neither
 * loses nor doubles it. The ticket stays as it is, for nobody has answered yet.
 */
export async function storeAutoReply(tx: Tx, context: StoreContext, due: DueAutoReply): Promise<void> {
  const { ticketId, groupId, to } = due;
  const at = context.now();
  const record = (fact: Fact) => insertFacts(tx, [{ at, actor: { kind: 'desk', duty: 'receive' }, fact }]);
  const withhold = (data: AutoReplyRefusal) => record({ kind: 'ticket.auto_reply_withheld', ticketId, data });
  const sender = await findSender(tx, due);
  if (sender === undefined) return withhold({ code: 'no_sending_address' });
  const { name, autoReplySubject, autoReplyText, language } = await getGroup(tx, groupId);
  const template = { subject: autoReplySubject, text: autoReplyText };
  const filled = fillAutoReply(template, { ...toValues(due), group: name }, language);
  const mail = describeMail(context, due, sender, filled);
  const raw = await composeMail(mail).catch((error: unknown) => {
    // The mail that is answered is stored whatever becomes of the answer.
    if (toAppError(error).code === 'invalid') return undefined;
    throw error;
  });
  if (raw === undefined) return withhold({ code: 'unfit_address', address: to.address.slice(0, 80) });
  await insertAutoReply(tx, { ticketId, address: to.address, at });
  const articleId = await storeOutgoing(
    tx,
    {
      ticketId,
      sender,
      userId: null,
      automatic: { automatic: 'auto_reply' },
      mail,
      raw,
      files: [],
      heldUntil: null,
      draft: null,
      envelopeFrom: await chooseReturnPath(tx, sender),
    },
    at,
  );
  await record({ kind: 'ticket.auto_replied', ticketId, articleId, data: { to: to.address } });
}

function toValues({ number, subject, to }: DueAutoReply) {
  return { ticket: number, subject, customer: { name: to.name, email: to.address } };
}

// The name stays out of the header: it is the words of a stranger.
function describeMail(
  { thread, policy, now }: StoreContext,
  { ticketId, number, to, answeredId }: DueAutoReply,
  sender: Sender,
  { subject, text }: { subject: string; text: string },
): OutgoingMail {
  const usable = answeredId !== undefined && isUsableMessageId(answeredId);
  const unique = 'auto-reply';
  return {
    from: { name: sender.name, address: sender.address },
    to: [{ name: '', address: to.address }],
    cc: [],
    subject: addTag(subject, number, { hook: policy.hook }),
    topic: subject,
    messageId: makeMessageId(thread.secret, { ticketId, unique }, domainOf(sender.address)),
    inReplyTo: usable ? answeredId : undefined,
    references: usable ? [answeredId] : [],
    date: now(),
    text,
    isAutomatic: true,
  };
}

/** RFC 3834 section 3.3: an empty one, so that no report about it comes back. Exchange wants the mailbox's own address. */
async function chooseReturnPath(tx: Tx, { channelId, address }: Sender): Promise<string> {
  const channel = await findChannel(tx, channelId);
  return channel?.kind === 'email' ? '' : address;
}
