import type { AlertSettingsInput } from '../domain/alert-settings.ts';
import type { Desk } from './desk.ts';
import { saveAlertSettings, sendTestAlert } from './telling/deliver-alerts.ts';

/** Who is told when a channel fails, and which way. */
export function alertCommands(desk: Desk) {
  return {
    saveAlertSettings: (input: AlertSettingsInput) => saveAlertSettings(desk, input),
    sendTestAlert: () => sendTestAlert(desk),
  };
}
