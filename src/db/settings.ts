import { eq } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { settings } from './schema/schema.ts';

/** @returns the stored JSON value, unchecked: callers parse it. */
export async function findSetting(db: Reader, key: string): Promise<unknown> {
  const [row] = await db.select().from(settings).where(eq(settings.key, key));
  return row?.value;
}

export async function putSetting(tx: Tx, key: string, value: unknown): Promise<void> {
  await tx
    .insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } });
}

export async function deleteSetting(tx: Tx, key: string): Promise<void> {
  await tx.delete(settings).where(eq(settings.key, key));
}
