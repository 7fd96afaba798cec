import type { Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { articles } from './schema/schema-tickets.ts';

type Stored = typeof articles.$inferSelect;
type Mark =
  | 'answer'
  | 'signature'
  | 'receipt'
  | 'isInternal'
  | 'noAutoReply'
  | 'automaticBecause'
  | 'protection'
  | 'calendar';

/** An article to store; what only mail that came in has may be left out. */
export type Article = Omit<Stored, Mark> & Partial<Pick<Stored, Mark>>;

export async function insertArticles(tx: Tx, rows: readonly Article[]): Promise<void> {
  await insertRows(tx, articles, rows);
}
