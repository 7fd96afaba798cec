import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { AppError } from '../../errors.ts';
import type { Finding } from './finding.ts';
import type { Reader } from './open.ts';
import { sealKinds } from './seal-kinds.ts';
import { compareSeals } from './seals.ts';

/** What people read is what was stored: no other check sees a flipped bit in a text or a time. */
export async function* checkSeals(db: Reader, isCancelled: () => boolean): AsyncGenerator<Finding> {
  const [table] = await db.all(sql`SELECT 1 FROM sqlite_schema WHERE name = 'fact_blocks'`);
  // A file of an older schema, whose seals were made of something else.
  if (table === undefined) return;
  for (const kind of sealKinds) {
    for (let after: number | undefined = 0; after !== undefined; ) {
      if (isCancelled()) throw new AppError('unavailable', 'The check was ended before it was done.');
      const { broken, last }: Awaited<ReturnType<typeof compareSeals>> = await compareSeals(db, kind, after);
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
