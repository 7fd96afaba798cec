import { RemoteError } from '../domain/failure.ts';
import type { GraphClient, GraphRequest } from './graph-client.ts';
import { describeOddity } from './graph-failure.ts';
import { listRows } from './graph-rows.ts';

// https://learn.microsoft.com/graph/api/resources/subscription

/** What a subscription is made with. */
export interface SubscriptionTerms {
  /** The folder's id. */
  readonly folder: string;
  readonly changeType: string;
  readonly notificationUrl: string;
  readonly lifecycleUrl: string;
  readonly clientState: string;
}

interface Subscribed {
  readonly id: string;
  readonly expiresAt: Date;
  /** For how long it may be asked for. */
  readonly minutes: number;
}

/** How long it lasts, and the time from which that counts. */
interface Lifetime {
  readonly minutes: number;
  readonly now: Date;
}

/** Of another limit than the one that the server has just named, it is safer to stay below. */
const margin = 10;

/**
 * Has Graph tell of what comes into a folder; it asks the addresses before it answers. One that an earlier try has left
 * there is taken away first: nobody here would know it.
 * @throws RemoteError
 */
export async function subscribe(
  client: GraphClient,
  terms: SubscriptionTerms,
  lifetime: Lifetime,
): Promise<Subscribed> {
  const { folder, changeType, notificationUrl, lifecycleUrl, clientState } = terms;
  const resource = `users/${client.mailbox}/mailFolders('${folder}')/messages`;
  const request = { path: client.rootLink('subscriptions'), command: 'WATCH' } as const;
  // Those of the app that the token is for.
  for (const row of await listRows(client, request)) {
    const isSame = row.resource === resource && row.notificationUrl === notificationUrl;
    if (isSame) await unsubscribe(client, String(row.id));
  }
  return insistOnLess(client, lifetime, (expirationDateTime) => ({
    ...request,
    method: 'POST',
    json: {
      changeType,
      notificationUrl,
      lifecycleNotificationUrl: lifecycleUrl,
      resource,
      clientState,
      expirationDateTime,
      latestSupportedTlsVersion: 'v1_2',
    },
  }));
}

/** Moves its end on, and answers a `reauthorizationRequired`. @throws RemoteError: 404 where Graph has none like that any more */
export async function renewSubscription(
  client: GraphClient,
  id: string,
  lifetime: Lifetime,
): Promise<Subscribed> {
  return insistOnLess(client, lifetime, (expirationDateTime) => ({
    method: 'PATCH',
    path: pathOf(client, id),
    command: 'WATCH',
    json: { expirationDateTime },
  }));
}

/** Tells Graph that the token is good still. @throws RemoteError */
export async function reauthorizeSubscription(client: GraphClient, id: string): Promise<void> {
  await client.ask({ method: 'POST', path: `${pathOf(client, id)}/reauthorize`, command: 'WATCH' });
}

/** One that is gone already is no failure. @throws RemoteError */
export async function unsubscribe(client: GraphClient, id: string): Promise<void> {
  try {
    await client.ask({ method: 'DELETE', path: pathOf(client, id), command: 'WATCH' });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether Graph has no such subscription (any more): it has run out, or was removed. */
export function isGone(error: unknown): boolean {
  return error instanceof RemoteError && error.failure.origin === 'graph' && error.failure.status === 404;
}

/** The limit is another one than the documentation says, and has changed before: what the server names counts. */
async function insistOnLess(
  client: GraphClient,
  { minutes, now }: Lifetime,
  request: (expirationDateTime: string) => GraphRequest,
): Promise<Subscribed> {
  const ask = async (count: number) => {
    const { json } = await client.ask(request(new Date(now.getTime() + count * 60_000).toISOString()));
    return readSubscription(json, count);
  };
  try {
    return await ask(minutes);
  } catch (error) {
    const most = readLimit(error);
    if (most === undefined || most - margin >= minutes) throw error;
    return ask(Math.max(1, most - margin));
  }
}

/** "Subscription expiration can only be 10070 minutes in the future." */
function readLimit(error: unknown): number | undefined {
  if (!(error instanceof RemoteError) || error.failure.status !== 400) return undefined;
  const found = /can only be (\d{1,6}) minutes/i.exec(error.failure.text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function readSubscription(json: Record<string, unknown>, minutes: number): Subscribed {
  const { id, expirationDateTime } = json;
  const expiresAt = new Date(String(expirationDateTime));
  if (typeof id === 'string' && isId(id) && !Number.isNaN(expiresAt.getTime()))
    return { id, expiresAt, minutes };
  throw describeOddity('NO_SUBSCRIPTION', 'WATCH', 'Graph named no subscription, or no end of it.');
}

function pathOf(client: GraphClient, id: string): string {
  if (isId(id)) return client.rootLink(`subscriptions/${id}`);
  throw describeOddity(
    'UNFIT_ID',
    'WATCH',
    'Graph named a subscription in a way that Postroom does not know.',
  );
}

function isId(id: string): boolean {
  return /^[A-Za-z0-9_=-]{1,100}$/.test(id);
}
