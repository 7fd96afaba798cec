import { findChannel, replaceTokenCache } from '../../db/channels.ts';
import type { TokenStore } from '../../microsoft/access-token.ts';
import type { Desk } from '../desk.ts';
import { recordChannel } from '../record-channel.ts';

/**
 * Keeps one channel's tokens in the data file. What a refresh brings is stored only while the tokens it began with
 * are still there: a sign-in that replaced them meanwhile wins.
 */
export function openTokenStore(desk: Desk, channelId: number): TokenStore {
  let before: string | null = null;
  return {
    async load() {
      before = (await findChannel(desk.read, channelId))?.tokenCache ?? null;
      return before ?? undefined;
    },
    async save(after) {
      const isStored = await desk.write(async (tx) => {
        const isCurrent = await replaceTokenCache(tx, channelId, before, after, desk.now());
        const fact = { kind: 'channel.token_refreshed', channelId, data: {} } as const;
        if (isCurrent) await recordChannel(tx, fact, { at: desk.now(), by: 'sign_in' });
        return isCurrent;
      });
      if (isStored) before = after;
      else desk.log.info('refreshed tokens dropped, newer ones are stored', { channel: channelId });
    },
  };
}

/** Holds tokens that are not to be stored yet. */
export function holdTokens(tokenCache: string): TokenStore & { held(): string } {
  let held = tokenCache;
  return {
    load: async () => held,
    async save(after) {
      held = after;
    },
    held: () => held,
  };
}
