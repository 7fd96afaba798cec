import { eq } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Tx } from './care/open.ts';
import { articles } from './schema/schema-tickets.ts';

/** Lets a message's remote pictures be loaded. @returns the ticket it stands in. @throws AppError not_found */
export async function markImagesShown(tx: Tx, articleId: number): Promise<{ ticketId: number }> {
  const [row] = await tx
    .update(articles)
    .set({ showsImages: true })
    .where(eq(articles.id, articleId))
    .returning({ ticketId: articles.ticketId });
  if (row === undefined) throw new AppError('not_found', 'There is no such message.');
  return row;
}
