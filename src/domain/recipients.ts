import { uniqueAddresses } from './address.ts';
import { readAddressList } from './address-list.ts';
import type { Address } from './message.ts';
import { cleanLine } from './plain-text.ts';

interface Recipients {
  readonly addresses: readonly Address[];
  /** What cannot be sent to, as it was typed. */
  readonly unreadable: readonly string[];
}

/** Reads what a person typed or pasted into a recipient field: commas, semicolons or line breaks between. */
export function parseRecipients(typed: string): Recipients {
  const entries = readAddressList(typed.slice(0, 50_000));
  return {
    addresses: uniqueAddresses(entries.flatMap(({ addresses }) => addresses)),
    unreadable: entries
      .filter(({ addresses }) => addresses.length === 0)
      .map((entry) => cleanLine(entry.typed)),
  };
}
