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
  // From bracket to bracket: a pattern for the whole tag takes three times as long.
  for (let start = html.indexOf('<'); start >= 0; start = html.indexOf('<', start + 1)) {
    const close = html.indexOf('>', start);
    if (close < 0) return;
    const isClosing = html[start + 1] === '/';
    const nameStart = isClosing ? start + 2 : start + 1;
    let nameEnd = nameStart;
    while (nameEnd < close && isNameCharacter(html.charCodeAt(nameEnd))) nameEnd++;
    if (nameEnd === nameStart) continue;
    const name = html.slice(nameStart, nameEnd);
    yield { name, isClosing, attributes: html.slice(nameEnd, close), start, end: close + 1 };
  }
}

/** Lower-case letters and digits of ASCII. */
function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

export function isVoidTag(name: string): boolean {
  return voidTags.has(name);
}

/** @returns the unescaped value of an attribute, undefined where it is missing. */
export function readAttribute(attributes: string, name: string): string | undefined {
  // From attribute to attribute: a title may hold the name of another one.
  const found = new RegExp(`^(?:\\s+[^\\s="]+(?:="[^"]*")?)*?\\s+${name}(?:="([^"]*)"|(?=[\\s/]|$))`).exec(
    attributes,
  );
  return found === null ? undefined : unescapeHtml(found[1] ?? '');
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
