import { isAddress, normalizeAddress, uniqueAddresses } from './address.ts';
import type { Address } from './message.ts';
import { cleanLine } from './plain-text.ts';

export interface Recipients {
  readonly addresses: readonly Address[];
  /** What cannot be sent to, as it was typed. */
  readonly unreadable: readonly string[];
}

/** Reads what a person typed or pasted into a recipient field: commas, semicolons or line breaks between. */
export function parseRecipients(typed: string): Recipients {
  const addresses: Address[] = [];
  const unreadable: string[] = [];
  for (const entry of splitEntries(typed.slice(0, 50_000))) {
    const found = parseEntry(entry);
    if (found === undefined) unreadable.push(cleanLine(entry));
    else addresses.push(...found);
  }
  return { addresses: uniqueAddresses(addresses), unreadable };
}

function splitEntries(typed: string): string[] {
  const entries = [''];
  let isQuoted = false;
  for (const character of typed) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === '\n' || (!isQuoted && (character === ',' || character === ';'))) entries.push('');
    else entries[entries.length - 1] += character;
  }
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

function parseEntry(entry: string): Address[] | undefined {
  const bracket = entry.lastIndexOf('<');
  if (bracket >= 0 && entry.endsWith('>')) {
    const address = normalizeAddress(entry.slice(bracket + 1, -1));
    const name = cleanLine(
      entry
        .slice(0, bracket)
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replace(/\\(["\\])/g, '$1'),
    );
    return isAddress(address) ? [{ name, address }] : undefined;
  }
  const words = entry.split(/\s+/).map(normalizeAddress);
  return words.every(isAddress) ? words.map((address) => ({ name: '', address })) : undefined;
}
