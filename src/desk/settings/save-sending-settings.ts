import { releaseLimited } from '../../db/outbox.ts';
import { loadSendingSettings, putSendingSettings } from '../../db/sending-settings.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { settingsOf } from '../../domain/matters.ts';
import { readSendingSettings } from '../../domain/sending-settings.ts';
import { defineCommand } from '../command.ts';
import { typed } from '../input-fields.ts';
import { wakeOutbox } from '../outbox-signal.ts';
import { refuseToSave } from '../refuse-fields.ts';

/** Admins: how mail goes out from now on; what a limit holds back is tried by the new one. @throws AppError invalid (with fields) */
export const saveSendingSettings = defineCommand({
  name: 'saveSendingSettings',
  input: typed('connections', 'messagesPerMinute', 'mostMegabytes', 'recipientsPerDay', 'undoSeconds'),
  about: () => settingsOf('sending'),
  needs: 'admin',
  async run(act, input) {
    const read = readSendingSettings(input);
    if ('fields' in read) {
      throw refuseToSave(read.fields);
    }
    const { settings } = read;
    const changes = listChanges({ ...(await loadSendingSettings(act.tx)) }, { ...settings });
    await putSendingSettings(act.tx, settings);
    await releaseLimited(act.tx);
    if (changes.length > 0) act.record({ kind: 'setting.changed', data: { setting: 'sending', changes } });
    act.after(() => act.desk.log.info('sending settings saved', { ...settings }));
    act.after(() => wakeOutbox(act.desk));
  },
});
