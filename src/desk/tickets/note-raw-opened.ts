import * as z from 'zod';
import { getArticle } from '../../db/article-read.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/** Who may see its ticket: notes that the whole message was handed out as it came. @throws AppError not_found */
export const noteRawOpened = defineCommand({
  name: 'noteRawOpened',
  input: z.strictObject({ articleId: id }),
  needs: ({ articleId }) => [{ articleId, level: 'read' }],
  async run(act, { articleId }) {
    const { ticketId } = await getArticle(act.tx, articleId);
    act.record({ kind: 'mail.raw_opened', ticketId, articleId, data: {} });
  },
});
