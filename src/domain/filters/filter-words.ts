import type { FilterCondition, FilterField, FilterOperator, FilterRule } from './filter-rule.ts';

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

/** Says a word in the language of whoever reads it. */
type Say = (word: string) => string;

const inEnglish: Say = (word) => word;

/** @returns `Subject contains “order”`. */
export function describeCondition(condition: FilterCondition, say: Say = inEnglish): string {
  const { field, header, operator, isNegated, value } = condition;
  const what = field === 'header' ? `${say('Header')} ${header}` : say(fieldWords[field]);
  const words = `${what} ${say(operatorWords[operator][isNegated ? 1 : 0])}`;
  if (operator === 'exists') return words;
  return field === 'size' ? `${words} ${value}` : `${words} “${shorten(value)}”`;
}

/** @returns `If all of: Subject contains “order”`, for the list of filters. */
export function describeConditions(
  { match, conditions }: Pick<FilterRule, 'match' | 'conditions'>,
  say: Say = inEnglish,
): string {
  const phrases = conditions.map((condition) => describeCondition(condition, say));
  const between = say(match === 'all' ? 'and' : 'or');
  return phrases.join(` ${between} `);
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
