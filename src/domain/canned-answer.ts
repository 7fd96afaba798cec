import { cleanLine, cleanText } from './plain-text.ts';
import { listUnknownVariables, type VariableValues, variableNames } from './variables.ts';

/** What the form of a canned answer holds. */
export interface CannedAnswerInput {
  readonly name: string;
  readonly text: string;
  /** Where it is offered; none: everywhere. */
  readonly groupIds: readonly number[];
}

const longestName = 80;
const longestText = 20_000;

/** @returns the settings, or what is wrong with each field */
export function readCannedAnswer(
  input: CannedAnswerInput,
): { readonly settings: CannedAnswerInput } | { readonly fields: Record<string, string> } {
  const name = cleanLine(input.name);
  const text = cleanText(input.text);
  const groupIds = [...new Set(input.groupIds)];
  const [unknown] = listUnknownVariables(text);
  const fields: Record<string, string> = {};
  if (name === '') fields.name = 'Enter a name.';
  if (name.length > longestName) fields.name = `Expected at most ${longestName} characters.`;
  if (text === '') fields.text = 'Write the text.';
  if (text.length > longestText) fields.text = `Expected at most ${longestText} characters.`;
  if (unknown !== undefined) {
    fields.text = `There is no {{${unknown}}}; expected one of ${variableNames.join(', ')}.`;
  }
  return Object.keys(fields).length > 0 ? { fields } : { settings: { name, text, groupIds } };
}

/** What a preview puts in the places of the variables. */
export const sampleValues: Omit<VariableValues, 'agent' | 'agent_email'> = {
  group: 'Support',
  ticket: '10023',
  subject: 'A torn sail',
  customer: 'Kai Moor',
  customer_email: 'kai@moor.example',
};
