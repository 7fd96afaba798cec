import type { FilterInput } from '../../domain/filters/filter-input.ts';
import {
  type FilterCondition,
  filterFields,
  filterOperators,
  ticketPriorities,
} from '../../domain/filters/filter-rule.ts';
import { ticketStates } from '../../domain/ticket.ts';
import type { WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { findNumber } from '../path-id.ts';

/** A filter as it stands in the form, complete or not. */
export interface FilterForm {
  readonly values: FilterInput;
  /** How many conditions the form had room for. */
  readonly rows: number;
  /** Which button was pressed. */
  readonly step: 'save' | 'test' | 'add';
}

export const mostRows = 20;

/** Rows without a field are left out; the desk checks what remains. */
export async function readFilterForm(c: WebRequest): Promise<FilterForm> {
  const { text } = await readFields(c);
  const isOn = (name: string) => text(name) === 'on';
  const step = (['test', 'add'] as const).find((name) => name === text('do')) ?? 'save';
  const tags = text('actions.tags').split(',');
  const conditions = readConditions(text);
  return {
    step,
    rows: Math.max(findNumber(text('rows')) ?? 0, conditions.length),
    values: {
      name: text('name'),
      note: text('note'),
      isActive: isOn('isActive'),
      match: text('match') === 'any' ? 'any' : 'all',
      conditions,
      stopsAfter: isOn('stopsAfter'),
      actions: {
        groupId: findNumber(text('actions.groupId')),
        ownerId: findNumber(text('actions.ownerId')),
        priority: ticketPriorities.find((priority) => priority === text('actions.priority')),
        state: ticketStates.find((state) => state === text('actions.state')),
        tags: tags.map((tag) => tag.trim()).filter((tag) => tag !== ''),
        customer: text('actions.customer').trim(),
        isInternal: isOn('actions.isInternal'),
        isIgnored: isOn('actions.isIgnored'),
        noAutoReply: isOn('actions.noAutoReply'),
      },
    },
  };
}

function readConditions(text: (name: string) => string): FilterCondition[] {
  return Array.from({ length: mostRows }, (_, index) => `conditions.${index}`).flatMap((path) => {
    const field = filterFields.find((name) => name === text(`${path}.field`));
    if (field === undefined) return [];
    const [, not, word] = /^(not:)?(.*)$/.exec(text(`${path}.operator`)) ?? [];
    const operator = filterOperators.find((name) => name === word) ?? 'contains';
    return {
      field,
      header: field === 'header' ? text(`${path}.header`).trim().toLowerCase() : '',
      operator,
      isNegated: not !== undefined,
      value: operator === 'exists' ? '' : text(`${path}.value`).trim(),
    };
  });
}
