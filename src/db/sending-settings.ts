import { defaultSendingSettings, type SendingSettings } from '../domain/sending-settings.ts';
import type { Reader, Tx } from './care/open.ts';
import { findSetting, putSetting } from './settings.ts';

const key = 'sending';

/** What was saved, and the default of what is newer than that. */
export async function loadSendingSettings(db: Reader): Promise<SendingSettings> {
  const stored = await findSetting(db, key);
  return typeof stored === 'object' ? { ...defaultSendingSettings, ...stored } : defaultSendingSettings;
}

export async function putSendingSettings(tx: Tx, settings: SendingSettings): Promise<void> {
  await putSetting(tx, key, settings);
}
