/** How mail goes out, for the whole installation. */
export interface SendingSettings {
  /** At once, for each channel. */
  readonly connections: number;
  readonly messagesPerMinute: number;
  readonly recipientsPerDay: number;
  /** The attachments of one message together. */
  readonly mostMegabytes: number;
  /** How long a message can be taken back before it goes out. */
  readonly undoSeconds: number;
}

/** What Exchange Online takes from one mailbox. https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
export const defaultSendingSettings: SendingSettings = {
  connections: 3,
  messagesPerMinute: 30,
  recipientsPerDay: 10_000,
  mostMegabytes: 25,
  undoSeconds: 10,
};

/** What the form holds, as it was typed. */
export type SendingSettingsInput = Readonly<Record<keyof SendingSettings, string>>;

/** Exchange takes no larger message than 150 MB, and base64 makes a third more of it. */
const ranges: Readonly<Record<keyof SendingSettings, readonly [least: number, most: number]>> = {
  connections: [1, 20],
  messagesPerMinute: [1, 10_000],
  recipientsPerDay: [1, 1_000_000],
  mostMegabytes: [1, 100],
  undoSeconds: [0, 120],
};

const names = Object.keys(ranges) as (keyof SendingSettings)[];

/** @returns the settings, or what is wrong with each field */
export function readSendingSettings(
  input: SendingSettingsInput,
): { readonly settings: SendingSettings } | { readonly fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  const settings = { ...defaultSendingSettings } as Record<keyof SendingSettings, number>;
  for (const name of names) {
    const [least, most] = ranges[name];
    const text = input[name].trim();
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) settings[name] = number;
    else fields[name] = `Expected a whole number from ${least} to ${most}.`;
  }
  return Object.keys(fields).length > 0 ? { fields } : { settings };
}

export function toSendingSettingsInput(settings: SendingSettings): SendingSettingsInput {
  const entries = names.map((name) => [name, String(settings[name])]);
  return Object.fromEntries(entries) as SendingSettingsInput;
}
