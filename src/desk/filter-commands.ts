import type { FilterRule } from '../domain/filters/filter-rule.ts';
import type { Desk } from './desk.ts';
import { moveFilter, removeFilter, switchFilter } from './filters/order-filters.ts';
import { type SaveFilter, saveFilter } from './filters/save-filter.ts';
import { testFilter } from './filters/test-filter.ts';

/** The rules on incoming mail. */
export function filterCommands(desk: Desk) {
  return {
    saveFilter: (input: SaveFilter) => saveFilter(desk, input),
    moveFilter: (input: { id: number; to: 'up' | 'down' }) => moveFilter(desk, input),
    switchFilter: (input: { id: number; isActive: boolean }) => switchFilter(desk, input),
    removeFilter: (input: { id: number }) => removeFilter(desk, input),
    testFilter: (input: Pick<FilterRule, 'match' | 'conditions'>) => testFilter(desk, input),
  };
}
