import type { Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { articles } from './schema/schema-tickets.ts';

type Stored = typeof articles.$inferSelect;

/** What most articles have nothing of; the columns' own defaults stand in the schema. */
const usual = {
  replyTo: [],
  to: [],
  cc: [],
  inReplyTo: [],
  references: [],
  hasHtml: false,
  automatic: 'no',
  senderCheck: null,
  showsImages: false,
  rawBlobId: null,
} as const satisfies Partial<Stored>;

type Usual =
  | keyof typeof usual
  | 'answer'
  | 'signature'
  | 'receipt'
  | 'isInternal'
  | 'noAutoReply'
  | 'automaticBecause'
  | 'protection'
  | 'calendar';

/** An article to store; what it has nothing of may be left out. */
export type Article = Omit<Stored, Usual> & Partial<Pick<Stored, Usual>>;

export async function insertArticles(tx: Tx, rows: readonly Article[]): Promise<void> {
  await insertRows(
    tx,
    articles,
    rows.map((row) => ({ ...usual, ...row })),
  );
}
