import * as z from 'zod';
import { markImagesShown } from '../../db/shown-images.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/** Who may answer its ticket: lets one message load its remote pictures, for everybody, from now on. */
export const showImages = defineCommand({
  name: 'showImages',
  input: z.strictObject({ articleId: id }),
  // It tells the sender that somebody looked, and counts for everybody.
  needs: ({ articleId }) => [{ articleId, level: 'answer' }],
  async run(act, { articleId }) {
    const { ticketId } = await markImagesShown(act.tx, articleId);
    const ticket = await getTicketById(act.tx, ticketId);
    // How a message is shown is not recorded as a fact.
    act.after(() => act.desk.publish({ kind: 'shown', ticketId, groupId: ticket.groupId }));
    return { number: ticket.number };
  },
});
