import { deleteFilter, getFilter, listFilters, updateFilter } from '../../db/filters.ts';
import { checkConditions } from '../../domain/filters/filter-input.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

/** Lets a filter be asked one place earlier or later; at either end it stays. @throws AppError not_found */
export async function moveFilter(desk: Desk, input: { id: number; to: 'up' | 'down' }): Promise<void> {
  await desk.write(async (tx) => {
    const filters = await listFilters(tx);
    const from = filters.findIndex(({ id }) => id === input.id);
    if (from < 0) throw new AppError('not_found', 'There is no such filter; it may have been deleted.');
    const to = Math.min(Math.max(from + (input.to === 'up' ? -1 : 1), 0), filters.length - 1);
    const [moved] = filters.splice(from, 1);
    if (moved !== undefined) filters.splice(to, 0, moved);
    for (const [index, { id, position }] of filters.entries()) {
      if (position !== index + 1) await updateFilter(tx, id, { position: index + 1 });
    }
  });
  desk.publish({ kind: 'settings' });
}

/** @throws AppError not_found, invalid when it is to run and cannot */
export async function switchFilter(desk: Desk, input: { id: number; isActive: boolean }): Promise<void> {
  await desk.write(async (tx) => {
    const { conditions } = await getFilter(tx, input.id);
    if (input.isActive) checkConditions(conditions);
    await updateFilter(tx, input.id, { isActive: input.isActive, updatedAt: desk.now() });
  });
  desk.publish({ kind: 'settings' });
}

/** What it did to tickets stays. @throws AppError not_found */
export async function removeFilter(desk: Desk, input: { id: number }): Promise<void> {
  await desk.write(async (tx) => {
    await getFilter(tx, input.id);
    await deleteFilter(tx, input.id);
  });
  desk.log.info('filter deleted', { filter: input.id });
  desk.publish({ kind: 'settings' });
}
