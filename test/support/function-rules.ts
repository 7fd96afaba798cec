import type { SourceFile } from './architecture.ts';

const longest = 40;

export interface LongFunction {
  readonly path: string;
  readonly name: string;
  readonly lines: number;
}

/** Where a function begins that has a name, as the formatter writes it. */
const beginning =
  /^(?<indent>\s*)(?:export )?(?:async )?(?:function\*? (?<declared>\w+)|const (?<assigned>\w+)\b[^=]*= (?:async )?(?:<[^>]*>)?\(|(?<method>(?!if\b|for\b|while\b|switch\b|catch\b|return\b)\w+)\([^;]*\)(?:: [^{;]+)? \{$)/;

/** By the formatter's indentation: a function ends at the first bracket that stands where it began. */
export function findLongFunctions(files: readonly SourceFile[]): LongFunction[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, start) => {
      const { indent = '', declared, assigned, method } = beginning.exec(line)?.groups ?? {};
      const name = declared ?? assigned ?? method;
      // What ends on its first line is short, and a value in brackets is no function.
      if (name === undefined || line.endsWith(';')) return [];
      if (assigned !== undefined && !hasArrow(lines, start, indent)) return [];
      const isExpression = line.endsWith('=>');
      const end = lines.findIndex(
        (each, at) => at > start && (isExpression ? each.endsWith(';') : isEnd(each, indent)),
      );
      const length = end - start + 1;
      return end > 0 && length > longest ? [{ path, name, lines: length }] : [];
    });
  });
}

/** The last line of what began at this indentation; not that of its parameters, behind which the body begins. */
function isEnd(line: string, indent: string): boolean {
  return new RegExp(`^${indent}[})\\]]`).test(line) && !/(?:[{([]|=>)$/.test(line);
}

/** Parameters may stand on lines of their own. */
function hasArrow(lines: readonly string[], start: number, indent: string): boolean {
  if (lines[start]?.includes('=>')) return true;
  const closing = lines.findIndex((each, at) => at > start && each.startsWith(`${indent})`));
  return closing > 0 && lines[closing]?.includes('=>') === true;
}
