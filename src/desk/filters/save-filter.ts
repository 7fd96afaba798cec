import * as z from 'zod';
import type { Tx } from '../../db/care/open.ts';
import { type Filter, getFilter, insertFilter, updateFilter } from '../../db/filters.ts';
import { listActiveGroups } from '../../db/groups.ts';
import { listUsers } from '../../db/users.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { checkFilter, type FilterInput } from '../../domain/filters/filter-input.ts';
import { filterOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/** Admins: adds a filter behind all others, or changes one. @throws AppError invalid with the faulty fields by path, not_found */
export const saveFilter = defineCommand({
  name: 'saveFilter',
  input: z.strictObject({
    /** Left out for a new one. */
    id: id.optional(),
    /** Read by domain/filters/filter-input, which says what is wrong for the form. */
    filter: z.custom<FilterInput>(
      (value) => typeof value === 'object' && value !== null,
      'Expected a filter.',
    ),
  }),
  about: ({ id: filterId }) => (filterId === undefined ? undefined : filterOf(filterId)),
  needs: 'admin',
  async run(act, input) {
    const filter = checkFilter(input.filter);
    await checkTargets(act.tx, filter);
    const filterId = input.id === undefined ? await add(act, filter) : await change(act, input.id, filter);
    act.after(() => act.desk.log.info('filter saved', { filter: filterId }));
    return { id: filterId };
  },
});

async function add(act: Act, filter: FilterInput): Promise<number> {
  const added = await insertFilter(act.tx, { ...filter, createdAt: act.now, updatedAt: act.now });
  act.record({ kind: 'filter.added', data: { filterId: added.id, name: added.name } });
  return added.id;
}

async function change(act: Act, filterId: number, filter: FilterInput): Promise<number> {
  const before = await getFilter(act.tx, filterId);
  await updateFilter(act.tx, filterId, { ...filter, updatedAt: act.now });
  const changes = listChanges(toFields(before), toFields(filter));
  const data = { filterId, name: filter.name, changes };
  if (changes.length > 0) act.record({ kind: 'filter.changed', data });
  return filterId;
}

function toFields({ name, note, isActive, match, conditions, actions, stopsAfter }: FilterInput | Filter) {
  const plain = { conditions: conditions.map((each) => ({ ...each })), actions: { ...actions } };
  return { name, note, isActive, match, stopsAfter, ...plain };
}

async function checkTargets(tx: Tx, { actions }: FilterInput): Promise<void> {
  const fields: Record<string, string> = {};
  const isIn = (rows: readonly { id: number }[], wanted: number) => rows.some((row) => row.id === wanted);
  if (actions.groupId !== undefined && !isIn(await listActiveGroups(tx), actions.groupId)) {
    fields['actions.groupId'] = 'This group is not active any more; choose another one.';
  }
  const users = (await listUsers(tx)).filter((user) => user.isActive);
  if (actions.ownerId !== undefined && !isIn(users, actions.ownerId)) {
    fields['actions.ownerId'] = 'This user is not active any more; choose another one.';
  }
  if (Object.keys(fields).length === 0) return;
  throw new AppError('invalid', 'The filter points to something that is gone.', { fields });
}
