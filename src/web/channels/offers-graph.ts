import { getAppRegistration } from '../../db/app-registrations.ts';
import { findChannelRoad } from '../../db/channel-roads.ts';
import type { Channel } from '../../db/channels.ts';
import { hasGraphScopes } from '../../domain/mail-road.ts';
import type { WebContext } from '../context.ts';

/** Whether Microsoft Graph could be taken as soon as the account agrees to it. */
export async function offersGraph(web: WebContext, channel: Channel): Promise<boolean> {
  const { id, kind, isAppOnly, tokenCache, appRegistrationId } = channel;
  if (kind !== 'microsoft365' || isAppOnly || tokenCache === null || appRegistrationId === null) return false;
  const incoming = await findChannelRoad(web.read, id, 'in');
  const outgoing = await findChannelRoad(web.read, id, 'out');
  if (incoming.choice === 'imap_smtp' && outgoing.choice === 'imap_smtp') return false;
  const { cloud } = await getAppRegistration(web.read, appRegistrationId);
  const found = (await web.clouds()).find((each) => each.id === cloud);
  return found !== undefined && !hasGraphScopes(tokenCache, found.graphResource);
}
