import * as z from 'zod';
import { addFollower, removeFollower } from '../../db/ticket-followers.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/** Who may see a ticket: is told of it from now on as its owner is, or is not any more. @throws AppError not_found */
export const followTicket = defineCommand({
  name: 'followTicket',
  input: z.strictObject({ ticketId: id, isFollowing: z.boolean() }),
  needs: ({ ticketId }) => [{ ticketId, level: 'read' }],
  async run(act, { ticketId, isFollowing }) {
    const userId = act.person();
    if (isFollowing) await addFollower(act.tx, ticketId, userId);
    else await removeFollower(act.tx, ticketId, userId);
    act.record({ kind: 'ticket.followed', ticketId, data: { isFollowing } });
  },
});
