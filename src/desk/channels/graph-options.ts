import type { Channel } from '../../db/channels.ts';
import type { Cloud } from '../../domain/cloud.ts';
import type { GraphOptions } from '../../microsoft/graph-client.ts';
import { createGraphLanes, type GraphLanes } from '../../microsoft/graph-lanes.ts';
import type { Desk } from '../desk.ts';
import { getAccessToken } from '../microsoft/get-access-token.ts';
import { traceOf } from './trace-channel.ts';

const tokenMilliseconds = 60_000;

/**
 * How Graph is asked for a channel's mailbox. A token is got at once, so that a missing consent shows before anything is done.
 * @throws RemoteError entra, network; AppError
 */
export async function graphOptionsOf(
  desk: Desk,
  channel: Channel,
): Promise<GraphOptions & { deletesForGood: boolean }> {
  const { address: mailbox, id } = channel;
  const access = await getAccessToken(desk, id, { resource: 'graph' });
  const { cloud } = access;
  let { accessToken } = access;
  let askedAt = performance.now();
  return {
    graph: cloud.graph,
    mailbox,
    // A channel can have been moved to an app of another cloud since it was chosen.
    deletesForGood: channel.deletesForGood && cloud.erasesForGood,
    trace: traceOf(desk, id),
    lanes: lanesOf(desk, cloud, channel),
    async getToken(isForced, claims) {
      // To look it up costs more than a request does, and one that is handed out is good for some minutes.
      if (!isForced && performance.now() - askedAt < tokenMilliseconds) return accessToken;
      ({ accessToken } = await getAccessToken(desk, id, {
        resource: 'graph',
        isForced,
        ...(claims === undefined ? {} : { claims }),
      }));
      askedAt = performance.now();
      return accessToken;
    },
  };
}

/** Reading and sending share them, and so do several channels of one mailbox: Graph counts by app and mailbox. */
export function lanesOf(
  { memory, proxies }: Desk,
  { graph, ca }: Cloud,
  { appRegistrationId, address }: Channel,
): GraphLanes {
  const key = `${graph} ${appRegistrationId} ${address}`;
  const lanes = memory.graphLanes.get(key) ?? createGraphLanes(ca, proxies);
  memory.graphLanes.set(key, lanes);
  return lanes;
}
