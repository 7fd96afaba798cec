import { isAddress, normalizeAddress } from './address.ts';
import { defaultLimitSettings, type LimitSettings, limitFields } from './limit-settings.ts';

/** How incoming mail is understood, for the whole installation. */
export interface MailSettings extends LimitSettings {
  /** What stands before the number in `[Ticket#10023]`. */
  readonly hook: string;
  readonly foreignReferences: (typeof referenceModes)[number];
  readonly replyTo: (typeof replyToModes)[number];
  /** A message that an agent forwards belongs to the person who wrote it. */
  readonly unwrapsForwards: boolean;
  /** Senders whose mail is a form that somebody else filled in, lower case. */
  readonly formAddresses: readonly string[];
  /** Addresses, or domains as `@example.com`, whose mail is never answered automatically. Lower case. */
  readonly blockedSenders: readonly string[];
  /** New tickets from one address within an hour; what is beyond is kept, but never answered automatically. */
  readonly ticketsPerHour: number;
  /** Automatic answers to one address within a day; never two within an hour. */
  readonly autoRepliesPerDay: number;
  /** Automatic answers of all groups together within an hour. */
  readonly autoRepliesPerHour: number;
  readonly mostMegabytes: number;
  /** Whether the sender of a message that is too large is told so. */
  readonly oversized: (typeof oversizedModes)[number];
}

const referenceModes = ['on', 'same_subject', 'off'] as const;
const replyToModes = ['off', 'address', 'address_with_from_name'] as const;
const oversizedModes = ['refuse', 'note'] as const;

/**
 * A parser process has 400 MB: it reads a message of 48 MB, and does not survive one of 59. Exchange Online delivers
 * more than 36 MB only where an admin has allowed it.
 */
export const largestMegabytes = 45;
const mostListed = 500;

export const defaultMailSettings: MailSettings = {
  hook: 'Ticket#',
  foreignReferences: 'on',
  replyTo: 'address_with_from_name',
  unwrapsForwards: true,
  formAddresses: [],
  blockedSenders: [],
  ticketsPerHour: 20,
  autoRepliesPerDay: 1,
  autoRepliesPerHour: 100,
  // What Exchange Online delivers by default: Gmail's 25 MB of files are 34 by mail, Outlook's 20 are 27.
  mostMegabytes: 36,
  oversized: 'refuse',
  ...defaultLimitSettings,
};

/** What the form holds, as it was typed; lists have one entry a line. */
export type MailSettingsInput = Readonly<Record<keyof MailSettings, string>>;

/** @returns the settings, or what is wrong with each field */
export function readMailSettings(
  input: MailSettingsInput,
): { readonly settings: MailSettings } | { readonly fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  const settings: MailSettings = {
    hook: readHook(input.hook, fields),
    foreignReferences: pick(referenceModes, 'foreignReferences', input, fields),
    replyTo: pick(replyToModes, 'replyTo', input, fields),
    unwrapsForwards: input.unwrapsForwards === 'on',
    formAddresses: readList(
      'formAddresses',
      input,
      fields,
      isAddress,
      (entry) => `“${entry}” is no e-mail address.`,
    ),
    blockedSenders: readList(
      'blockedSenders',
      input,
      fields,
      isSenderPattern,
      (entry) => `“${entry}” is no address or @domain.`,
    ),
    ticketsPerHour: readNumber('ticketsPerHour', input, fields, { least: 1, most: 10_000 }),
    autoRepliesPerDay: readNumber('autoRepliesPerDay', input, fields, { least: 1, most: 24 }),
    autoRepliesPerHour: readNumber('autoRepliesPerHour', input, fields, { least: 1, most: 1_000 }),
    mostMegabytes: readNumber('mostMegabytes', input, fields, { least: 1, most: largestMegabytes }),
    oversized: pick(oversizedModes, 'oversized', input, fields),
    ...readLimits(input, fields),
  };
  return Object.keys(fields).length > 0 ? { fields } : { settings };
}

export function toMailSettingsInput(settings: MailSettings): MailSettingsInput {
  return {
    ...settings,
    unwrapsForwards: settings.unwrapsForwards ? 'on' : '',
    formAddresses: settings.formAddresses.join('\n'),
    blockedSenders: settings.blockedSenders.join('\n'),
    ticketsPerHour: String(settings.ticketsPerHour),
    autoRepliesPerDay: String(settings.autoRepliesPerDay),
    autoRepliesPerHour: String(settings.autoRepliesPerHour),
    mostMegabytes: String(settings.mostMegabytes),
    ...mapLimits((name) => String(settings[name])),
  };
}

/** Whether `list` names the address itself or its domain, as `@example.com`. */
export function isBlockedSender(list: readonly string[], address: string): boolean {
  const sender = normalizeAddress(address);
  return list.some((entry) => entry === sender || (entry.startsWith('@') && sender.endsWith(entry)));
}

// Brackets and digits would make the end of the hook and of the number ambiguous.
function readHook(value: string, fields: Record<string, string>): string {
  const hook = value.trim();
  if (!/^[\p{L}\p{N}#:\-_. ]{1,20}$/u.test(hook) || /\p{N}$/u.test(hook)) {
    fields.hook = 'Expected 1 to 20 letters, blanks or # : - _ . with no digit at the end, such as Ticket#.';
  }
  return hook;
}

function pick<T extends string>(
  modes: readonly T[],
  name: keyof MailSettings,
  input: MailSettingsInput,
  fields: Record<string, string>,
): T {
  const found = modes.find((mode) => mode === input[name]);
  if (found === undefined) fields[name] = 'Choose one of these.';
  return (found ?? modes[0]) as T;
}

function readList(
  name: 'formAddresses' | 'blockedSenders',
  input: MailSettingsInput,
  fields: Record<string, string>,
  isValid: (entry: string) => boolean,
  refuse: (entry: string) => string,
): string[] {
  const entries = [...new Set(input[name].split(/[\s,;]+/).map(normalizeAddress))].filter(
    (entry) => entry !== '',
  );
  const wrong = entries.find((entry) => !isValid(entry));
  if (wrong !== undefined) fields[name] = refuse(wrong.slice(0, 80));
  if (entries.length > mostListed)
    fields[name] = `At most ${mostListed} fit here; these are ${entries.length}.`;
  return entries;
}

function isSenderPattern(entry: string): boolean {
  return isAddress(entry.startsWith('@') ? `somebody${entry}` : entry);
}

function readLimits(input: MailSettingsInput, fields: Record<string, string>): LimitSettings {
  const ranges = new Map(limitFields.map((field) => [field.name, field]));
  return mapLimits((name) => readNumber(name, input, fields, ranges.get(name) ?? { least: 1, most: 1 }));
}

function mapLimits<T>(read: (name: keyof LimitSettings) => T): Record<keyof LimitSettings, T> {
  const pairs = limitFields.map(({ name }) => [name, read(name)]);
  return Object.fromEntries(pairs) as Record<keyof LimitSettings, T>;
}

function readNumber(
  name: 'ticketsPerHour' | 'autoRepliesPerDay' | 'autoRepliesPerHour' | 'mostMegabytes' | keyof LimitSettings,
  input: MailSettingsInput,
  fields: Record<string, string>,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const text = input[name].trim();
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number < least || number > most) fields[name] = `Expected a whole number from ${least} to ${most}.`;
  return number;
}
