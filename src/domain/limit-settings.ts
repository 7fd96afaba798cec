/** What one message may cost to read, as an admin sets it; a message beyond one of these goes to quarantine. */
export interface LimitSettings {
  readonly mostParts: number;
  readonly mostLevels: number;
  readonly mostHeaderFields: number;
  readonly mostHeaderKilobytes: number;
  readonly mostLineMegabytes: number;
  readonly mostSeconds: number;
}

interface LimitField {
  readonly name: keyof LimitSettings;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly initial: number;
  readonly hint: string;
}

/**
 * Nothing that people or their programs send comes near the initial values; the most that can be set is what a parser
 * process reads within its memory.
 */
export const limitFields: readonly LimitField[] = [
  {
    name: 'mostParts',
    label: 'Parts of a message',
    least: 10,
    most: 5000,
    initial: 1000,
    hint: 'Texts, pictures and files, each counts as one.',
  },
  {
    name: 'mostLevels',
    label: 'Levels of parts within parts',
    least: 5,
    most: 200,
    initial: 50,
    hint: 'Messages that are attached to messages, and so on.',
  },
  {
    name: 'mostHeaderFields',
    label: 'Header fields',
    least: 100,
    most: 20_000,
    initial: 2000,
    hint: 'A usual message has 20 to 80.',
  },
  {
    name: 'mostHeaderKilobytes',
    label: 'Header of one part, in KB',
    least: 16,
    most: 4096,
    initial: 512,
    hint: 'A usual one has 5 to 20 KB. A line counts for at least 64 bytes.',
  },
  {
    name: 'mostLineMegabytes',
    label: 'Longest line, in MB',
    least: 1,
    most: 45,
    initial: 16,
    // RFC 5322 section 2.1.1 allows 998 bytes.
    hint: 'The standard allows 998 bytes, but some programs write a whole file as one line.',
  },
  {
    name: 'mostSeconds',
    label: 'Time to read a message, in seconds',
    least: 5,
    most: 120,
    initial: 30,
    hint: 'A usual one takes a few thousandths. What takes longer is ended; other mail does not wait for it.',
  },
];

export const defaultLimitSettings = Object.fromEntries(
  limitFields.map(({ name, initial }) => [name, initial]),
) as unknown as LimitSettings;
