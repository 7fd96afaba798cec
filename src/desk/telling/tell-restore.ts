import { findRestore, noteRestoreTold } from '../../db/restores.ts';
import { defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';

/** The desk itself, after its start: records that a backup was put in the place of the data file, once. */
export const tellRestore = defineCommand({
  name: 'tellRestore',
  input: nothing,
  needs: 'operator',
  async run(act): Promise<void> {
    const note = await findRestore(act.tx);
    if (note === undefined || note.isTold) return;
    await noteRestoreTold(act.tx, note);
    const { isAccessKept, erased } = note;
    act.record({ kind: 'data_file.restored', data: { isAccessKept, erased } });
  },
});
