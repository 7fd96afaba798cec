import { and, desc, eq, isNull, or } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { prepareOnce } from './care/prepare-once.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf, isOneOfGiven } from './one-of.ts';
import { bounces } from './schema/schema-bounces.ts';

/** What mail servers have reported about mail of ours, one row for each recipient. */
export type BounceRow = typeof bounces.$inferSelect;

/** An address that mail cannot be delivered to, by the newest report. */
type Undeliverable = Pick<BounceRow, 'address' | 'problem' | 'at'>;

export async function insertBounces(
  tx: Tx,
  rows: readonly Omit<BounceRow, 'id' | 'clearedAt'>[],
): Promise<void> {
  await insertRows(tx, bounces, rows);
}

/** @returns what is reported in these articles, and about them. */
export async function listBounces(db: Reader, articleIds: readonly number[]): Promise<BounceRow[]> {
  if (articleIds.length === 0) return [];
  const query = prepareOnce(db, 'bounces', () =>
    db
      .select()
      .from(bounces)
      .where(or(isOneOfGiven(bounces.reportArticleId, 'ids'), isOneOfGiven(bounces.articleId, 'ids')))
      .orderBy(bounces.id)
      .prepare(),
  );
  return query.all({ ids: JSON.stringify(articleIds) });
}

/** @param addresses lower case */
export async function listUndeliverable(db: Reader, addresses: readonly string[]): Promise<Undeliverable[]> {
  if (addresses.length === 0) return [];
  const rows = await db
    .select({ address: bounces.address, problem: bounces.problem, at: bounces.at })
    .from(bounces)
    .where(
      and(isOneOf(bounces.address, addresses), eq(bounces.marksAddress, true), isNull(bounces.clearedAt)),
    )
    .orderBy(desc(bounces.id));
  return [...new Map(rows.toReversed().map((row) => [row.address, row])).values()];
}

/** The address has written: it exists again. */
export async function clearBounces(tx: Tx, address: string, at: Date): Promise<void> {
  await tx
    .update(bounces)
    .set({ clearedAt: at })
    .where(and(eq(bounces.address, address), isNull(bounces.clearedAt)));
}
