import { eq } from 'drizzle-orm';
import { type ListColumn, usualColumns } from '../domain/list-column.ts';
import type { Reader, Tx } from './care/open.ts';
import { listColumns } from './schema/schema-teamwork.ts';

/** @returns what the person has chosen, else the usual ones */
export async function findListColumns(db: Reader, userId: number): Promise<readonly ListColumn[]> {
  const [row] = await db.select().from(listColumns).where(eq(listColumns.userId, userId));
  return row?.columns ?? usualColumns;
}

/** @param columns undefined: the usual ones again */
export async function putListColumns(
  tx: Tx,
  userId: number,
  columns: readonly ListColumn[] | undefined,
): Promise<void> {
  if (columns === undefined) {
    await tx.delete(listColumns).where(eq(listColumns.userId, userId));
    return;
  }
  await tx
    .insert(listColumns)
    .values({ userId, columns })
    .onConflictDoUpdate({ target: listColumns.userId, set: { columns } });
}
