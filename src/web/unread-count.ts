import type { Reader } from '../db/care/open.ts';
import { countUnreadTroubles } from '../db/channel-troubles.ts';
import { countUnreadNotifications } from '../db/notifications.ts';
import type { Viewer } from '../db/ticket-access.ts';

/** @returns how many things the viewer was told and has not read: of tickets, and, as an admin, of mailboxes */
export async function countUnread(db: Reader, viewer: Viewer): Promise<number> {
  const ofTickets = await countUnreadNotifications(db, viewer);
  return viewer.isAdmin ? ofTickets + (await countUnreadTroubles(db, viewer.userId)) : ofTickets;
}
