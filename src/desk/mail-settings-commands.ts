import { putMailSettings } from '../db/mail-settings.ts';
import { type MailSettingsInput, readMailSettings } from '../domain/mail-settings.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';

/** How incoming mail is understood. The next fetch goes by it. */
export function mailSettingsCommands(desk: Desk) {
  return { saveMailSettings: (input: MailSettingsInput) => saveMailSettings(desk, input) };
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
