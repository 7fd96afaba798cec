/** A tag of sanitized HTML, where every `<` that is no tag and every `>` in an attribute is escaped. */
export interface HtmlTag {
  readonly name: string;
  readonly isClosing: boolean;
  /** What stands between the name and the closing bracket. */
  readonly attributes: string;
  readonly start: number;
  readonly end: number;
}

const voidTags = new Set(['br', 'hr', 'img', 'col', 'wbr']);

/** Only for the output of the sanitizer: arbitrary HTML cannot be read this way. */
export function* readTags(html: string): Generator<HtmlTag> {
  for (const match of html.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/g)) {
    const [whole, slash, name = '', attributes = ''] = match;
    yield { name, isClosing: slash === '/', attributes, start: match.index, end: match.index + whole.length };
  }
}

export function isVoidTag(name: string): boolean {
  return voidTags.has(name);
}

/** @returns the unescaped value of an attribute, undefined where it is missing. */
export function readAttribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : unescapeHtml(value);
}

/** Undoes the escapes the sanitizer writes; it leaves no other entity. */
export function unescapeHtml(value: string): string {
  if (!value.includes('&')) return value;
  return value
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** Escapes text for an element or a double-quoted attribute. */
export function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
