import type { Reader, Tx } from './care/open.ts';
import { findSetting, putSetting } from './settings.ts';

const setting = 'last_backup';

/** @returns when the program wrote its last backup while it ran, in milliseconds; undefined: it knows of none */
export async function findLastBackup(db: Reader): Promise<number | undefined> {
  const stored = await findSetting(db, setting);
  return typeof stored === 'number' ? stored : undefined;
}

export async function putLastBackup(tx: Tx, at: Date): Promise<void> {
  await putSetting(tx, setting, at.getTime());
}
