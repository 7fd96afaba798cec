import { findSetUpList, hideSetUpList } from '../../db/set-up-list.ts';
import { defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';

/** Admins: the list of what is still to be set up is shown to none of them any more. */
export const putAwaySetUpList = defineCommand({
  name: 'putAwaySetUpList',
  input: nothing,
  needs: 'admin',
  async run(act) {
    if ((await findSetUpList(act.tx)) === undefined) return;
    await hideSetUpList(act.tx);
    const changes = [{ field: 'shown', before: true, after: false }];
    act.record({ kind: 'setting.changed', data: { setting: 'set-up list', changes } });
  },
});
