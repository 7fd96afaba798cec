import * as z from 'zod';
import { readNotifications } from '../../db/notifications.ts';
import { putTicketView } from '../../db/ticket-views.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/** Who may see a ticket: notes how far he has read it, and that he knows what he was told of it. */
export const markSeen = defineCommand({
  name: 'markSeen',
  input: z.strictObject({ ticketId: id, articleId: z.int().nonnegative() }),
  needs: ({ ticketId }) => [{ ticketId, level: 'read' }],
  async run(act, { ticketId, articleId }) {
    const userId = act.person();
    await putTicketView(act.tx, { userId, ticketId, articleId, seenAt: act.now });
    const read = await readNotifications(act.tx, userId, act.now, ticketId);
    act.after(() => act.desk.publish({ kind: 'seen', userId }));
    if (read > 0) act.after(() => act.desk.publish({ kind: 'notification', userId }));
  },
});
