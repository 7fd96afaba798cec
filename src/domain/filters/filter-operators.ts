import { AppError } from '../../errors.ts';
import { bytesPerUnit } from '../byte-size.ts';
import { wordTable } from '../word-table.ts';
import { type FilterFacts, listValues } from './filter-facts.ts';
import { findPattern } from './filter-pattern.ts';
import type { FilterCondition, FilterField, FilterOperator } from './filter-rule.ts';

interface ConditionTest {
  readonly holds: boolean;
  /** Named groups; empty for other operators and for negations. */
  readonly captures: Readonly<Record<string, string>>;
}

/** A negation holds where the condition itself does not, also where the message has nothing to compare. */
export function testCondition(condition: FilterCondition, facts: FilterFacts): ConditionTest {
  const { field, operator, isNegated, value } = condition;
  const values = listValues(condition, facts);
  if (field === 'size')
    return { holds: compareSize(operator, facts.size, value) !== isNegated, captures: {} };
  if (operator === 'matches') {
    const match = findPattern(value, values);
    const holds = (match !== undefined) !== isNegated;
    return { holds, captures: (holds && match?.captures) || {} };
  }
  return { holds: compare(operator, values, value) !== isNegated, captures: {} };
}

/** @returns the operators that make sense for a field. */
export function operatorsFor(field: FilterField): readonly FilterOperator[] {
  const ofSize: FilterOperator[] = ['larger_than', 'is'];
  const ofText: FilterOperator[] = ['contains', 'is', 'starts_with', 'ends_with', 'matches', 'exists'];
  if (field === 'sender_check') return ['is', 'contains'];
  return field === 'size' ? ofSize : ofText;
}

function compare(operator: FilterOperator, values: readonly string[], wanted: string): boolean {
  const sought = fold(wanted);
  switch (operator) {
    case 'exists':
      return values.length > 0;
    case 'is':
      return values.some((value) => fold(value) === sought);
    case 'contains':
      return values.some((value) => fold(value).includes(sought));
    case 'starts_with':
      return values.some((value) => fold(value).startsWith(sought));
    case 'ends_with':
      return values.some((value) => fold(value).endsWith(sought));
    case 'larger_than':
    case 'matches':
      throw new AppError('internal', `"${operator}" does not compare texts.`);
  }
}

function compareSize(operator: FilterOperator, size: number, wanted: string): boolean {
  const bytes = parseSize(wanted);
  return bytes !== undefined && (operator === 'larger_than' ? size > bytes : size === bytes);
}

const units = wordTable({ '': 1, ...bytesPerUnit });

/** @returns the bytes of `5 MB`, `1.5mb`, `800 KB` or `1200`; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,12}(?:[.,]\d{1,3})?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toLowerCase()];
  if (number === undefined || factor === undefined) return undefined;
  return Math.round(Number(number.replace(',', '.')) * factor);
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().trim();
}
