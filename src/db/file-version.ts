import { sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';

/**
 * @returns a number that is another one after each commit of another connection: what was read stands as long as it stays
 * (https://www.sqlite.org/pragma.html#pragma_data_version)
 */
export async function readFileVersion(db: Reader): Promise<number> {
  const [row] = await db.all<{ data_version: number }>(sql`PRAGMA data_version`);
  return row?.data_version ?? 0;
}
