import { putMailSettings } from '../db/mail-settings.ts';
import { type MailSettingsInput, readMailSettings } from '../domain/mail-settings.ts';
import type { SendingSettingsInput } from '../domain/sending-settings.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';
import { saveSendingSettings } from './settings/save-sending-settings.ts';

/** How incoming mail is understood, and how mail goes out. What comes next goes by it. */
export function mailSettingsCommands(desk: Desk) {
  return {
    saveMailSettings: (input: MailSettingsInput) => saveMailSettings(desk, input),
    saveSendingSettings: (input: SendingSettingsInput) => saveSendingSettings(desk, input),
  };
}

/** @throws AppError invalid (with fields) */
async function saveMailSettings(desk: Desk, input: MailSettingsInput): Promise<void> {
  const read = readMailSettings(input);
  if ('fields' in read) {
    throw new AppError('invalid', 'Nothing was saved; see the marked fields.', { fields: read.fields });
  }
  await desk.write((tx) => putMailSettings(tx, read.settings));
  desk.log.info('mail settings saved', { hook: read.settings.hook, megabytes: read.settings.mostMegabytes });
}
