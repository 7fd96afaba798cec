import type { ImapFlow, SearchObject } from 'imapflow';
import { readTime } from './imap-rows.ts';
import type { Steps } from './imap-steps.ts';
import { expectRows, packUids } from './imap-uids.ts';

/** What a message can be recognised by. */
export interface HeaderFacts {
  readonly uid: number;
  readonly internalDate: Date | undefined;
  /** By lower-case name, unfolded. */
  readonly fields: ReadonlyMap<string, string>;
}

/** All of them have to fit. */
export type SearchKeys = Pick<SearchObject, 'header' | 'from' | 'subject' | 'since'>;

export interface Searching {
  /**
   * Ascending UIDs of messages that came on the day of `since` or later; with a header, those whose field of that name
   * holds the value. ASCII only: Exchange takes no CHARSET.
   */
  searchSince(
    since: Date,
    header?: { readonly name: string; readonly value: string },
    from?: number,
  ): Promise<number[]>;
  /** Ascending UIDs of messages that one of these finds, at least one of them. */
  searchAny(keys: readonly SearchKeys[]): Promise<number[]>;
  /** @param names of the fields to read, lower case */
  describeHeaders(uids: readonly number[], names: readonly string[]): Promise<HeaderFacts[]>;
}

export function createSearching(client: ImapFlow, steps: Steps): Searching {
  return {
    async searchSince(since, header, from = 1) {
      const query = { since, ...(header === undefined ? {} : { header: { [header.name]: header.value } }) };
      const range = from > 1 ? { uid: `${from}:*` } : {};
      const found = await steps.insist('SEARCH', () => client.search({ ...query, ...range }, { uid: true }));
      // RFC 3501 section 6.4.8: `n:*` names the last message even when its UID is below n.
      return found.filter((uid) => uid >= from);
    },
    searchAny(keys) {
      const query = keys.length === 1 ? { ...keys[0] } : { or: [...keys] };
      return steps.insist('SEARCH', () => client.search(query, { uid: true }));
    },
    async describeHeaders(uids, names) {
      if (uids.length === 0) return [];
      return steps.run('FETCH', async () => {
        const found = new Map<number, HeaderFacts>();
        const isAsked = expectRows(uids, steps);
        const query = { uid: true, internalDate: true, headers: [...names] };
        for await (const { uid, internalDate, headers } of client.fetch(packUids(uids), query, {
          uid: true,
        })) {
          if (!isAsked(uid) || headers === undefined) continue;
          found.set(uid, { uid, internalDate: readTime(internalDate), fields: readFields(headers) });
        }
        return [...found.values()];
      });
    },
  };
}

function readFields(bytes: Buffer): Map<string, string> {
  const lines = bytes
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon <= 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const];
    }),
  );
}
