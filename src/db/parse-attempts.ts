import { inArray, sql } from 'drizzle-orm';
import type { Reader, Tx } from './open.ts';
import { parseAttempts } from './schema.ts';

export type ParseAttempt = typeof parseAttempts.$inferSelect;

/** Notes, before a parser sees them, that these messages are about to be parsed. */
export async function addParseAttempts(tx: Tx, hashes: readonly string[], at: Date): Promise<void> {
  if (hashes.length === 0) return;
  await tx
    .insert(parseAttempts)
    .values([...new Set(hashes)].map((sha256) => ({ sha256, count: 1, at })))
    .onConflictDoUpdate({
      target: parseAttempts.sha256,
      set: { count: sql`${parseAttempts.count} + 1`, at },
    });
}

/** @returns attempts that were begun and never answered for. */
export async function listParseAttempts(db: Reader): Promise<ParseAttempt[]> {
  return db.select().from(parseAttempts);
}

export async function deleteParseAttempts(tx: Tx, hashes: readonly string[]): Promise<void> {
  if (hashes.length > 0) await tx.delete(parseAttempts).where(inArray(parseAttempts.sha256, [...hashes]));
}
