import type { Tx } from './open.ts';
import { articles } from './schema.ts';

export type Article = typeof articles.$inferSelect;

export async function insertArticles(tx: Tx, rows: readonly Article[]): Promise<void> {
  if (rows.length > 0) await tx.insert(articles).values([...rows]);
}
