import { getAppRegistration } from '../../db/app-registrations.ts';
import { findChannelRoad } from '../../db/channel-roads.ts';
import type { Channel } from '../../db/channels.ts';
import { type Cloud, microsoftClouds } from '../../domain/cloud.ts';
import { hasGraphScopes } from '../../domain/mail-road.ts';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';

/** Whether Microsoft Graph could be taken as soon as the account agrees to it. */
export async function offersGraph(web: WebContext, channel: Channel): Promise<boolean> {
  const { id, kind, isAppOnly, tokenCache } = channel;
  if (kind !== 'microsoft365' || isAppOnly || tokenCache === null) return false;
  const incoming = await findChannelRoad(web.read, id, 'in');
  const outgoing = await findChannelRoad(web.read, id, 'out');
  if (incoming.choice === 'imap_smtp' && outgoing.choice === 'imap_smtp') return false;
  const cloud = await findCloudOfChannel(web, channel);
  return cloud !== undefined && !hasGraphScopes(tokenCache, cloud.graphResource);
}

/**
 * @returns the cloud of the app that opens a channel's mailbox; undefined where none does, and where it is not set any more or its
 * file cannot be read: the channel says so itself, and its page has to be there for it
 */
export async function findCloudOfChannel(
  web: WebContext,
  { appRegistrationId }: Pick<Channel, 'appRegistrationId'>,
): Promise<Cloud | undefined> {
  if (appRegistrationId === null) return undefined;
  const { cloud } = await getAppRegistration(web.read, appRegistrationId);
  const clouds = await web.clouds().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'invalid') return microsoftClouds;
    throw error;
  });
  return clouds.find((each) => each.id === cloud);
}
