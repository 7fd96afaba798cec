import { loadMailSettings, putMailSettings } from '../../db/mail-settings.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { readMailSettings } from '../../domain/mail-settings.ts';
import { settingsOf } from '../../domain/matters.ts';
import { defineCommand } from '../command.ts';
import { typed } from '../input-fields.ts';
import { refuseToSave } from '../refuse-fields.ts';

/** Admins: how incoming mail is understood from now on. @throws AppError invalid (with fields) */
export const saveMailSettings = defineCommand({
  name: 'saveMailSettings',
  input: typed(
    'autoRepliesPerDay',
    'autoRepliesPerHour',
    'blockedSenders',
    'foreignReferences',
    'formAddresses',
    'hook',
    'mostHeaderFields',
    'mostHeaderKilobytes',
    'mostLevels',
    'mostLineMegabytes',
    'mostMegabytes',
    'mostParts',
    'mostSeconds',
    'oversized',
    'replyTo',
    'ticketsPerHour',
    'unwrapsForwards',
  ),
  about: () => settingsOf('mail'),
  needs: 'admin',
  async run(act, input) {
    const read = readMailSettings(input);
    if ('fields' in read) {
      throw refuseToSave(read.fields);
    }
    const { settings } = read;
    const changes = listChanges({ ...(await loadMailSettings(act.tx)) }, { ...settings });
    await putMailSettings(act.tx, settings);
    if (changes.length > 0) act.record({ kind: 'setting.changed', data: { setting: 'mail', changes } });
    const { hook, mostMegabytes: megabytes } = settings;
    act.after(() => act.desk.log.info('mail settings saved', { hook, megabytes }));
  },
});
