import * as z from 'zod';
import { deleteFilter, getFilter, listFilters, updateFilter } from '../../db/filters.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { checkConditions } from '../../domain/filters/filter-input.ts';
import { filterOf, orderOfFilters } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/** Admins: lets a filter be asked one place earlier or later; at either end it stays. @throws AppError not_found */
export const moveFilter = defineCommand({
  name: 'moveFilter',
  input: z.strictObject({ id, to: z.enum(['up', 'down']) }),
  about: () => orderOfFilters,
  needs: 'admin',
  async run(act, input) {
    const filters = await listFilters(act.tx);
    const from = filters.findIndex((each) => each.id === input.id);
    if (from < 0) throw new AppError('not_found', 'There is no such filter; it may have been deleted.');
    const to = Math.min(Math.max(from + (input.to === 'up' ? -1 : 1), 0), filters.length - 1);
    const [moved] = filters.splice(from, 1);
    if (moved !== undefined) filters.splice(to, 0, moved);
    for (const [index, { id: filterId, position }] of filters.entries()) {
      if (position !== index + 1) await updateFilter(act.tx, filterId, { position: index + 1 });
    }
    if (from !== to) act.record({ kind: 'filter.ordered', data: { names: filters.map(({ name }) => name) } });
  },
});

/** Admins: lets a filter run or rest. @throws AppError not_found, invalid when it is to run and cannot */
export const switchFilter = defineCommand({
  name: 'switchFilter',
  input: z.strictObject({ id, isActive: z.boolean() }),
  about: ({ id: filterId }) => filterOf(filterId),
  needs: 'admin',
  async run(act, input) {
    const filter = await getFilter(act.tx, input.id);
    const { isActive } = input;
    if (isActive) checkConditions(filter.conditions);
    await updateFilter(act.tx, filter.id, { isActive, updatedAt: act.now });
    const changes = listChanges({ isActive: filter.isActive }, { isActive });
    const data = { filterId: filter.id, name: filter.name, changes };
    if (changes.length > 0) act.record({ kind: 'filter.changed', data });
  },
});

/** Admins: what it did to tickets stays. @throws AppError not_found */
export const removeFilter = defineCommand({
  name: 'removeFilter',
  input: z.strictObject({ id }),
  about: ({ id: filterId }) => filterOf(filterId),
  needs: 'admin',
  async run(act, input) {
    const { id: filterId, name } = await getFilter(act.tx, input.id);
    await deleteFilter(act.tx, filterId);
    act.record({ kind: 'filter.deleted', data: { filterId, name } });
    act.after(() => act.desk.log.info('filter deleted', { filter: filterId }));
  },
});
