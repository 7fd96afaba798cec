import { cleanLine } from './plain-text.ts';
import { fillPlaceholders, listPlaceholders } from './template.ts';

/** What signatures, canned answers and automatic answers can name, as `{{customer}}`. */
export const variableNames = [
  'agent',
  'agent_email',
  'group',
  'ticket',
  'subject',
  'customer',
  'customer_email',
] as const;
type VariableName = (typeof variableNames)[number];
export type VariableValues = Readonly<Record<VariableName, string>>;

const longestValue = 200;

/**
 * Puts the values in their places; what is no variable, or has no value yet, stays as it is.
 * @param encode for values that are put into HTML
 */
export function fillVariables(
  template: string,
  values: Partial<VariableValues>,
  encode: (value: string) => string = (value) => value,
): string {
  return fillPlaceholders(template, (name) => {
    const value = isVariable(name) ? values[name] : undefined;
    return value === undefined ? undefined : encode(cleanLine(value).slice(0, longestValue));
  });
}

/** @returns what a template names that is no variable, each once */
export function listUnknownVariables(template: string): string[] {
  return listPlaceholders(template).filter((name) => !isVariable(name));
}

function isVariable(name: string): name is VariableName {
  return (variableNames as readonly string[]).includes(name);
}
