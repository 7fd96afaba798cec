import { deliverAlerts, saveAlertSettings, sendTestAlert } from './deliver-alerts.ts';
import { listPeopleToTell, tellByMail } from './deliver-notifications.ts';
import { chooseNotifications, readAllNotifications } from './read-notifications.ts';
import { warnOfExpiries } from './warn-of-expiries.ts';

/** What people are told, in pages and by mail. */
export const tellingCommands = [
  chooseNotifications,
  deliverAlerts,
  listPeopleToTell,
  readAllNotifications,
  saveAlertSettings,
  sendTestAlert,
  tellByMail,
  warnOfExpiries,
] as const;
