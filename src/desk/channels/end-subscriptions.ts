import { getAppRegistration } from '../../db/app-registrations.ts';
import type { Channel } from '../../db/channels.ts';
import type { GraphSubscription } from '../../db/graph-subscriptions.ts';
import { type Cloud, listScopes } from '../../domain/cloud.ts';
import { AppError } from '../../errors.ts';
import { acquireAccessToken } from '../../microsoft/access-token.ts';
import { createGraphClient } from '../../microsoft/graph-client.ts';
import { createGraphLanes } from '../../microsoft/graph-lanes.ts';
import { unsubscribe } from '../../microsoft/graph-subscriptions.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from '../microsoft/clouds.ts';
import { getAppToken } from '../microsoft/get-app-token.ts';
import { loadRegistration } from '../microsoft/load-registration.ts';

const stepMilliseconds = 10_000;

/**
 * Ends what Graph tells of a channel that is gone. Never fails: what cannot be ended runs out within days, and is not listened to.
 * @param channel as it was, with its tokens
 */
export async function endSubscriptions(
  desk: Desk,
  channel: Channel,
  rows: readonly GraphSubscription[],
): Promise<void> {
  const ids = rows.flatMap(({ subscriptionId }) => subscriptionId ?? []);
  if (ids.length === 0) return;
  try {
    const { token, cloud } = await acquireOnce(desk, channel);
    const lanes = createGraphLanes(cloud.ca, desk.proxies);
    const { graph } = cloud;
    const client = createGraphClient({
      ...{ graph, mailbox: channel.address, lanes, stepMilliseconds },
      getToken: async () => token,
    });
    for (const id of ids) await unsubscribe(client, id);
    lanes.agent.destroy();
    desk.log.info('subscriptions ended', { channel: channel.id, count: ids.length });
  } catch (error) {
    desk.log.info('subscriptions were not ended, they run out', { channel: channel.id, error });
  }
}

/** The channel has no tokens any more, so what a refresh brings is kept nowhere. */
async function acquireOnce(desk: Desk, channel: Channel): Promise<{ token: string; cloud: Cloud }> {
  const { appRegistrationId, tenantId, isAppOnly, tokenCache } = channel;
  if (appRegistrationId === null || tenantId === null) {
    throw new AppError('invalid', `The channel ${channel.name} does not sign in through Microsoft.`);
  }
  const stored = await getAppRegistration(desk.read, appRegistrationId);
  const cloud = await getCloud(desk, stored.cloud);
  if (isAppOnly) {
    return { token: (await getAppToken(desk, appRegistrationId, tenantId, 'graph')).accessToken, cloud };
  }
  const owner = await loadRegistration(desk.read, stored, tenantId);
  const store = { load: async () => tokenCache ?? undefined, save: async () => undefined };
  const { accessToken } = await acquireAccessToken(cloud, owner, store, {
    scopes: listScopes(cloud, 'graph'),
  });
  return { token: accessToken, cloud };
}
