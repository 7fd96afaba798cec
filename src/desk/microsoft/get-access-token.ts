import { getAppRegistration } from '../../db/app-registrations.ts';
import { type Channel, getChannel, updateChannel } from '../../db/channels.ts';
import { type Cloud, listScopes, type Resource } from '../../domain/cloud.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { AppError } from '../../errors.ts';
import { acquireAccessToken, type TokenStore } from '../../microsoft/access-token.ts';
import type { Desk } from '../desk.ts';
import type { TokenRefresh } from '../memory.ts';
import { recordChannel } from '../record-channel.ts';
import { getCloud } from './clouds.ts';
import { getAppToken } from './get-app-token.ts';
import { loadRegistration } from './load-registration.ts';
import { openTokenStore } from './token-cache.ts';

interface MailboxAccess {
  /** What XOAUTH2 names: the account's own user name, which can differ from its address. */
  readonly userName: string;
  readonly accessToken: string;
  /** Where its IMAP, SMTP and Graph are, and the authority of their certificates. */
  readonly cloud: Cloud;
}

interface AccessOptions {
  /** Refreshes even a token that seems good: the server has just refused it. */
  readonly isForced?: boolean;
  /** IMAP and SMTP unless given: a token of theirs is worth nothing to Graph, and the other way round. */
  readonly resource?: Resource;
  /** What Graph wants the fresh one to be asked for with, as JSON. */
  readonly claims?: string;
}

/**
 * A channel's token, of the person who signed in or of the app itself. One refresh at a time per channel: Entra rotates the
 * refresh token with each, whatever it is for. Who asks during one shares what it brings, but whoever insists on a fresh
 * token waits for a refresh that may hand out the old one to end.
 * @throws RemoteError (entra, network; put it through `diagnose`; AADSTS65001: this resource has no consent yet),
 * AppError not_found, invalid
 */
export async function getAccessToken(
  desk: Desk,
  channelId: number,
  options: AccessOptions = {},
): Promise<MailboxAccess> {
  let channel = await getChannel(desk.read, channelId);
  const { isForced = false, resource = 'mail', claims } = options;
  const refreshes = desk.memory.tokenRefreshes;
  let refresh = refreshes.get(channelId);
  const isOther = (one: TokenRefresh) =>
    one.resource !== resource ||
    (isForced && !one.isForced) ||
    (claims !== undefined && one.claims !== claims);
  while (refresh !== undefined && isOther(refresh)) {
    await refresh.result.catch(() => undefined);
    channel = await getChannel(desk.read, channelId);
    refresh = refreshes.get(channelId);
  }
  if (refresh === undefined) {
    const asked = { resource, isForced, claims };
    const store = openTokenStore(desk, channelId);
    const result = acquireToken(desk, channel, asked, store).finally(() => refreshes.delete(channelId));
    refresh = { ...asked, result };
    refreshes.set(channelId, refresh);
  }
  const { token, cloud } = await refresh.result;
  const userName = await followUserName(desk, channel, token.userName);
  return { userName, accessToken: token.accessToken, cloud };
}

/**
 * An account that was renamed keeps its tokens, and with each refresh Microsoft tells its name. SMTP takes no other one.
 * @returns the name to sign in by
 */
async function followUserName(
  desk: Desk,
  { id: channelId, userName: before }: Channel,
  told: string | undefined,
): Promise<string> {
  if (told === undefined || told === '' || told === before) return before;
  await desk.write(async (tx) => {
    const { userName } = await getChannel(tx, channelId);
    if (userName !== before) return;
    await updateChannel(tx, channelId, { userName: told });
    const changes = listChanges({ userName }, { userName: told });
    const fact = { kind: 'channel.changed', channelId, data: { changes } } as const;
    await recordChannel(tx, fact, { at: desk.now(), by: 'sign_in' });
  });
  return told;
}

/**
 * Asks for a token itself; `getAccessToken` is for whoever shares a channel's.
 * @param store where the tokens of the person who signed in are
 * @throws RemoteError, AppError not_found, invalid
 */
export async function acquireToken(
  desk: Desk,
  channel: Channel,
  { resource, isForced, claims }: Omit<TokenRefresh, 'result'>,
  store: TokenStore,
): TokenRefresh['result'] {
  const { appRegistrationId, tenantId } = channel;
  if (appRegistrationId === null || tenantId === null) {
    throw new AppError('invalid', `The channel ${channel.name} does not sign in through Microsoft.`);
  }
  const stored = await getAppRegistration(desk.read, appRegistrationId);
  const cloud = await getCloud(desk, stored.cloud);
  if (channel.isAppOnly) {
    const token = await getAppToken(desk, appRegistrationId, tenantId, resource, isForced, claims);
    return { token, cloud };
  }
  const owner = await loadRegistration(desk.read, stored, tenantId);
  const asked = { scopes: listScopes(cloud, resource), isForced, claims };
  return { token: await acquireAccessToken(cloud, owner, store, asked), cloud };
}
