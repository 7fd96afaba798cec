import { AsyncLocalStorage } from 'node:async_hooks';
import type { Child } from 'hono/jsx';
import { IntlMessageFormat } from 'intl-messageformat';
import { type PageLanguage, pageLanguages } from '../src/domain/page-language.ts';
import german from './texts/de.json' with { type: 'json' };

// The words of the pages. A message is its own key: what stands in a view is the English text, in ICU's message syntax
// (https://unicode-org.github.io/icu/userguide/format_parse/messages/), and each other language has a catalogue of all of
// them. A message that no catalogue has does not compile.

export const languages = pageLanguages;
export type Language = PageLanguage;

/** Every message of the pages. */
type Message = keyof typeof german;

type Values = Readonly<Record<string, string | number | null | undefined>>;
type RichValues = Readonly<Record<string, Child | ((words: Child) => Child)>>;

const catalogues: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<string, string>>>> = {
  de: german,
};
/** Whom a page is made for. */
export interface Reader {
  readonly language: Language;
  /** '': the browser's. */
  readonly timeZone: string;
}

const reader = new AsyncLocalStorage<Reader & { readonly isPage: boolean }>();
const formats = new Map<string, IntlMessageFormat>();

/** Runs what makes a page for somebody. */
export function forReader<T>(who: Reader, make: () => T): T {
  return reader.run({ ...who, isPage: true }, make);
}

/** Runs what makes lines of a mail or a file for the same reader: they hold nothing but their words, as what programs get does. */
export function asText<T>(make: () => T): T {
  return reader.run({ language: currentLanguage(), timeZone: currentTimeZone(), isPage: false }, make);
}

/** @returns the language of whoever the page is made for */
export function currentLanguage(): Language {
  return reader.getStore()?.language ?? 'en';
}

/** @returns the clock that whoever the page is made for has chosen; '': the browser's */
export function currentTimeZone(): string {
  return reader.getStore()?.timeZone ?? '';
}

/** @returns the message in the reader's language */
export function t(message: Message, values?: Values): string {
  const text = find(message);
  // Most messages are words alone.
  if (!/[{<']/.test(text)) return text;
  return String(formatOf(text).format(values === undefined ? undefined : toFormat(values)));
}

/** @param values also elements, and for each tag of the message what stands around its words */
export function rich(message: Message, values: RichValues): Child {
  const parts = formatOf(find(message)).format<unknown>(toFormat(values));
  // A fragment, so that each part is escaped by itself.
  return [parts].flat() as unknown as Child;
}

function toFormat(values: RichValues) {
  const entries = Object.entries(values).map(([name, value]) => {
    if (typeof value === 'function') return [name, (words: unknown[]) => value(words as unknown as Child)];
    return [name, typeof value === 'string' ? isolate(value) : value];
  });
  return Object.fromEntries(entries);
}

/**
 * An Arabic or Hebrew name would carry the figures and signs beside it along to its other side; between FIRST STRONG ISOLATE
 * and POP DIRECTIONAL ISOLATE it stays by itself (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates): on
 * pages alone, as what is searched, compared or read by a program has no use for signs that nobody sees.
 */
function isolate(value: string): string {
  return reader.getStore()?.isPage === true && rightToLeft.test(value) ? `\u2068${value}\u2069` : value;
}

/** A letter of Hebrew, Arabic and their neighbours, or a sign that turns the direction. */
const rightToLeft = /[\u0590-\u08ff\u200f\u202a-\u202e\ufb1d-\ufdff\ufe70-\ufefc]/;

function find(message: string): string {
  const language = currentLanguage();
  return language === 'en' ? message : catalogues[language][message] || message;
}

function formatOf(text: string): IntlMessageFormat {
  const key = `${currentLanguage()} ${text}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new IntlMessageFormat(text, currentLanguage());
  formats.set(key, format);
  return format;
}
