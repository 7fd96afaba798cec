import type { Channel } from '../../db/channels.ts';
import type { SentItems } from '../../domain/mail-sending.ts';
import { openImapSentItems } from '../../mail/imap-sent-items.ts';
import { openGraphSentItems } from '../../microsoft/graph-sent-items.ts';
import type { Desk } from '../desk.ts';
import { connectionOf } from './connection-of.ts';
import { findRoadNow } from './find-road.ts';
import { graphOptionsOf } from './graph-options.ts';
import { shortStep } from './open-mailbox.ts';

/**
 * The Sent Items in which mail of a channel can lie. What a delegate sends as a shared mailbox lands in his
 * own, unless the tenant says otherwise. https://learn.microsoft.com/exchange/recipients-in-exchange-online/manage-user-mailboxes/automatically-save-sent-items-in-delegator-s-mailbox
 * @param isByGraph whether something of it was handed over by Graph, which knows it by its draft
 * @returns what opens each of them. @throws RemoteError, AppError
 */
export async function listSentItems(
  desk: Desk,
  channel: Channel,
  isByGraph = false,
): Promise<(() => Promise<SentItems>)[]> {
  if (isByGraph || (await findRoadNow(desk, channel, 'in')) === 'graph') {
    const options = { ...(await graphOptionsOf(desk, channel)), stepMilliseconds: shortStep };
    return [async () => openGraphSentItems(options)];
  }
  const options = { ...(await connectionOf(desk, channel)), stepMilliseconds: shortStep };
  const isShared = channel.kind === 'microsoft365' && channel.userName.toLowerCase() !== channel.address;
  const users = isShared ? [options.user, channel.userName] : [options.user];
  return users.map((user) => () => openImapSentItems({ ...options, user }, channel.sentFolder));
}
