import { isAddress, normalizeAddress } from './address.ts';

/** What the form of an address holds. */
export interface AddressInput {
  readonly address: string;
  readonly name: string;
  /** A group that is to send from it, or '' for none. */
  readonly groupId: string;
}

interface AddressSettings {
  /** Lower case. */
  readonly address: string;
  readonly name: string;
  readonly groupId: number | undefined;
}

const longestName = 100;

/** @returns the settings, or what is wrong with each field */
export function readAddressInput(
  input: AddressInput,
): { readonly settings: AddressSettings } | { readonly fields: Record<string, string> } {
  const address = normalizeAddress(input.address);
  const name = input.name.replace(/[\p{C}\s]+/gu, ' ').trim();
  const groupId = input.groupId === '' ? undefined : Number(input.groupId);
  const fields: Record<string, string> = {};
  if (!isAddress(address)) fields.address = 'Expected an address like sales@example.com.';
  if (name.length > longestName) fields.name = `Expected at most ${longestName} characters.`;
  if (groupId !== undefined && !(Number.isSafeInteger(groupId) && groupId > 0)) {
    fields.groupId = 'Choose one of the groups.';
  }
  return Object.keys(fields).length > 0 ? { fields } : { settings: { address, name, groupId } };
}
