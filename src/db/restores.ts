import { type RestoreNote, restoreSetting } from './care/note-restore.ts';
import type { Reader, Tx } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { customers } from './schema/schema-tickets.ts';
import { findSetting, putSetting } from './settings.ts';

/** @returns what is known of the last restore; undefined where no backup was put in the place of this file */
export async function findRestore(db: Reader): Promise<RestoreNote | undefined> {
  return (await findSetting(db, restoreSetting)) as RestoreNote | undefined;
}

export async function noteRestoreTold(tx: Tx, note: RestoreNote): Promise<void> {
  await putSetting(tx, restoreSetting, { ...note, isTold: true });
}

/** @returns those who had been erased before a restore has brought them back, and are still here */
export function listBroughtBack(
  db: Reader,
  { erased }: RestoreNote,
): Promise<{ readonly id: number; readonly email: string }[]> {
  return db
    .select({ id: customers.id, email: customers.email })
    .from(customers)
    .where(isOneOf(customers.id, erased))
    .orderBy(customers.id);
}
