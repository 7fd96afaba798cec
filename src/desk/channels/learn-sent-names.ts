import type { Channel } from '../../db/channels.ts';
import { insertMessageIds, listIdsOfArticle } from '../../db/message-ids.ts';
import { type Delivery, listTrailing } from '../../db/outbox.ts';
import type { SentItems } from '../../domain/mail-sending.ts';
import type { Desk } from '../desk.ts';
import { listSentItems } from './open-sent-items.ts';

/**
 * For who reads Sent Items: learns under which names the copies of our own mail lie there. What became of the mail is for the
 * outbox to say.
 * @returns false while a message is being handed over, whose name comes with the answer. @throws RemoteError, AppError
 */
export async function learnSentNames(desk: Desk, channel: Channel): Promise<boolean> {
  const trailing = await listTrailing(desk.read, channel.id);
  if (trailing.length === 0) return true;
  if (trailing.some(({ state }) => state === 'sending')) return false;
  for (const open of await listSentItems(desk, channel, true)) {
    const sentItems = await open();
    try {
      for (const delivery of trailing) await learn(desk, sentItems, delivery);
    } finally {
      await sentItems.close();
    }
  }
  return true;
}

async function learn(desk: Desk, sentItems: SentItems, delivery: Delivery): Promise<void> {
  const { articleId, ticketId, createdAt, messageId, trail } = delivery;
  const assignedIds = await listIdsOfArticle(desk.read, articleId);
  const marks = { ownId: messageId ?? '', assignedIds, since: createdAt, trail: trail ?? undefined };
  const name = (await sentItems.find(marks))?.messageId;
  if (name === undefined || name === messageId || assignedIds.includes(name)) return;
  await desk.write((tx) => insertMessageIds(tx, [{ messageId: name, articleId, ticketId }]));
}
