import { getAppRegistration } from '../../db/app-registrations.ts';
import { findChannelRoad } from '../../db/channel-roads.ts';
import type { Channel } from '../../db/channels.ts';
import { type Direction, preferredRoad, type Road, type RoadFacts, roadNow } from '../../domain/mail-road.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from '../microsoft/clouds.ts';

/** @returns the road that a channel's mail takes now */
export async function findRoadNow(desk: Desk, channel: Channel, direction: Direction): Promise<Road> {
  return roadNow(await loadRoadFacts(desk, channel, direction), desk.now());
}

export async function loadRoadFacts(desk: Desk, channel: Channel, direction: Direction): Promise<RoadFacts> {
  const { choice, road, retryAt } = await findChannelRoad(desk.read, channel.id, direction);
  const isMicrosoft = channel.kind === 'microsoft365';
  const hasGraph = isMicrosoft && choice === 'either' && (await hasAgreedToGraph(desk, channel));
  return { choice, isMicrosoft, hasGraph, road, retryAt };
}

export async function findPreferredRoad(desk: Desk, channel: Channel, direction: Direction): Promise<Road> {
  return preferredRoad(await loadRoadFacts(desk, channel, direction));
}

/** The app itself is tried by Graph first: its rights may be of Exchange, and stand in no token. */
async function hasAgreedToGraph(desk: Desk, channel: Channel): Promise<boolean> {
  const { isAppOnly, tokenCache, appRegistrationId } = channel;
  if (isAppOnly) return true;
  if (tokenCache === null || appRegistrationId === null) return false;
  const { cloud } = await getAppRegistration(desk.read, appRegistrationId);
  const { graphResource } = await getCloud(desk, cloud);
  return tokenCache.toLowerCase().includes(`${graphResource.toLowerCase()}/mail.`);
}
