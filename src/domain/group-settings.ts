import { autoReplyVariables, findWrongVariable, longestAutoReply } from './auto-reply-text.ts';
import { dropOwnWords } from './auto-reply-words.ts';
import { type CustomerLanguage, customerLanguages } from './customer-language.ts';
import { isTimeZone } from './day-time.ts';
import { cleanLine, cleanText } from './plain-text.ts';
import { type NameFormat, nameFormats } from './sender-name.ts';

/** What the form of a group holds. */
export interface GroupInput {
  readonly name: string;
  /** An id of one of the channels' addresses, or '' for none. */
  readonly emailAddressId: string;
  readonly followUp: string;
  /** '' means that it reopens. */
  readonly onBounce?: string | undefined;
  /** '' means English and UTC. */
  readonly language?: string | undefined;
  readonly timeZone?: string | undefined;
  /** '' means that the group's name stands alone. */
  readonly nameFormat: string;
  /** 'on'; anything else is off. */
  readonly autoReply?: string | undefined;
  /** '' means the words that Postroom brings; so does the next one. */
  readonly autoReplySubject?: string | undefined;
  readonly autoReplyText?: string | undefined;
}

export interface GroupSettings {
  readonly name: string;
  readonly emailAddressId: number | null;
  readonly followUp: FollowUp;
  readonly onBounce: BounceRule;
  readonly language: CustomerLanguage;
  readonly timeZone: string;
  readonly nameFormat: NameFormat;
  readonly autoReply: boolean;
  readonly autoReplySubject: string;
  readonly autoReplyText: string;
}

/** What a mail for a closed ticket does: reopen it, or open a new ticket that is linked to it. */
export const followUps = ['reopen', 'new'] as const;
type FollowUp = (typeof followUps)[number];

/** What the report that a message of ours did not arrive does with a closed or waiting ticket. */
export const bounceRules = ['reopen', 'keep'] as const;
type BounceRule = (typeof bounceRules)[number];

const longestName = 80;

/** @returns the settings, or what is wrong with each field */
export function readGroupSettings(
  input: GroupInput,
): { readonly settings: GroupSettings } | { readonly fields: Record<string, string> } {
  const name = input.name.replace(/[\p{C}\s]+/gu, ' ').trim();
  const followUp = followUps.find((each) => each === input.followUp);
  const addressId = input.emailAddressId === '' ? null : Number(input.emailAddressId);
  const nameFormat = nameFormats.find((each) => each === (input.nameFormat || 'group'));
  const onBounce = bounceRules.find((each) => each === (input.onBounce || 'reopen'));
  const language = customerLanguages.find((each) => each === (input.language || 'en'));
  const timeZone = (input.timeZone ?? '').trim() || 'UTC';
  const fields: Record<string, string> = {};
  if (name === '') fields.name = 'Enter a name for the group.';
  if (name.length > longestName) fields.name = `Expected at most ${longestName} characters.`;
  if (followUp === undefined) fields.followUp = 'Choose what a follow-up on a closed ticket does.';
  if (addressId !== null && !(Number.isSafeInteger(addressId) && addressId > 0)) {
    fields.emailAddressId = 'Choose one of the addresses.';
  }
  if (onBounce === undefined) fields.onBounce = 'Choose one of these.';
  if (language === undefined) fields.language = `Expected one of ${customerLanguages.join(', ')}.`;
  if (!isTimeZone(timeZone)) {
    fields.timeZone = `There is no time zone “${timeZone.slice(0, 60)}”; expected one such as Europe/Berlin or UTC.`;
  }
  const autoReply = readAutoReply(input, fields);
  if (nameFormat === undefined) fields.nameFormat = 'Choose one of these.';
  if (followUp === undefined || nameFormat === undefined || Object.keys(fields).length > 0) return { fields };
  if (onBounce === undefined || language === undefined) return { fields };
  const customers = { onBounce, language, timeZone };
  const answers = { followUp, nameFormat, ...autoReply };
  return { settings: { name, emailAddressId: addressId, ...answers, ...customers } };
}

type AutoReplyInput = Pick<GroupInput, 'autoReply' | 'autoReplySubject' | 'autoReplyText'>;

/** @param fields gets what is wrong */
function readAutoReply(
  input: AutoReplyInput,
  fields: Record<string, string>,
): Pick<GroupSettings, 'autoReply' | 'autoReplySubject' | 'autoReplyText'> {
  const autoReplySubject = cleanLine(input.autoReplySubject ?? '');
  const autoReplyText = cleanText(input.autoReplyText ?? '');
  const expected = autoReplyVariables.join(', ');
  for (const [name, text, most] of [
    ['autoReplySubject', autoReplySubject, longestAutoReply.subject],
    ['autoReplyText', autoReplyText, longestAutoReply.text],
  ] as const) {
    const wrong = findWrongVariable(text);
    if (text.length > most) fields[name] = `Expected at most ${most} characters.`;
    if (wrong !== undefined) fields[name] = `It cannot name {{${wrong}}}; expected one of ${expected}.`;
  }
  return {
    autoReply: input.autoReply === 'on',
    autoReplySubject: dropOwnWords('subject', autoReplySubject),
    autoReplyText: dropOwnWords('text', autoReplyText),
  };
}
