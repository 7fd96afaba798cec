import type { Channel } from '../../db/channels.ts';
import type { GraphSubscription } from '../../db/graph-subscriptions.ts';
import { createGraphClient } from '../../microsoft/graph-client.ts';
import { unsubscribe } from '../../microsoft/graph-subscriptions.ts';
import type { Desk } from '../desk.ts';
import { acquireToken } from '../microsoft/get-access-token.ts';
import { lanesOf } from './graph-options.ts';

const stepMilliseconds = 10_000;

/**
 * Ends the subscriptions at Graph of a deleted channel. Never throws: one that cannot be ended expires within days, and its notifications are ignored.
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
    // The channel has no tokens any more, so what a refresh brings is kept nowhere.
    const store = { load: async () => channel.tokenCache ?? undefined, save: async () => undefined };
    const asked = { resource: 'graph', isForced: false, claims: undefined } as const;
    const { token, cloud } = await acquireToken(desk, channel, asked, store);
    const client = createGraphClient({
      graph: cloud.graph,
      mailbox: channel.address,
      stepMilliseconds,
      lanes: lanesOf(desk, cloud, channel),
      getToken: async () => token.accessToken,
    });
    for (const id of ids) await unsubscribe(client, id);
    desk.log.info('subscriptions ended', { channel: channel.id, count: ids.length });
  } catch (error) {
    desk.log.info('subscriptions were not ended, they run out', { channel: channel.id, error });
  }
}
