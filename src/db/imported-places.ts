import { and, eq } from 'drizzle-orm';
import type { Place } from '../domain/mail-reading.ts';
import type { Reader } from './care/open.ts';
import { type FolderKey, placeColumns, placeOf } from './receipts.ts';
import { receipts } from './schema/schema-mail.ts';

/** @returns the places of a folder that have a receipt. */
export async function listImportedPlaces(
  db: Reader,
  { channelId, folder, numbering }: FolderKey,
): Promise<Set<Place>> {
  const rows = await db
    .select(placeColumns)
    .from(receipts)
    .where(
      and(eq(receipts.channelId, channelId), eq(receipts.folder, folder), eq(receipts.numbering, numbering)),
    );
  return new Set(rows.map(placeOf));
}
