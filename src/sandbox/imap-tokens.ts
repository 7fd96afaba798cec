import type { CommandSegment } from './imap-reader.ts';

/** `quoted` tells the string "NIL" from the atom NIL, and "(" from a list. */
export type Token =
  | { kind: 'atom'; value: string }
  | { kind: 'string'; value: string; literal?: Buffer }
  | { kind: 'list'; items: Token[] };

/**
 * Splits a command into its tokens. An atom keeps its brackets and their content as one
 * (`BODY.PEEK[HEADER.FIELDS (FROM TO)]<0.100>`), text is latin1.
 * @returns undefined when the syntax is broken.
 */
export function tokenize(segments: readonly CommandSegment[]): Token[] | undefined {
  const levels: Token[][] = [[]];
  for (const segment of segments) {
    const isFine =
      typeof segment === 'string'
        ? tokenizeText(segment, levels)
        : levels.at(-1)?.push({ kind: 'string', value: segment.toString('latin1'), literal: segment });
    if (!isFine) return undefined;
  }
  return levels.length === 1 ? levels[0] : undefined;
}

/** @returns the text of an atom or string; undefined for a list or nothing. */
export function textOf(token: Token | undefined): string | undefined {
  return token === undefined || token.kind === 'list' ? undefined : token.value;
}

/** @returns upper-case text of an atom; '' for anything else. */
export function atomOf(token: Token | undefined): string {
  return token?.kind === 'atom' ? token.value.toUpperCase() : '';
}

const lexeme = /( +)|(\()|(\))|"((?:[^"\\]|\\.)*)"|((?:[^\s()"[\]]|\[[^\]]*\])+)/y;

function tokenizeText(text: string, levels: Token[][]): boolean {
  lexeme.lastIndex = 0;
  while (lexeme.lastIndex < text.length) {
    const match = lexeme.exec(text);
    if (!match) return false;
    const [, space, open, close, quoted, atom] = match;
    if (space !== undefined) continue;
    if (open !== undefined) levels.push([]);
    else if (close !== undefined) {
      const items = levels.pop();
      if (!items || levels.length === 0) return false;
      levels.at(-1)?.push({ kind: 'list', items });
    } else if (quoted !== undefined) {
      levels.at(-1)?.push({ kind: 'string', value: quoted.replace(/\\(.)/g, '$1') });
    } else if (atom !== undefined) levels.at(-1)?.push({ kind: 'atom', value: atom });
  }
  return true;
}
