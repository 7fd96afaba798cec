import type { Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { attachments } from './schema/schema-tickets.ts';

export type Attachment = typeof attachments.$inferSelect;

export async function insertAttachments(tx: Tx, rows: readonly Omit<Attachment, 'id'>[]): Promise<void> {
  await insertRows(tx, attachments, rows);
}
