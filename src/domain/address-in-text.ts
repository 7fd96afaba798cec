import { isAddress, normalizeAddress } from './address.ts';
import type { Address } from './message.ts';

const mostLines = 3_000;
const mostCharacters = 200_000;
const longestLine = 600;

/** @returns the lines of a text that are looked through for addresses, cut to a length */
export function listLines(text: string): string[] {
  const lines = text.slice(0, mostCharacters).split('\n', mostLines);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.length > longestLine) lines[index] = line.slice(0, longestLine);
  }
  return lines;
}

/** @returns the first address of a line, with what stands before it as its name */
export function readAddress(value: string): Address | undefined {
  const found = /(?<![^\s<>"'(),;:[\]])[^\s<>"'(),;:[\]]{1,64}@[^\s<>"'(),;:[\]]{1,253}/u.exec(
    value.slice(0, longestLine),
  );
  const address = normalizeAddress(found?.[0] ?? '');
  if (found === null || !isAddress(address)) return undefined;
  const name = value
    .slice(0, found.index)
    .replace(/(?:\[?mailto:|[<[("'*])\s{0,5}$/i, '')
    .replace(/^["'*\s]{1,20}|["'*\s<[(]{1,20}$/g, '');
  return { name, address };
}
