import { releaseLimited } from '../../db/outbox.ts';
import { putSendingSettings } from '../../db/sending-settings.ts';
import { readSendingSettings, type SendingSettingsInput } from '../../domain/sending-settings.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { wakeOutbox } from '../outbox-signal.ts';

/** How mail goes out from now on; what a limit holds back is tried by the new one. @throws AppError invalid (with fields) */
export async function saveSendingSettings(desk: Desk, input: SendingSettingsInput): Promise<void> {
  const read = readSendingSettings(input);
  if ('fields' in read) {
    throw new AppError('invalid', 'Nothing was saved; see the marked fields.', { fields: read.fields });
  }
  await desk.write(async (tx) => {
    await putSendingSettings(tx, read.settings);
    await releaseLimited(tx);
  });
  desk.log.info('sending settings saved', { ...read.settings });
  wakeOutbox(desk);
}
