import type { ToldProps } from '../../../views/channels/road-props.ts';
import { getAppRegistration } from '../../db/app-registrations.ts';
import type { Channel } from '../../db/channels.ts';
import { findSubscriptionOf } from '../../db/graph-subscriptions.ts';
import { isReachedByGraph } from '../../domain/change-notification.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import type { WebContext } from '../context.ts';

/** Whether Graph tells of new mail; undefined where mail does not come in by Graph. */
export async function describeTold(
  web: WebContext,
  channel: Channel,
  isByGraph: boolean,
): Promise<ToldProps | undefined> {
  const { id, appRegistrationId, startedAt, pausedAt } = channel;
  if (!isByGraph || appRegistrationId === null || startedAt === null || pausedAt !== null) return undefined;
  const registration = await getAppRegistration(web.read, appRegistrationId);
  const cloud = (await web.clouds()).find((each) => each.id === registration.cloud);
  if (cloud === undefined) return undefined;
  const isReachable = isReachedByGraph(web.publicUrl, cloud.graph);
  const row = isReachable ? await findSubscriptionOf(web.read, id, 'incoming') : undefined;
  return {
    publicUrl: isReachable ? undefined : web.publicUrl,
    since: row?.since ?? null,
    lastToldAt: row?.lastToldAt ?? null,
    retryAt: row?.retryAt ?? null,
    because: row?.code == null ? undefined : recallDiagnosis(row.code, row.text ?? '', channel),
  };
}
