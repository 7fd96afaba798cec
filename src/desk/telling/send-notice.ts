import { loadAlertSettings } from '../../db/alerts.ts';
import { findChannel } from '../../db/channels.ts';
import { findSender } from '../../db/senders.ts';
import { domainOf } from '../../domain/address.ts';
import { findFailure } from '../../domain/failure.ts';
import { makeMessageId } from '../../domain/message-id.ts';
import { noticePrefix } from '../../domain/notification-mail.ts';
import { toAppError } from '../../errors.ts';
import { composeMail } from '../../mail/compose.ts';
import { openSender } from '../channels/open-sender.ts';
import type { Desk } from '../desk.ts';
import { findAlertWay, handOver, type MailWay } from './mail-way.ts';

interface Notice {
  readonly id: number;
  readonly to: string;
  /** The first ticket that the mail is about. */
  readonly ticket: { readonly id: number; readonly groupId: number; readonly channelId: number | null };
  readonly subject: string;
  readonly text: string;
}

export type NoticeOutcome =
  | { readonly kind: 'sent'; readonly assignedId: string | undefined }
  | { readonly kind: 'failed' | 'unknown' };

/** Tells one person once: from the group's address, else the way of the alerts. Never throws. */
export async function sendNotice(desk: Desk, notice: Notice): Promise<NoticeOutcome> {
  for (const find of [findGroupWay, findOtherWay]) {
    const outcome = await sendBy(desk, notice, find).catch((error: unknown) => {
      const reason = findFailure(error)?.text ?? toAppError(error).message;
      desk.log.warn('notification not sent', { notice: notice.id, reason });
      return undefined;
    });
    if (outcome !== undefined && outcome.kind !== 'failed') return outcome;
  }
  return { kind: 'failed' };
}

async function findGroupWay(desk: Desk, { ticket }: Notice): Promise<MailWay | undefined> {
  const sender = await findSender(desk.read, ticket);
  const channel = sender === undefined ? undefined : await findChannel(desk.read, sender.channelId);
  if (sender === undefined || channel === undefined || channel.pausedAt !== null) return undefined;
  const open = () => openSender(desk, channel);
  return { open, from: sender.address, route: { way: 'channel', name: channel.name } };
}

async function findOtherWay(desk: Desk): Promise<MailWay | undefined> {
  return findAlertWay(desk, await loadAlertSettings(desk.read));
}

async function sendBy(
  desk: Desk,
  notice: Notice,
  find: (desk: Desk, notice: Notice) => Promise<MailWay | undefined>,
): Promise<NoticeOutcome | undefined> {
  const way = await find(desk, notice);
  if (way === undefined) return undefined;
  const outcome = await handOver(way, [notice.to], await compose(desk, notice, way.from));
  if (outcome.kind === 'sent') return { kind: 'sent', assignedId: outcome.assignedId };
  return { kind: outcome.kind === 'unknown' ? 'unknown' : 'failed' };
}

// No tag in the subject: nothing but the signed Message-ID leads an answer to the ticket.
function compose(desk: Desk, { id, to, ticket, subject, text }: Notice, from: string): Promise<Buffer> {
  const identify = (unique: string) =>
    makeMessageId(desk.secret, { ticketId: ticket.id, unique: `${noticePrefix}${unique}` }, domainOf(from));
  return composeMail({
    from: { name: 'Postroom', address: from },
    to: [{ name: '', address: to }],
    cc: [],
    subject,
    topic: subject,
    messageId: identify(String(id)),
    inReplyTo: undefined,
    // Mail about one ticket stands together in the agent's mailbox.
    references: [identify('thread')],
    date: desk.now(),
    text,
    isAutomatic: true,
    isUnasked: true,
  });
}
