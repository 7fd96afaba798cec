import { getAppRegistration } from '../../db/app-registrations.ts';
import { getChannel } from '../../db/channels.ts';
import type { SignIn } from '../../db/sign-ins.ts';
import { listScopes } from '../../domain/cloud.ts';
import { findFailure } from '../../domain/failure.ts';
import { hasGraphScopes } from '../../domain/mail-road.ts';
import { acquireAccessToken } from '../../microsoft/access-token.ts';
import type { SignedIn } from '../../microsoft/sign-in.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from '../microsoft/clouds.ts';
import { loadRegistration } from '../microsoft/load-registration.ts';
import { holdTokens } from '../microsoft/token-cache.ts';

/**
 * What an account has agreed to is known by its tokens, and Microsoft gives those of one service at a time: who signs in again
 * for IMAP and SMTP has agreed to Graph as before, but where Microsoft says otherwise.
 * @returns what was signed in, with a token for Graph where the channel had one
 */
export async function keepGraph(desk: Desk, signIn: SignIn, signedIn: SignedIn): Promise<SignedIn> {
  const { channelId, kind, resource, appRegistrationId } = signIn;
  if (kind !== 'reauthenticate' || channelId === null || resource === 'graph') return signedIn;
  const { identity, tokenCache } = signedIn;
  const channel = await getChannel(desk.read, channelId);
  const isSame = channel.tenantId === identity.tenantId && channel.objectId === identity.objectId;
  const stored = await getAppRegistration(desk.read, appRegistrationId);
  const cloud = await getCloud(desk, stored.cloud);
  if (!isSame || !hasGraphScopes(channel.tokenCache ?? '', cloud.graphResource)) return signedIn;
  const store = holdTokens(tokenCache);
  try {
    const owner = await loadRegistration(desk.read, stored, identity.tenantId);
    await acquireAccessToken(cloud, owner, store, { scopes: listScopes(cloud, 'graph') });
  } catch (error) {
    if (findFailure(error) === undefined) throw error;
    desk.log.info('Graph is not agreed to any more', { channel: channelId, error });
  }
  return { identity, tokenCache: store.held() };
}
