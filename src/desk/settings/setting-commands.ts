import { saveMailSettings } from './save-mail-settings.ts';
import { saveSendingSettings } from './save-sending-settings.ts';

/** What holds for the whole installation. */
export const settingCommands = [saveMailSettings, saveSendingSettings] as const;
