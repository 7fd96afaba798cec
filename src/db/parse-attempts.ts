import { lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { parseAttempts } from './schema/schema-mail.ts';

/** Messages that were handed to a parser and not yet answered for: found again after a crash. */
type ParseAttempt = typeof parseAttempts.$inferSelect;

/** Notes that these messages are parsed together: what is read of them is stored behind it. */
export async function addParseAttempts(tx: Tx, hashes: readonly string[], at: Date): Promise<void> {
  await tx.run(sql`INSERT INTO ${parseAttempts} (sha256, count, at)
    SELECT value, 1, ${sql.param(at, parseAttempts.at)} FROM json_each(${JSON.stringify(hashes)}) WHERE true ON CONFLICT DO NOTHING`);
}

/** Notes that suspects are about to be parsed again: such attempts are held against them. */
export async function addFurtherAttempts(tx: Tx, hashes: readonly string[], at: Date): Promise<void> {
  for (const sha256 of new Set(hashes)) {
    await tx
      .insert(parseAttempts)
      .values({ sha256, count: 1, at })
      .onConflictDoUpdate({
        target: parseAttempts.sha256,
        set: { count: sql`${parseAttempts.count} + 1`, at },
      });
  }
}

/** Their messages are not in any mailbox any more, or they would have come up again. */
export async function deleteParseAttemptsBefore(tx: Tx, at: Date): Promise<void> {
  await tx.delete(parseAttempts).where(lt(parseAttempts.at, at));
}

/** @returns attempts that were begun and never answered for. */
export async function listParseAttempts(db: Reader): Promise<ParseAttempt[]> {
  return db.select().from(parseAttempts);
}

export async function deleteParseAttempts(tx: Tx, hashes: readonly string[]): Promise<void> {
  if (hashes.length > 0) await tx.delete(parseAttempts).where(isOneOf(parseAttempts.sha256, hashes));
}
