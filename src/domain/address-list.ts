import { isAddress, normalizeAddress } from './address.ts';
import type { Address } from './message.ts';
import { cleanLine } from './plain-text.ts';

// The one grammar of addresses that people read and type: what `formatAddressList` writes, `readAddressList` reads as
// the same people, whatever their names hold (RFC 5322 section 3.4, without comments and groups).

/** One entry of a list as it was typed. */
interface AddressEntry {
  readonly typed: string;
  /** Where it begins in the text. */
  readonly at: number;
  /** Empty where it is no address. Several where bare addresses have only blanks between them. */
  readonly addresses: readonly Address[];
}

/** `"Name" <address>`; the name is quoted where RFC 5322 asks for it. */
export function formatAddress({ name, address }: Address): string {
  const shown = cleanLine(name);
  if (shown === '') return address;
  const isPlain = /^[\p{L}\p{N} !#$%&'*+/=?^_`{|}~-]+$/u.test(shown);
  return `${isPlain ? shown : `"${shown.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}

export function formatAddressList(list: readonly Address[]): string {
  return list.map(formatAddress).join(', ');
}

/** @returns every entry that is not empty: commas, semicolons and line breaks stand between them. Linear in the text. */
export function readAddressList(text: string): AddressEntry[] {
  const entries: AddressEntry[] = [];
  for (let at = 0; at < text.length; ) {
    const { end, addresses } = readEntry(text, at);
    const typed = text.slice(at, end);
    if (typed.trim() !== '') entries.push({ typed: typed.trim(), at, addresses });
    at = end + 1;
  }
  return entries;
}

interface Entry {
  /** Index of what ends it. */
  end: number;
  /** What stands before the angle bracket, quoted parts as they are meant. */
  name: string;
  /** The same as it was typed. */
  bare: string;
  /** Between the angle brackets. */
  angle: string | undefined;
  place: 'before' | 'in angle' | 'after';
  /** It cannot be read: a quote or bracket without end, or words behind the address. */
  isBroken: boolean;
}

function readEntry(text: string, start: number): { end: number; addresses: Address[] } {
  const entry: Entry = { end: start, name: '', bare: '', angle: undefined, place: 'before', isBroken: false };
  while (entry.end < text.length && !endsEntry(text[entry.end] ?? '', entry)) {
    const character = text[entry.end] ?? '';
    const isQuote = character === '"' && /[\s<,;]/.test(text[entry.end - 1] ?? ' ');
    if (isQuote) takeQuoted(text, entry);
    else takeCharacter(character, entry);
  }
  const isUnread = entry.isBroken || entry.place === 'in angle' || entry.end === start;
  return { end: entry.end, addresses: isUnread ? [] : findAddresses(entry) };
}

function endsEntry(character: string, { place }: Entry): boolean {
  return character === '\n' || ((character === ',' || character === ';') && place !== 'in angle');
}

/** A quoted string ends on its line. One without end takes the line with it: nobody knows how far it was meant to go. */
function takeQuoted(text: string, entry: Entry): void {
  const start = entry.end;
  let end = start + 1;
  let meant = '';
  while (end < text.length && text[end] !== '"' && text[end] !== '\n') {
    if (text[end] === '\\' && end + 1 < text.length && text[end + 1] !== '\n') end += 1;
    meant += text[end];
    end += 1;
  }
  if (text[end] !== '"') {
    entry.isBroken = true;
    entry.end = end;
    return;
  }
  entry.end = end + 1;
  const typed = text.slice(start, entry.end);
  if (entry.place === 'in angle') entry.angle += typed;
  if (entry.place === 'after') entry.isBroken = true;
  if (entry.place !== 'before') return;
  entry.name += meant;
  entry.bare += typed;
}

function takeCharacter(character: string, entry: Entry): void {
  entry.end += 1;
  if (entry.place === 'in angle') {
    if (character === '>') entry.place = 'after';
    else entry.angle += character;
  } else if (entry.place === 'after') {
    if (character.trim() !== '') entry.isBroken = true;
  } else if (character === '<') {
    entry.place = 'in angle';
    entry.angle = '';
  } else {
    entry.name += character;
    entry.bare += character;
  }
}

function findAddresses({ name, bare, angle }: Entry): Address[] {
  if (angle !== undefined) {
    const address = normalizeAddress(angle);
    return isAddress(address) ? [{ name: cleanLine(name), address }] : [];
  }
  const whole = normalizeAddress(bare);
  if (isAddress(whole)) return [{ name: '', address: whole }];
  const words = bare.trim().split(/\s+/).map(normalizeAddress);
  return words.every(isAddress) ? words.map((address) => ({ name: '', address })) : [];
}
