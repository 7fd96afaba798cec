import { getAppRegistration } from '../../db/app-registrations.ts';
import { type Channel, getChannel } from '../../db/channels.ts';
import type { Cloud } from '../../domain/cloud.ts';
import { AppError } from '../../errors.ts';
import { acquireAccessToken } from '../../microsoft/access-token.ts';
import type { Desk } from '../desk.ts';
import type { TokenRefresh } from '../memory.ts';
import { getCloud } from './clouds.ts';
import { openTokenStore } from './token-cache.ts';

export interface MailboxAccess {
  /** What XOAUTH2 names: the account's own user name, which can differ from its address. */
  readonly userName: string;
  readonly accessToken: string;
  /** Where its IMAP and SMTP are, and the authority of their certificates. */
  readonly cloud: Cloud;
}

export interface AccessOptions {
  /** Refreshes even a token that seems good: the server has just refused it. */
  readonly isForced?: boolean;
}

/**
 * For IMAP and SMTP. One refresh at a time per channel: Entra rotates the refresh token with each. Who asks during one
 * shares what it brings, but whoever insists on a fresh token waits for a refresh that may hand out the old one to end.
 * @throws RemoteError (entra, network; put it through `diagnose`), AppError not_found, invalid
 */
export async function getAccessToken(
  desk: Desk,
  channelId: number,
  options: AccessOptions = {},
): Promise<MailboxAccess> {
  let channel = await getChannel(desk.read, channelId);
  const isForced = options.isForced ?? false;
  const refreshes = desk.memory.tokenRefreshes;
  let refresh = refreshes.get(channelId);
  while (isForced && refresh?.isForced === false) {
    await refresh.result.catch(() => undefined);
    channel = await getChannel(desk.read, channelId);
    refresh = refreshes.get(channelId);
  }
  if (refresh === undefined) {
    const result = acquire(desk, channel, isForced).finally(() => refreshes.delete(channelId));
    refresh = { isForced, result };
    refreshes.set(channelId, refresh);
  }
  const { token, cloud } = await refresh.result;
  return { userName: channel.userName, accessToken: token.accessToken, cloud };
}

async function acquire(desk: Desk, channel: Channel, isForced: boolean): TokenRefresh['result'] {
  const { appRegistrationId, tenantId } = channel;
  if (appRegistrationId === null || tenantId === null) {
    throw new AppError('invalid', `The channel ${channel.name} does not sign in through Microsoft.`);
  }
  const registration = await getAppRegistration(desk.read, appRegistrationId);
  const cloud = await getCloud(desk, registration.cloud);
  const { clientId, clientSecret } = registration;
  const store = openTokenStore(desk, channel.id);
  const owner = { clientId, clientSecret, tenant: tenantId };
  return { token: await acquireAccessToken(cloud, owner, store, isForced), cloud };
}
