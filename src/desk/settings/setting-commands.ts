import { forgetOldAudit, noteAuditExport, saveAuditDays } from './audit-log.ts';
import { chooseDeskLanguage } from './choose-language.ts';
import { noteBackup } from './note-backup.ts';
import { putAwaySetUpList } from './put-away-set-up-list.ts';
import { saveMailSettings } from './save-mail-settings.ts';
import { saveSendingSettings } from './save-sending-settings.ts';
import { switchMcp } from './switch-mcp.ts';

/** What holds for the whole installation. */
export const settingCommands = [
  chooseDeskLanguage,
  forgetOldAudit,
  noteAuditExport,
  noteBackup,
  putAwaySetUpList,
  saveAuditDays,
  saveMailSettings,
  saveSendingSettings,
  switchMcp,
] as const;
