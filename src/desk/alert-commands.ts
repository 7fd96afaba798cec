import type { AlertSettingsInput } from '../domain/alert-settings.ts';
import { saveAlertSettings, sendTestAlert } from './deliver-alerts.ts';
import type { Desk } from './desk.ts';

/** Who is told when a channel fails, and which way. */
export function alertCommands(desk: Desk) {
  return {
    saveAlertSettings: (input: AlertSettingsInput) => saveAlertSettings(desk, input),
    sendTestAlert: () => sendTestAlert(desk),
  };
}
