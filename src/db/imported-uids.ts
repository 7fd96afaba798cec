import { and, eq } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { receipts } from './schema/schema-mail.ts';

/** @returns the UIDs of a folder that have a receipt. */
export async function listImportedUids(
  db: Reader,
  channelId: number,
  folder: string,
  uidValidity: string,
): Promise<Set<number>> {
  const rows = await db
    .select({ uid: receipts.uid })
    .from(receipts)
    .where(
      and(
        eq(receipts.channelId, channelId),
        eq(receipts.folder, folder),
        eq(receipts.uidValidity, uidValidity),
      ),
    );
  return new Set(rows.map(({ uid }) => uid));
}
