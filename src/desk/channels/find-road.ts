import { findAppFindings } from '../../db/app-access.ts';
import { getAppRegistration } from '../../db/app-registrations.ts';
import { findChannelRoad } from '../../db/channel-roads.ts';
import type { Channel } from '../../db/channels.ts';
import {
  type Direction,
  hasGraphScopes,
  preferredRoad,
  type Road,
  type RoadFacts,
  roadNow,
} from '../../domain/mail-road.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from '../microsoft/clouds.ts';

/** @returns the road that a channel's mail takes now */
export async function findRoadNow(desk: Desk, channel: Channel, direction: Direction): Promise<Road> {
  return roadNow(await loadRoadFacts(desk, channel, direction), desk.now());
}

async function loadRoadFacts(desk: Desk, channel: Channel, direction: Direction): Promise<RoadFacts> {
  const { choice, road, retryAt } = await findChannelRoad(desk.read, channel.id, direction);
  const isMicrosoft = channel.kind === 'microsoft365';
  const hasGraph = isMicrosoft && choice === 'either' && (await hasAgreedToGraph(desk, channel, direction));
  return { choice, isMicrosoft, hasGraph, road, retryAt };
}

export async function findPreferredRoad(desk: Desk, channel: Channel, direction: Direction): Promise<Road> {
  return preferredRoad(await loadRoadFacts(desk, channel, direction));
}

/** What the app itself may do stands in no token where Exchange gave it: only having tried it tells. */
async function hasAgreedToGraph(desk: Desk, channel: Channel, direction: Direction): Promise<boolean> {
  const { isAppOnly, tokenCache, appRegistrationId } = channel;
  if (isAppOnly) {
    const own = (await findAppFindings(desk.read, channel.id))?.own;
    return own?.[direction === 'in' ? 'graph' : 'graph_send'].verdict === 'open';
  }
  if (tokenCache === null || appRegistrationId === null) return false;
  const { cloud } = await getAppRegistration(desk.read, appRegistrationId);
  const { graphResource } = await getCloud(desk, cloud);
  return hasGraphScopes(tokenCache, graphResource);
}
