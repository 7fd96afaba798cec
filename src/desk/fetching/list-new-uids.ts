import { listPlaceholders } from '../../db/quarantine.ts';
import { type FolderKey, listReceiptedUids } from '../../db/receipts.ts';
import type { Desk } from '../desk.ts';
import type { IncomingMail } from '../incoming/store-context.ts';

export interface WantedMail {
  readonly uid: number;
  readonly replaces?: IncomingMail['replaces'];
}

const chunk = 5000;

/** @returns the UIDs without a receipt, ascending, and of placeholders that are still in the mailbox if so wished. */
export async function listNewUids(
  desk: Desk,
  key: FolderKey,
  listed: readonly number[],
  withPlaceholders: boolean,
): Promise<WantedMail[]> {
  const fresh: WantedMail[] = (await findMissing(desk, key, listed)).map((uid) => ({ uid }));
  if (!withPlaceholders) return fresh;
  const placeholders = await listPlaceholders(desk.read, key);
  return [
    ...placeholders.map(({ uid, receiptId, quarantineId }) => ({
      uid,
      replaces: { receiptId, quarantineId },
    })),
    ...fresh,
  ];
}

/** @param listed ascending. @returns those without a receipt */
export async function findMissing(desk: Desk, key: FolderKey, listed: readonly number[]): Promise<number[]> {
  const missing: number[] = [];
  for (let start = 0; start < listed.length; start += chunk) {
    const part = listed.slice(start, start + chunk);
    const known = new Set(await listReceiptedUids(desk.read, key, part[0] ?? 0, part.at(-1) ?? 0));
    missing.push(...part.filter((uid) => !known.has(uid)));
  }
  return missing;
}
