import { loadAlertSettings } from '../../db/alerts.ts';
import { findChannel } from '../../db/channels.ts';
import { findSender } from '../../db/senders.ts';
import { domainOf } from '../../domain/address.ts';
import { makeMessageId } from '../../domain/message-id.ts';
import { noticePrefix } from '../../domain/notification-mail.ts';
import { openSender } from '../channels/open-sender.ts';
import type { Desk } from '../desk.ts';
import { listMailWays, type MailWay } from './mail-way.ts';
import { type PeopleOutcome, sendToPeople } from './send-to-people.ts';

interface Notice {
  readonly id: number;
  readonly to: string;
  /** The first ticket that the mail is about. */
  readonly ticket: { readonly id: number; readonly groupId: number; readonly channelId: number | null };
  readonly subject: string;
  readonly text: string;
}

/** Tells one person once: from the group's address, else by any other way that sends. */
export async function sendNotice(
  desk: Desk,
  { id, to, ticket, subject, text }: Notice,
): Promise<PeopleOutcome> {
  // No tag in the subject: nothing but the signed Message-ID leads an answer to the ticket.
  const identify = (from: string) => {
    const mark = (unique: string) =>
      makeMessageId(desk.secret, { ticketId: ticket.id, unique: `${noticePrefix}${unique}` }, domainOf(from));
    // Mail about one ticket stands together in the agent's mailbox.
    return { messageId: mark(String(id)), references: [mark('thread')] };
  };
  const mail = { to: [to], subject, text, date: desk.now(), identify };
  return sendToPeople(desk, `notification-${id}`, await listWays(desk, ticket), mail);
}

async function listWays(desk: Desk, ticket: Notice['ticket']): Promise<MailWay[]> {
  const others = await listMailWays(desk, await loadAlertSettings(desk.read));
  const sender = await findSender(desk.read, ticket);
  const channel = sender === undefined ? undefined : await findChannel(desk.read, sender.channelId);
  if (sender === undefined || channel === undefined || channel.pausedAt !== null) return others;
  const open = () => openSender(desk, channel);
  return [{ open, from: sender.address, route: { way: 'channel', name: channel.name } }, ...others];
}
