import { deliverAlerts, renewAlertSecret, saveAlertSettings, sendTestAlert } from './deliver-alerts.ts';
import { listPeopleToTell, tellByMail } from './deliver-notifications.ts';
import { deliverWebhooks, sendDeliveryAgain, testWebhook } from './deliver-webhooks.ts';
import { eraseOldDeliveries, saveDeliveryDays } from './erase-deliveries.ts';
import { forgetOldAnswers } from './forget-answers.ts';
import { queueWebhooks } from './queue-webhooks.ts';
import { chooseNotifications, readAllNotifications } from './read-notifications.ts';
import { removeWebhook, renewWebhookSecret, saveWebhook, switchWebhook } from './save-webhook.ts';
import { sendAccountLetters } from './send-account-letters.ts';
import { tellRestore } from './tell-restore.ts';
import { warnOfExpiries } from './warn-of-expiries.ts';

/** What people are told, in pages and by mail. */
export const tellingCommands = [
  chooseNotifications,
  deliverAlerts,
  deliverWebhooks,
  eraseOldDeliveries,
  listPeopleToTell,
  queueWebhooks,
  readAllNotifications,
  removeWebhook,
  renewAlertSecret,
  renewWebhookSecret,
  saveAlertSettings,
  saveDeliveryDays,
  saveWebhook,
  sendAccountLetters,
  sendDeliveryAgain,
  sendTestAlert,
  switchWebhook,
  tellByMail,
  testWebhook,
  forgetOldAnswers,
  tellRestore,
  warnOfExpiries,
] as const;
