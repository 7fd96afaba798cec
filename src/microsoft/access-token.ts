import type { Cloud } from '../domain/cloud.ts';
import { RemoteError } from '../domain/failure.ts';
import { createEntraClient, type Registration } from './entra-client.ts';

/** Where one account's tokens are kept between calls. */
export interface TokenStore {
  load(): Promise<string | undefined>;
  /** Called with every change, before the token is handed out. */
  save(tokenCache: string): Promise<void>;
}

export interface AccessToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
  /** The user name of the account as the tenant has it now; undefined for the app itself. */
  readonly userName?: string | undefined;
}

interface WantedToken {
  /** Of one resource: a token is for IMAP and SMTP, or for Graph. */
  readonly scopes: readonly string[];
  readonly isForced?: boolean;
  /** What Graph wants it to be asked for with, as JSON. */
  readonly claims?: string | undefined;
}

/**
 * @param registration with the account's own tenant
 * @returns a token, refreshed where it ends within five minutes or `isForced`
 * @throws RemoteError: entra `invalid_grant` when the account has to sign in again, or (AADSTS65001) to agree to these
 * scopes first
 */
export async function acquireAccessToken(
  cloud: Cloud,
  registration: Registration,
  store: TokenStore,
  { scopes, isForced = false, claims }: WantedToken,
): Promise<AccessToken> {
  const client = await createEntraClient(cloud, registration, {
    async beforeCacheAccess({ tokenCache }) {
      const kept = await store.load();
      if (kept !== undefined) tokenCache.deserialize(kept);
    },
    async afterCacheAccess({ cacheHasChanged, tokenCache }) {
      if (cacheHasChanged) await store.save(tokenCache.serialize());
    },
  });
  const [account] = await client.app.getTokenCache().getAllAccounts();
  if (account === undefined) {
    throw new RemoteError({
      origin: 'entra',
      error: 'no_tokens_found',
      text: 'There are no tokens of this account.',
    });
  }
  const result = await client.run((app) =>
    app.acquireTokenSilent({
      account,
      scopes: [...scopes],
      forceRefresh: isForced,
      ...(claims === undefined ? {} : { claims }),
    }),
  );
  const { accessToken, expiresOn, account: known } = result;
  return { accessToken, expiresAt: expiresOn ?? new Date(0), userName: known?.username };
}
