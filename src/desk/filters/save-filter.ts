import type { Reader } from '../../db/care/open.ts';
import { getFilter, insertFilter, updateFilter } from '../../db/filters.ts';
import { listActiveGroups } from '../../db/groups.ts';
import { listUsers } from '../../db/users.ts';
import { checkFilter, type FilterInput } from '../../domain/filters/filter-input.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

export interface SaveFilter {
  /** Undefined for a new one, which goes behind all others. */
  readonly id: number | undefined;
  readonly filter: FilterInput;
}

/** @throws AppError invalid with the faulty fields by path, not_found */
export async function saveFilter(desk: Desk, input: SaveFilter): Promise<{ id: number }> {
  const filter = checkFilter(input.filter);
  const now = desk.now();
  const id = await desk.write(async (tx) => {
    await checkTargets(tx, filter);
    if (input.id === undefined) {
      return (await insertFilter(tx, { ...filter, createdAt: now, updatedAt: now })).id;
    }
    await getFilter(tx, input.id);
    await updateFilter(tx, input.id, { ...filter, updatedAt: now });
    return input.id;
  });
  desk.log.info('filter saved', { filter: id });
  desk.publish({ kind: 'settings' });
  return { id };
}

async function checkTargets(db: Reader, { actions }: FilterInput): Promise<void> {
  const fields: Record<string, string> = {};
  const isIn = (rows: readonly { id: number }[], id: number) => rows.some((row) => row.id === id);
  if (actions.groupId !== undefined && !isIn(await listActiveGroups(db), actions.groupId)) {
    fields['actions.groupId'] = 'This group is not active any more; choose another one.';
  }
  const users = (await listUsers(db)).filter((user) => user.isActive);
  if (actions.ownerId !== undefined && !isIn(users, actions.ownerId)) {
    fields['actions.ownerId'] = 'This user is not active any more; choose another one.';
  }
  if (Object.keys(fields).length === 0) return;
  throw new AppError('invalid', 'The filter points to something that is gone.', { fields });
}
