/** One rule of a style sheet. */
export interface StyleRule {
  /** The list of selectors as it stands. */
  readonly selectors: string;
  readonly declarations: readonly Declaration[];
}
export interface Declaration {
  /** Lower case. */
  readonly property: string;
  readonly value: string;
  readonly isImportant: boolean;
}

/** A letter's frame on a desk is about this wide; what is meant for telephones is scaled there instead. */
const frameWidth = 800;
const mostRules = 3_000;
const mostNesting = 4;
const mostSheetCharacters = 400_000;

/**
 * Reads a style sheet as CSS Syntax 3 section 5 does: what is broken is skipped, what belongs to a medium counts where
 * a screen of usual width does. In one pass.
 */
export function readStyleSheet(css: string): StyleRule[] {
  const rules: StyleRule[] = [];
  readRules(dropComments(css.slice(0, mostSheetCharacters)), rules, 0);
  return rules;
}

/** @returns the declarations of a `style` attribute or a rule's block */
export function readDeclarations(block: string): Declaration[] {
  const declarations: Declaration[] = [];
  for (const part of splitOutside(block, ';')) {
    const colon = part.indexOf(':');
    if (colon < 0) continue;
    const given = part.slice(colon + 1).trim();
    const mark = given.toLowerCase().lastIndexOf('!important');
    const isImportant = mark >= 0 && mark + '!important'.length === given.length;
    declarations.push({
      property: part.slice(0, colon).trim().toLowerCase(),
      value: isImportant ? given.slice(0, mark).trim() : given,
      isImportant,
    });
  }
  return declarations;
}

/** Whether a list of media queries holds for a screen. */
export function isForScreen(media: string): boolean {
  return media.trim() === '' || media.split(',').some(holds);
}

interface Reader {
  readonly css: string;
  at: number;
}

function readRules(css: string, rules: StyleRule[], depth: number): void {
  const reader = { css, at: 0 };
  while (reader.at < css.length && rules.length < mostRules) readRule(reader, rules, depth);
}

function readRule(reader: Reader, rules: StyleRule[], depth: number): void {
  const { css } = reader;
  const start = reader.at;
  const end = findOutside(css, start, '{;}');
  reader.at = end + 1;
  const prelude = css.slice(start, end).trim();
  if (css[end] !== '{') {
    // Only a statement ends without a block; what else stands before a semicolon belongs to the next selector.
    if (css[end] === ';' && !prelude.startsWith('@')) reader.at = findOutside(css, end + 1, '{}');
    // So does a bracket too many, and no browser knows such a selector.
    if (css[end] === '}') reader.at = findBlockEnd(css, findOutside(css, end + 1, '{') + 1) + 1;
    return;
  }
  const close = findBlockEnd(css, end + 1);
  reader.at = close + 1;
  const block = css.slice(end + 1, close);
  if (!prelude.startsWith('@')) {
    rules.push({ selectors: dropMarkup(prelude), declarations: readDeclarations(block) });
  } else if (depth < mostNesting && prelude.slice(0, 6).toLowerCase() === '@media') {
    if (isForScreen(prelude.slice(6, 1_000))) readRules(block, rules, depth + 1);
  }
}

// Old programs hide the sheet from older ones as an HTML comment (CSS Syntax 3 section 4.3.1, CDO and CDC).
function dropMarkup(prelude: string): string {
  return prelude.replaceAll('<!--', '').replaceAll('-->', '').trim();
}

function holds(query: string): boolean {
  const parts = query
    .toLowerCase()
    .split(/\band\b/)
    .map((part) => part.trim());
  return parts.every((part) => {
    if (part === '' || part === 'all' || part === 'screen' || part === 'only screen' || part === 'only all')
      return true;
    const [, bound, digits] = /^\(\s*(min|max)-width\s*:\s*(\d{1,5})(?:\.\d+)?px\s*\)$/.exec(part) ?? [];
    if (bound === undefined) return false;
    return bound === 'min' ? Number(digits) <= frameWidth : Number(digits) >= frameWidth;
  });
}

function dropComments(css: string): string {
  let result = '';
  let last = 0;
  for (let start = css.indexOf('/*'); start >= 0; start = css.indexOf('/*', last)) {
    result += css.slice(last, start);
    const end = css.indexOf('*/', start + 2);
    if (end < 0) return result;
    last = end + 2;
  }
  return result + css.slice(last);
}

/** @returns where one of these characters stands outside of strings and brackets; the length where none does */
function findOutside(css: string, from: number, ends: string): number {
  let depth = 0;
  for (let at = from; at < css.length; at++) {
    const character = css[at] ?? '';
    if (character === '\\') at++;
    else if (character === '"' || character === "'") at = skipString(css, at, character);
    else if (depth === 0 && ends.includes(character)) return at;
    else if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth = Math.max(0, depth - 1);
    // An open bracket that is never closed must not swallow the sheet.
    else if (character === '{' || character === '}') depth = 0;
  }
  return css.length;
}

function findBlockEnd(css: string, from: number): number {
  let depth = 1;
  for (let at = from; at < css.length; at++) {
    const character = css[at] ?? '';
    if (character === '\\') at++;
    else if (character === '"' || character === "'") at = skipString(css, at, character);
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return css.length;
}

// A line's end ends a string that was forgotten to be closed (CSS Syntax 3 section 4.3.5).
function skipString(css: string, start: number, quote: string): number {
  for (let at = start + 1; at < css.length; at++) {
    if (css[at] === '\\') at++;
    else if (css[at] === quote || css[at] === '\n') return at;
  }
  return css.length;
}

function splitOutside(text: string, end: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const at = findOutside(text, start, end);
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return parts;
}
