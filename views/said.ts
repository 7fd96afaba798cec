import german from './texts/desk.de.json' with { type: 'json' };
import { currentLanguage, type Language } from './words.ts';

// What domain and desk say in English, as an error does that also goes to programs and into the log: its English, as it
// stands in the source, is the key of its translation. scripts/collect-sentences.mjs collects them.

type Catalogue = Readonly<Record<string, string>>;

const catalogues: Readonly<Record<Exclude<Language, 'en'>, Catalogue>> = { de: german };

/** What stands between the values that are put into a sentence. */
interface Template {
  readonly key: string;
  readonly names: readonly string[];
  readonly pieces: readonly string[];
}

const templates = new Map<Language, readonly Template[]>();
const hole = /\{(\w+)\}/g;
/** What is put in and is the desk's own words, too; everything else is a name, a number or an address. */
const sayings: ReadonlySet<string> = new Set([
  'title',
  'cause',
  'step',
  'reason',
  'fault',
  'level',
  'rule',
  'colleague',
  'advice',
  'field',
  'why',
]);
/** Longer ones have the words of a server in them. */
const mostLetters = 2_000;

/** @returns in the reader's language what the desk says in English; as it is where nobody has translated it */
export function say(text: string | undefined): string {
  const language = currentLanguage();
  if (text === undefined || text === '' || language === 'en') return text ?? '';
  return translate(text, language) ?? sayParts(text, language);
}

function translate(text: string, language: Exclude<Language, 'en'>): string | undefined {
  // What a server says may be the name of something that every object has.
  const whole = Object.hasOwn(catalogues[language], text) ? catalogues[language][text] : undefined;
  if (whole) return whole;
  if (text.length > mostLetters) return undefined;
  for (const template of listTemplates(language)) {
    const values = readValues(template, text);
    if (values !== undefined) return fill(catalogues[language][template.key] ?? text, values);
  }
  return undefined;
}

/** Several sentences, of which each is known by itself. */
function sayParts(text: string, language: Exclude<Language, 'en'>): string {
  for (let end = text.indexOf('. '); end > 0 && end < mostLetters; end = text.indexOf('. ', end + 1)) {
    const first = text.slice(0, end);
    const rest = text.slice(end + 2);
    const sentence = translate(`${first}.`, language);
    if (sentence !== undefined) return `${sentence} ${say(rest)}`;
    const title = translate(first, language);
    if (title !== undefined) return `${title}. ${say(rest)}`;
  }
  return text;
}

function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(hole, (whole, name: string) => {
    const value = values.get(name);
    if (value === undefined) return whole;
    return sayings.has(name) ? say(value) : value;
  });
}

/** The one with the most words of its own comes first. */
function listTemplates(language: Exclude<Language, 'en'>): readonly Template[] {
  const known = templates.get(language);
  if (known !== undefined) return known;
  const found = Object.keys(catalogues[language])
    .map((key) => ({
      key,
      names: [...key.matchAll(hole)].map(([, name = '']) => name),
      pieces: key.split(/\{\w+\}/),
    }))
    .filter(({ names, pieces }) => names.length > 0 && hasWords(pieces.join('')))
    .sort((one, other) => other.pieces.join('').length - one.pieces.join('').length);
  templates.set(language, found);
  return found;
}

/** A word, and something behind it. */
function hasWords(text: string): boolean {
  const at = text.search(/\p{L}{2}/u);
  return at >= 0 && text.includes(' ', at);
}

/** Looks for each piece after the one before: linear. @returns undefined where they do not stand there in this order */
function readValues({ names, pieces }: Template, text: string): ReadonlyMap<string, string> | undefined {
  const [first = '', ...others] = pieces;
  const last = others.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return undefined;
  const values = new Map<string, string>();
  let at = first.length;
  for (const [index, piece] of others.entries()) {
    const end = index === others.length - 1 ? text.length - piece.length : text.indexOf(piece, at);
    if (end < at) return undefined;
    values.set(names[index] ?? '', text.slice(at, end));
    at = end + piece.length;
  }
  return values;
}
