import type { WebApp, WebContext } from '../context.ts';
import {
  createAlertSecret,
  createAlertTest,
  saveAlertSettings,
  showAlertSettings,
} from './alert-settings.tsx';
import { saveAuditDays, sendAudit, showAudit } from './audit.tsx';
import { showBackups } from './backups.tsx';
import { saveDeskLanguage, showDeskLanguage } from './language.tsx';
import { saveMailSettings, showMailSettings } from './mail-settings.tsx';
import { saveMcpSettings, showMcpSettings } from './mcp-settings.tsx';
import { saveSendingSettings, showSendingSettings } from './sending-settings.tsx';
import { putAwaySetUpList } from './set-up-list.ts';
import { saveSignInSettings, showSignInSettings } from './sign-in-settings.tsx';
import { showZammadWords } from './zammad.tsx';

/** What holds for the whole installation. */
export function addSettingRoutes(app: WebApp, web: WebContext): void {
  app.get('/settings/alerts', showAlertSettings(web));
  app.post('/settings/alerts', saveAlertSettings(web));
  app.post('/settings/alerts/tests', createAlertTest(web));
  app.post('/settings/alerts/secrets', createAlertSecret(web));
  app.get('/settings/audit', showAudit(web));
  app.get('/settings/audit/file', sendAudit(web));
  app.post('/settings/audit/retention', saveAuditDays(web));
  app.get('/settings/backups', showBackups(web));
  app.get('/settings/language', showDeskLanguage(web));
  app.post('/settings/language', saveDeskLanguage(web));
  app.get('/settings/mail', showMailSettings(web));
  app.post('/settings/mail', saveMailSettings(web));
  app.get('/settings/mcp', showMcpSettings(web));
  app.post('/settings/mcp', saveMcpSettings(web));
  app.get('/settings/sign-in', showSignInSettings(web));
  app.post('/settings/sign-in', saveSignInSettings(web));
  app.post('/set-up-list/dismissal', putAwaySetUpList(web));
  app.get('/settings/zammad', showZammadWords);
  app.get('/settings/sending', showSendingSettings(web));
  app.post('/settings/sending', saveSendingSettings(web));
}
