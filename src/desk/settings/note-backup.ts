import { putLastBackup } from '../../db/last-backup.ts';
import { defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';

/** The command line: a backup was written and verified just now. Its age is what monitoring watches. */
export const noteBackup = defineCommand({
  name: 'noteBackup',
  input: nothing,
  needs: 'operator',
  async run(act) {
    await putLastBackup(act.tx, act.now);
  },
});
