import * as z from 'zod';
import { AppError } from '../../errors.ts';
import { isVerdict } from '../sender-check.ts';
import { fillAddress, fillTemplate, listPlaceholders } from '../template.ts';
import { ticketStates } from '../ticket.ts';
import { operatorsFor, parseSize } from './filter-operators.ts';
import { checkPattern } from './filter-pattern.ts';
import {
  type FilterCondition,
  type FilterRule,
  filterFields,
  filterOperators,
  ticketPriorities,
} from './filter-rule.ts';
import { fieldWords, operatorWords } from './filter-words.ts';

/** A filter as a form or the API gives it. */
export interface FilterInput extends FilterRule {
  /** Why there is this filter, for the colleagues. */
  readonly note: string;
  readonly isActive: boolean;
}

const condition = z.object({
  field: z.enum(filterFields, 'Choose what to look at.'),
  header: z.string().trim().toLowerCase(),
  operator: z.enum(filterOperators, 'Choose how to compare.'),
  isNegated: z.boolean(),
  value: z.string().trim().max(500, 'At most 500 characters.'),
});

const actions = z.object({
  groupId: z.number().int().optional(),
  ownerId: z.number().int().optional(),
  priority: z.enum(ticketPriorities).optional(),
  state: z.enum(ticketStates).optional(),
  tags: z.array(z.string().trim().min(1).max(100)).max(20, 'At most 20 tags.'),
  customer: z.string().trim().max(300, 'At most 300 characters.'),
  isInternal: z.boolean(),
  isIgnored: z.boolean(),
  noAutoReply: z.boolean(),
});

const filter = z.object({
  name: z.string().trim().min(1, 'Give the filter a name.').max(100, 'At most 100 characters.'),
  note: z.string().trim().max(2000, 'At most 2,000 characters.'),
  isActive: z.boolean(),
  match: z.enum(['all', 'any']),
  conditions: z.array(condition).min(1, 'Enter at least one condition.').max(20, 'At most 20 conditions.'),
  actions,
  stopsAfter: z.boolean(),
});

/** @throws AppError invalid; fields are named by their path, as in `conditions.0.value` or `actions.customer` */
export function checkFilter(input: unknown): FilterInput {
  const parsed = filter.safeParse(input);
  const fields: Record<string, string> = {};
  for (const { path, message } of parsed.error?.issues ?? []) fields[path.join('.')] ??= message;
  if (parsed.success) Object.assign(fields, findFaults(parsed.data));
  if (!parsed.success || Object.keys(fields).length > 0) {
    throw new AppError('invalid', 'The filter is not complete yet; the fields say what is missing.', {
      fields,
    });
  }
  const { actions, ...rest } = parsed.data;
  const { groupId, ownerId, priority, state, ...others } = actions;
  return { ...rest, actions: { groupId, ownerId, priority, state, ...others } };
}

/** Checks the conditions alone, for a test of a filter that has no actions yet. @throws AppError invalid */
export function checkConditions(conditions: readonly FilterCondition[]): void {
  const fields = findConditionFaults(conditions);
  if (conditions.length === 0) fields.conditions = 'Enter at least one condition.';
  if (Object.keys(fields).length > 0) {
    throw new AppError('invalid', 'The conditions are not complete yet; the fields say what is missing.', {
      fields,
    });
  }
}

function findFaults(data: z.infer<typeof filter>): Record<string, string> {
  const fields = findConditionFaults(data.conditions);
  const { tags, customer, ...single } = data.actions;
  if (tags.length === 0 && customer === '' && Object.values(single).every((value) => !value)) {
    fields.actions = 'Choose at least one thing that the filter does.';
  }
  const captured = listCaptures(data.conditions);
  for (const [key, template] of [
    ['actions.customer', customer],
    ...tags.map((tag) => ['actions.tags', tag] as const),
  ] as const) {
    const missing = listPlaceholders(template).find((name) => !captured.includes(name));
    if (missing !== undefined) {
      fields[key] ??=
        `No pattern captures “${missing}”; write (?P<${missing}>…) in a condition that matches a pattern.`;
    }
  }
  if (fields['actions.customer'] === undefined && customer !== '' && !isAddressTemplate(customer)) {
    fields['actions.customer'] = 'Expected name@example.com, Name <name@example.com> or {{captured}}.';
  }
  return fields;
}

function findConditionFaults(conditions: readonly FilterCondition[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [index, each] of conditions.entries()) {
    const [field, message] = findConditionFault(each) ?? [];
    if (field !== undefined && message !== undefined) fields[`conditions.${index}.${field}`] = message;
  }
  return fields;
}

function findConditionFault({ field, header, operator, value }: FilterCondition) {
  if (!operatorsFor(field).includes(operator)) {
    return ['operator', `“${operatorWords[operator][0]}” does not fit ${fieldWords[field]}.`] as const;
  }
  // RFC 5322 section 2.2: printable ASCII without a colon.
  if (field === 'header' && !/^[!-9;-~]{1,100}$/.test(header)) {
    return ['header', 'Enter the name of a header, such as X-Priority.'] as const;
  }
  if (operator === 'exists') return undefined;
  if (value === '') return ['value', 'Enter what to compare with.'] as const;
  if (field === 'size' && parseSize(value) === undefined) {
    return ['value', 'Expected a size such as 500 KB or 5 MB.'] as const;
  }
  if (field === 'sender_check' && !isVerdict(value.toLowerCase())) {
    return ['value', 'Expected verified, failed or unknown.'] as const;
  }
  const fault = operator === 'matches' ? findPatternFault(value) : undefined;
  return fault === undefined ? undefined : (['value', fault] as const);
}

function findPatternFault(pattern: string): string | undefined {
  try {
    checkPattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return error.message;
    throw error;
  }
}

function listCaptures(conditions: readonly FilterCondition[]): string[] {
  return conditions
    .filter(
      (each) => each.operator === 'matches' && !each.isNegated && findPatternFault(each.value) === undefined,
    )
    .flatMap((each) => checkPattern(each.value));
}

// Filled with words that fit a local part and a domain, a template has to give an address, or be one capture alone.
function isAddressTemplate(template: string): boolean {
  if (/^\{\{[^{}]*\}\}$/.test(template)) return true;
  const samples = Object.fromEntries(listPlaceholders(template).map((name) => [name, 'sample']));
  const filled = [samples, Object.fromEntries(Object.keys(samples).map((name) => [name, 'a@b.example']))];
  return filled.some((captures) => fillAddress(fillTemplate(template, captures) ?? '') !== undefined);
}
