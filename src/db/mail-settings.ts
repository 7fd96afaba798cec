import { defaultMailSettings, type MailSettings } from '../domain/mail-settings.ts';
import type { Reader, Tx } from './care/open.ts';
import { findSetting, putSetting } from './settings.ts';

const key = 'mail';

/** What was saved, and the default of what is newer than that. */
export async function loadMailSettings(db: Reader): Promise<MailSettings> {
  const stored = await findSetting(db, key);
  return typeof stored === 'object' ? { ...defaultMailSettings, ...stored } : defaultMailSettings;
}

export async function putMailSettings(tx: Tx, settings: MailSettings): Promise<void> {
  await putSetting(tx, key, settings);
}
