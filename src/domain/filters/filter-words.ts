import type {
  FilterActions,
  FilterCondition,
  FilterField,
  FilterOperator,
  FilterRule,
} from './filter-rule.ts';

/** What groups and agents are called, by id. */
export interface FilterNames {
  readonly groups: ReadonlyMap<number, string>;
  readonly users: ReadonlyMap<number, string>;
}

export const fieldWords: Readonly<Record<FilterField, string>> = {
  from: 'From',
  to: 'To',
  cc: 'Cc',
  subject: 'Subject',
  body: 'Text',
  header: 'Header',
  size: 'Size',
  attachment: 'Attachment name',
  channel: 'Channel',
  sender_check: 'Sender check',
};

/** Each operator and its negation. */
export const operatorWords: Readonly<Record<FilterOperator, readonly [string, string]>> = {
  is: ['is', 'is not'],
  contains: ['contains', 'does not contain'],
  starts_with: ['starts with', 'does not start with'],
  ends_with: ['ends with', 'does not end with'],
  matches: ['matches pattern', 'does not match pattern'],
  exists: ['exists', 'does not exist'],
  larger_than: ['is larger than', 'is not larger than'],
};

/** @returns `Subject contains “order”`. */
export function describeCondition({ field, header, operator, isNegated, value }: FilterCondition): string {
  const what = field === 'header' ? `Header ${header}` : fieldWords[field];
  const words = `${what} ${operatorWords[operator][isNegated ? 1 : 0]}`;
  if (operator === 'exists') return words;
  return field === 'size' ? `${words} ${value}` : `${words} “${shorten(value)}”`;
}

/** @returns one phrase for each thing that is set: `group Sales`, `tag order-17`. */
export function describeActions(actions: FilterActions, names: FilterNames): string[] {
  const { groupId, ownerId, priority, state, tags, customer } = actions;
  return [
    actions.isIgnored && 'ignore the message',
    groupId !== undefined && `group ${names.groups.get(groupId) ?? '(gone)'}`,
    ownerId !== undefined && `owner ${names.users.get(ownerId) ?? '(gone)'}`,
    priority !== undefined && `priority ${priority}`,
    state !== undefined && `state ${state}`,
    tags.length > 0 && `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`,
    customer !== '' && `customer ${customer}`,
    actions.isInternal && 'internal',
    actions.noAutoReply && 'no automatic reply',
  ].filter((phrase) => phrase !== false);
}

/** @returns `If all of: Subject contains “order”`, for the list of filters. */
export function describeConditions({ match, conditions }: Pick<FilterRule, 'match' | 'conditions'>): string {
  return conditions.map(describeCondition).join(match === 'all' ? ' and ' : ' or ');
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
