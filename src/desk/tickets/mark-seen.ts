import { readNotifications } from '../../db/notifications.ts';
import { putTicketView } from '../../db/ticket-views.ts';
import type { Desk } from '../desk.ts';

/** Notes how far a person has read a ticket, and that he knows what he was told of it. */
export async function markSeen(
  desk: Desk,
  { userId, ticketId, articleId }: { userId: number; ticketId: number; articleId: number },
): Promise<void> {
  const now = desk.now();
  const read = await desk.write(async (tx) => {
    await putTicketView(tx, { userId, ticketId, articleId, seenAt: now });
    return readNotifications(tx, userId, now, ticketId);
  });
  desk.publish({ kind: 'seen', userId });
  if (read > 0) desk.publish({ kind: 'notification', userId });
}
