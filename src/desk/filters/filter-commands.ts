import { moveFilter, removeFilter, switchFilter } from './order-filters.ts';
import { saveFilter } from './save-filter.ts';
import { testFilter } from './test-filter.ts';

/** The rules on incoming mail. */
export const filterCommands = [moveFilter, removeFilter, saveFilter, switchFilter, testFilter] as const;
