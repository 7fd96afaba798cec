import { cleanLine } from './plain-text.ts';

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
export type VariableName = (typeof variableNames)[number];
export type VariableValues = Readonly<Record<VariableName, string>>;

const longestValue = 200;
const placeholder = /\{\{\s*([a-z_]{1,40})\s*\}\}/g;

/**
 * Puts the values in their places. A value is never read as a template again; what is no variable, or has no value yet,
 * stays as it is.
 * @param encode for values that are put into HTML
 */
export function fillVariables(
  template: string,
  values: Partial<VariableValues>,
  encode: (value: string) => string = (value) => value,
): string {
  return template.replace(placeholder, (whole, name: string) => {
    const value = isVariable(name) ? values[name] : undefined;
    return value === undefined ? whole : encode(cleanLine(value).slice(0, longestValue));
  });
}

/** @returns what a template names that is no variable, each once */
export function listUnknownVariables(template: string): string[] {
  const names = [...template.matchAll(placeholder)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !isVariable(name));
}

function isVariable(name: string): name is VariableName {
  return (variableNames as readonly string[]).includes(name);
}
