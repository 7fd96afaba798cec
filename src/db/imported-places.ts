import type { Place } from '../domain/mail-reading.ts';
import type { Reader } from './care/open.ts';
import { type FolderKey, inFolder, placeColumns, placeOf } from './receipts.ts';
import { receipts } from './schema/schema-mail.ts';

/** @returns the places of a folder that have a receipt. */
export async function listImportedPlaces(db: Reader, key: FolderKey): Promise<Set<Place>> {
  const rows = await db.select(placeColumns).from(receipts).where(inFolder(key));
  return new Set(rows.map(placeOf));
}
