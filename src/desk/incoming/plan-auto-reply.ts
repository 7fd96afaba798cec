import { type AutoReplyFacts, findAutoReplyRefusal } from '../../domain/auto-reply.ts';
import { type Authorship, findAddressee } from '../../domain/automatic.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import { listReplyTo } from '../../domain/sender.ts';
import { type BatchTicket, isFromBlocked } from './batch.ts';
import type { Opening } from './opening.ts';
import { recordFact } from './record-fact.ts';

const hour = 3_600_000;

/**
 * Decides whether the mail that has opened a ticket is answered by itself, where its group wants that. Why it is not
 * stands in the ticket's history.
 */
export function planAutoReply(opening: Opening, ticket: BatchTicket, author: Authorship | undefined): void {
  const { batch, rows, context, message } = opening;
  if (!batch.autoReplyGroups.has(ticket.groupId)) return;
  const refusal = findAutoReplyRefusal(describe(opening, ticket, author));
  const at = context.now();
  if (refusal !== undefined) {
    recordFact(opening, { kind: 'ticket.auto_reply_withheld', ticketId: ticket.id, data: refusal });
    return;
  }
  const address = ticket.customerEmail;
  const { times } = batch.autoReplies;
  times.set(address, [...(times.get(address) ?? []), at.getTime()]);
  batch.autoReplies.inLastHour += 1;
  const { id: ticketId, number, groupId, subject } = ticket;
  const name = batch.customers.get(address)?.name ?? '';
  rows.autoReplies.push({
    ticketId,
    number,
    groupId,
    subject,
    channelId: context.channel.id,
    to: { name, address },
    answeredId: message.messageId,
  });
}

function describe(
  { read, context, batch, message, isArchived }: Opening,
  ticket: BatchTicket,
  author: Authorship | undefined,
): AutoReplyFacts {
  const { channel, policy } = context;
  const now = context.now();
  const { receivedAt, isUndated, isRetried } = read.mail;
  const times = batch.autoReplies.times.get(ticket.customerEmail) ?? [];
  const options = { ...context.sender, blockedSenders: policy.blockedSenders };
  return {
    age: {
      receivedAt: isUndated === true ? undefined : receivedAt,
      archiveBefore: isArchived ? now : channel.archiveBefore,
      startedAt: channel.startedAt,
      now,
    },
    restoredAt: context.restoredAt,
    detour: channel.id === null ? 'file' : isRetried === true ? 'quarantine' : undefined,
    state: ticket.state,
    // The customer may be somebody else than From says: a robot, or we ourselves, all the same. Who has no use for answers
    // is not answered by a program either.
    authors: [
      ...(author === undefined ? [] : [author]),
      ...[ticket.customerEmail, ...listUnread(message)].map((each) => findAddressee(each, options)),
    ],
    sender: read.sender,
    isForbidden: read.rules?.noAutoReply === true || read.isAside === true,
    isBlocked: isFromBlocked(batch, read),
    given: {
      toAddressInHour: times.filter((time) => now.getTime() - time < hour).length,
      toAddressInDay: times.length,
      toAllInHour: batch.autoReplies.inLastHour,
    },
    limits: policy,
  };
}

function listUnread({ from, replyTo }: ParsedMessage): string[] {
  const read = listReplyTo({ from, replyTo });
  return replyTo.filter((each) => !read.includes(each)).map(({ address }) => address);
}
