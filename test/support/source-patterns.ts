import { globSync, readFileSync } from 'node:fs';

/** A regular expression as it stands in the source. */
export interface SourcePattern {
  readonly file: string;
  readonly line: number;
  readonly source: string;
  readonly flags: string;
}

/** @returns every literal of `src` and `views`, apart from those of the simulated tenant, which nobody attacks */
export function listSourcePatterns(): SourcePattern[] {
  const files = globSync('{src,views}/**/*.{ts,tsx}').filter((file) => !/^src\/(sandbox|demo)\//.test(file));
  return files.toSorted().flatMap((file) => findPatterns(file, readFileSync(file, 'utf8')));
}

/** What may stand before a literal; after anything else a slash divides. */
const before = /(?:^|[=([{,;:!&|?+>]|\breturn|\bcase|\btypeof|\bof|\bin)\s*$/;

function findPatterns(file: string, text: string): SourcePattern[] {
  const found: SourcePattern[] = [];
  for (let at = 0, line = 1; at < text.length; ) {
    const end = skipToken(text, at);
    if (text[at] === '/' && end === at + 1 && before.test(text.slice(Math.max(0, at - 80), at))) {
      const literal = readLiteral(text, at);
      if (literal !== undefined) {
        found.push({ file, line, source: literal.source, flags: literal.flags });
        at = literal.end;
        continue;
      }
    }
    for (let each = at; each < end; each += 1) if (text[each] === '\n') line += 1;
    at = end;
  }
  return found;
}

/** @returns where the comment or text that begins here ends; else one character on */
function skipToken(text: string, at: number): number {
  const two = text.slice(at, at + 2);
  if (two === '//') return endOr(text.indexOf('\n', at), text.length);
  if (two === '/*') return endOr(text.indexOf('*/', at) + 2, text.length, 1);
  const quote = text[at];
  if (quote === "'" || quote === '"') return skipText(text, at, quote);
  return at + 1;
}

function endOr(end: number, otherwise: number, least = 0): number {
  return end <= least ? otherwise : end;
}

/** A quote that ends on no line is a letter of a page. */
function skipText(text: string, at: number, quote: string): number {
  for (let end = at + 1; end < text.length && text[end] !== '\n'; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === quote) return end + 1;
  }
  return at + 1;
}

function readLiteral(text: string, at: number): { source: string; flags: string; end: number } | undefined {
  let isClass = false;
  for (let end = at + 1; end < text.length && text[end] !== '\n'; end += 1) {
    const letter = text[end];
    if (letter === '\\') end += 1;
    else if (letter === '[') isClass = true;
    else if (letter === ']') isClass = false;
    else if (letter === '/' && !isClass) {
      const flags = /^[dgimsuvy]*/.exec(text.slice(end + 1))?.[0] ?? '';
      const source = text.slice(at + 1, end);
      return source === '' || !isPattern(source, flags)
        ? undefined
        : { source, flags, end: end + 1 + flags.length };
    }
  }
  return undefined;
}

function isPattern(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) !== undefined;
  } catch {
    return false;
  }
}
