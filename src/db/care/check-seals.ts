import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Finding } from './finding.ts';
import { assertGoingOn, type LongWork } from './long-work.ts';
import type { Reader } from './open.ts';
import { type SealKind, sealKinds } from './seal-kinds.ts';
import { compareSeals } from './seals.ts';

/** So many rows are compared by one statement. */
const rowsAtOnce = 400;

/** What people read is what was stored: no other check sees a flipped bit in a text or a time. */
export async function* checkSeals(db: Reader, work: LongWork): AsyncGenerator<Finding> {
  const [table] = await db.all(sql`SELECT 1 FROM sqlite_schema WHERE name = 'fact_blocks'`);
  // A file of an older schema, whose seals were made of something else.
  if (table === undefined) return;
  const totals = await Promise.all(sealKinds.map((kind) => lastOf(db, kind)));
  const total = totals.reduce((sum, each) => sum + each, 0);
  for (const [index, kind] of sealKinds.entries()) {
    const before = totals.slice(0, index).reduce((sum, each) => sum + each, 0);
    for (let after: number | undefined = 0; after !== undefined; ) {
      assertGoingOn(work);
      work.report({ step: 'texts', done: before + after, total });
      const { broken, last }: Awaited<ReturnType<typeof compareSeals>> = await compareSeals(
        db,
        kind,
        after,
        rowsAtOnce,
      );
      for (const each of broken) {
        const where = each.ticket === undefined ? '' : ` (ticket #${each.ticket})`;
        yield {
          table: each.table,
          row: each.row,
          problem: `says something else than what was stored${where}`,
        };
      }
      after = last;
      // libSQL gives statements and their rows back in a turn of their own.
      await setImmediate();
    }
  }
}

async function lastOf(db: Reader, { table, id }: SealKind): Promise<number> {
  const [row] = await db.all<{ last: number }>(
    sql`SELECT coalesce(max(${sql.raw(id)}), 0) AS last FROM ${sql.raw(table)}`,
  );
  return row?.last ?? 0;
}
