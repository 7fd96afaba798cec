import type { Tx } from './open.ts';
import { attachments } from './schema-tickets.ts';

export type Attachment = typeof attachments.$inferSelect;

export async function insertAttachments(tx: Tx, rows: readonly Omit<Attachment, 'id'>[]): Promise<void> {
  if (rows.length > 0) await tx.insert(attachments).values([...rows]);
}
