import type { Channel } from '../../db/channels.ts';
import type { SentItems } from '../../domain/mail-sending.ts';
import { openImapSentItems } from '../../mail/imap-sent-items.ts';
import type { Desk } from '../desk.ts';
import { connectionOf } from './connection-of.ts';
import { shortStep } from './open-mailbox.ts';

/**
 * The Sent Items in which mail of a channel can lie. What a delegate sends as a shared mailbox lands in his
 * own, unless the tenant says otherwise. https://learn.microsoft.com/exchange/recipients-in-exchange-online/manage-user-mailboxes/automatically-save-sent-items-in-delegator-s-mailbox
 * @returns what opens each of them. @throws RemoteError, AppError
 */
export async function listSentItems(desk: Desk, channel: Channel): Promise<(() => Promise<SentItems>)[]> {
  const options = { ...(await connectionOf(desk, channel)), stepMilliseconds: shortStep };
  const isShared = channel.kind === 'microsoft365' && channel.userName.toLowerCase() !== channel.address;
  const users = isShared ? [options.user, channel.userName] : [options.user];
  return users.map((user) => () => openImapSentItems({ ...options, user }, channel.sentFolder));
}
