import type { Address } from './message.ts';
import { trimEndOf } from './plain-text.ts';

/** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
export const longestAddress = 254;

/** What nearly every address is: there is nothing to normalize. */
const normalForm = /^[a-z\d._+-]+@[a-z\d-]+(?:\.[a-z\d-]+)*$/;

/** What can be told at once of nearly every one that mail can be sent to. */
const plainForm = /^[\w.+-]{1,64}@\w(?:[\w-]{0,61}\w)?(?:\.\w(?:[\w-]{0,61}\w)?)*$/;

/** @returns the address as it is compared and stored: bare, lower-case. It need not be valid: ask `isAddress`. */
export function normalizeAddress(value: string): string {
  if (value.length <= longestAddress && normalForm.test(value)) return value;
  const cut = value.trim().slice(0, 1_000);
  // RFC 5322 section 3.4.1: the quotes of a quoted local part belong to it.
  const isQuoted = /^[<'\s\p{Cf}]*"[^"\\]+"@/u.test(cut);
  // Programs put marks of direction around what is copied from them.
  return trimEndOf(cut.replace(isQuoted ? /^[<'\s\p{Cf}]+/u : /^[<'"\s\p{Cf}]+/u, ''), /[>'",;\s\p{Cf}]/u)
    .replace(/^(?:mailto|smtp):/i, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Whether mail could be sent there. Narrower than RFC 5321 where only attacks and typing errors differ. */
export function isAddress(value: string): boolean {
  if (value.length > longestAddress) return false;
  if (plainForm.test(value)) return true;
  const at = value.lastIndexOf('@');
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  return at > 0 && local.length <= 64 && isLocalPart(local) && !value.includes('=?') && isDomain(domain);
}

export function isSameAddress(left: string, right: string): boolean {
  return normalizeAddress(left) === normalizeAddress(right);
}

/**
 * Whether a text that need be no list of addresses, such as a field that could not be read, names this one, and not a longer one.
 * @param address by `normalizeAddress`
 */
export function namesAddress(text: string, address: string): boolean {
  const line = text.toLowerCase();
  for (let at = line.indexOf(address); at >= 0; at = line.indexOf(address, at + 1)) {
    const before = [...line.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
    const [next = '', second = ''] = line.slice(at + address.length, at + address.length + 3);
    const goesOn = /^[\p{L}\p{N}\p{M}_-]$/u.test(next) || (next === '.' && /^[\p{L}\p{N}]$/u.test(second));
    if (!goesOn && !/^[\p{L}\p{N}\p{M}!#$%&*+/=?^_`{|}~.-]$/u.test(before)) return true;
  }
  return false;
}

/**
 * @returns what two addresses of one mailbox have in common: without the tag of RFC 5233, and for Google without what it
 * takes for the same
 */
export function mailboxOf(address: string): string {
  const normalized = normalizeAddress(address);
  const at = normalized.lastIndexOf('@');
  const local = normalized.slice(0, at).replace(/(?<=.)\+.*$/, '');
  const domain = normalized.slice(at + 1);
  const isGoogle = domain === 'gmail.com' || domain === 'googlemail.com';
  return isGoogle ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`;
}

/** @returns the domain of an address, '' where there is none. */
export function domainOf(address: string): string {
  const normalized = normalizeAddress(address);
  return normalized.slice(normalized.lastIndexOf('@') + 1);
}

/** @returns the list without repeated addresses; of two names for one address the first non-empty one stays. */
export function uniqueAddresses(list: readonly Address[]): Address[] {
  const byAddress = new Map<string, Address>();
  for (const { name, address } of list) {
    const key = normalizeAddress(address);
    const known = byAddress.get(key);
    if (known === undefined || (known.name === '' && name !== '')) byAddress.set(key, { name, address: key });
  }
  return [...byAddress.values()];
}

/** Mail lists and shared boxes rewrite `Anna <anna@a>` to `Anna via Sales <sales@b>`: the name without that tail. */
export function stripVia(name: string): string {
  const found = /\s(?:via|über|por|par|przez|tramite)\s/iu.exec(name);
  const before = name.slice(0, found?.index).trim();
  if (found === null || before === '' || name.slice(found.index + found[0].length).trim() === '')
    return name.trim();
  return before.replace(/^['"]/, '').replace(/['"]$/, '').trim();
}

/** What nobody sees in it, such as a zero-width space, would make one person look like another. */
function isLocalPart(local: string): boolean {
  // Neither here nor below need a process that knows plain addresses alone make the pattern of all letters: it takes milliseconds.
  if (/^[\0-\x7f]*$/.test(local))
    return /^(?:[^\s@"(),:;<>[\]\\\0-\x1f\x7f]+|"[^"\\\0-\x1f\x7f]+")$/.test(local);
  return /^[^\s@"(),:;<>[\]\\\p{Cc}\p{Cf}]+$/u.test(local) || /^"[^"\\\p{Cc}\p{Cf}]+"$/u.test(local);
}

function isDomain(domain: string): boolean {
  if (/^\[(?:ipv6:)?[\da-f:.]+\]$/i.test(domain)) return true;
  return domain.length > 0 && domain.length <= 253 && domain.split('.').every(isLabel);
}

function isLabel(label: string): boolean {
  if (/^[\0-\x7f]*$/.test(label)) return /^\w(?:[\w-]{0,61}\w)?$/.test(label);
  return /^[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?$/u.test(label);
}
