import { listPlaceholders } from '../../db/quarantine.ts';
import { type FolderKey, listReceiptedPlaces } from '../../db/receipts.ts';
import type { Place } from '../../domain/mail-reading.ts';
import type { Desk } from '../desk.ts';
import type { IncomingMail } from '../incoming/store-context.ts';

export interface WantedMail {
  readonly place: Place;
  readonly replaces?: IncomingMail['replaces'];
}

const chunk = 5000;

/** @returns the places without a receipt, in the order of the list, and of placeholders that are still in the mailbox if so wished. */
export async function listNewPlaces(
  desk: Desk,
  key: FolderKey,
  listed: readonly Place[],
  withPlaceholders: boolean,
): Promise<WantedMail[]> {
  const fresh: WantedMail[] = (await findMissing(desk, key, listed)).map((place) => ({ place }));
  if (!withPlaceholders) return fresh;
  const placeholders = await listPlaceholders(desk.read, key);
  return [
    ...placeholders.map(({ place, receiptId, quarantineId }) => ({
      place,
      replaces: { receiptId, quarantineId },
    })),
    ...fresh,
  ];
}

/** @returns those of the listed messages that have no receipt, in the order of the list */
export async function findMissing(desk: Desk, key: FolderKey, listed: readonly Place[]): Promise<Place[]> {
  const missing: Place[] = [];
  for (let start = 0; start < listed.length; start += chunk) {
    const part = listed.slice(start, start + chunk);
    const known = await listReceiptedPlaces(desk.read, key, part);
    missing.push(...part.filter((place) => !known.has(place)));
  }
  return missing;
}
