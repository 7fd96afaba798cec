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

/** By the formatter's indentation: a function ends at the first brace that stands where it began. */
export function findLongFunctions(files: readonly SourceFile[]): LongFunction[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, start) => {
      const { indent = '', declared, assigned, method } = beginning.exec(line)?.groups ?? {};
      const name = declared ?? assigned ?? method;
      if (name === undefined) return [];
      const end = lines.findIndex((each, at) => at > start && each.startsWith(`${indent}}`));
      const length = end - start + 1;
      return end > 0 && length > longest ? [{ path, name, lines: length }] : [];
    });
  });
}

/** @returns by `path name`, the most lines that a function of that name has there */
export function listLengths(found: readonly LongFunction[]): Record<string, number> {
  const lengths: Record<string, number> = {};
  for (const { path, name, lines } of found) {
    const key = `${path} ${name}`;
    lengths[key] = Math.max(lengths[key] ?? 0, lines);
  }
  return lengths;
}

/** What was long before it was measured may stay as long as it is, and no longer. */
export function findGrown(found: readonly LongFunction[], known: Readonly<Record<string, number>>): string[] {
  return found
    .filter(({ path, name, lines }) => lines > (known[`${path} ${name}`] ?? longest))
    .map(({ path, name, lines }) => `${path}: ${name} has ${lines} lines; ${longest} are the most`);
}
