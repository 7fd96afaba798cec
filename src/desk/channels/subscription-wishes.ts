import { getAppRegistration } from '../../db/app-registrations.ts';
import type { Channel } from '../../db/channels.ts';
import {
  type FolderUse,
  isReachedByGraph,
  lifecyclePath,
  notificationPath,
} from '../../domain/change-notification.ts';
import { chooseSentFolder } from '../../domain/sent-folder.ts';
import type { GraphClient } from '../../microsoft/graph-client.ts';
import { createGraphFolders } from '../../microsoft/graph-folders.ts';
import type { SubscriptionTerms } from '../../microsoft/graph-subscriptions.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from '../microsoft/clouds.ts';
import { findRoadNow } from './find-road.ts';

/** A subscription that a channel is to have. */
export interface Wish {
  readonly folderUse: FolderUse;
  /** All that it depends on, as one text. */
  readonly terms: string;
}

/** @returns none where the mail comes by IMAP now, where nothing is fetched, and where Microsoft cannot reach us */
export async function listWishes(desk: Desk, channel: Channel): Promise<Wish[]> {
  const { kind, startedAt, pausedAt, state, appRegistrationId } = channel;
  const isFetched = startedAt !== null && pausedAt === null && state !== 'reauthenticate';
  const isReachable = desk.publicUrl.startsWith('https:');
  if (kind !== 'microsoft365' || !isFetched || !isReachable || appRegistrationId === null) return [];
  if ((await findRoadNow(desk, channel, 'in')) !== 'graph') return [];
  const { cloud } = await getAppRegistration(desk.read, appRegistrationId);
  const { graph } = await getCloud(desk, cloud);
  if (!isReachedByGraph(desk.publicUrl, graph)) return [];
  const uses: FolderUse[] = channel.importsSentSince === null ? ['incoming'] : ['incoming', 'sent'];
  const { address, folder, sentFolder, objectId, isAppOnly } = channel;
  const shared = { ...describeTerms(desk, channel), graph, address, objectId, isAppOnly, appRegistrationId };
  return uses.map((folderUse) => ({
    folderUse,
    terms: JSON.stringify({ ...shared, folder: folderUse === 'sent' ? sentFolder : folder }),
  }));
}

/** What Graph is told beside the folder. */
export function describeTerms(
  { publicUrl }: Desk,
  { onlyUnread }: Channel,
): Pick<SubscriptionTerms, 'changeType' | 'notificationUrl' | 'lifecycleUrl'> {
  return {
    // What we do with mail ourselves would be told of, too. One that is marked unread again is only of interest where unread mail is fetched.
    changeType: onlyUnread ? 'created,updated' : 'created',
    notificationUrl: publicUrl + notificationPath,
    lifecycleUrl: publicUrl + lifecyclePath,
  };
}

/** @returns undefined where the mailbox has no such folder. @throws RemoteError */
export async function findFolderPath(
  client: GraphClient,
  { folder, sentFolder }: Channel,
  use: FolderUse,
): Promise<string | undefined> {
  if (use === 'incoming') return folder;
  return chooseSentFolder(await createGraphFolders(client).list(), sentFolder);
}
