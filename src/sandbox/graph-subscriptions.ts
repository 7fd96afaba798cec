import { randomUUID } from 'node:crypto';
import type { PendingRequest } from './graph-answer.ts';
import type { GraphAnswer, GraphContext, Subscription } from './graph-context.ts';
import { accessDenied, badRequest, GraphError, itemNotFound } from './graph-errors.ts';
import { strikeSubscription } from './graph-faults.ts';
import { getStoredFolder } from './graph-folders.ts';
import { readJson } from './graph-input.ts';
import { endSubscription, validateAddress, watchFolder } from './graph-notify.ts';
import { readPreferences } from './graph-query.ts';
import { splitPath } from './graph-router.ts';
import { checkAudience, readBearer } from './graph-token.ts';

/** What the server really allows; the documentation says 10,080 (openclaw/openclaw#111658). */
const longestMinutes = 10_070;
const mostPerMailbox = 1000;

/** `/subscriptions` and what is below it. @throws GraphError */
export async function answerSubscriptions(
  context: GraphContext,
  request: PendingRequest,
): Promise<GraphAnswer> {
  const { method, segments } = request;
  const token = readBearer(request.header('authorization'));
  checkAudience(context, token);
  const { clientId } = context.state.access.find(token) ?? {};
  const [, id, action] = segments;
  if (id === undefined) {
    if (method === 'POST') return subscribe(context, request, token);
    const own = [...context.subscriptions.values()].filter(
      (each) => isAlive(context, each) && each.clientId === clientId,
    );
    return { status: 200, json: { value: own.map(describe) } };
  }
  const subscription = context.subscriptions.get(id);
  if (!subscription || !isAlive(context, subscription) || subscription.clientId !== clientId) {
    throw new GraphError(404, 'ResourceNotFound', `The object was not found: ${id}.`);
  }
  const strike = (command: string) => strikeSubscription(context, subscription.mailbox.address, command);
  if (action?.toLowerCase() === 'reauthorize' && method === 'POST') {
    strike('reauthorize-subscription');
    subscription.isPaused = false;
    return { status: 204 };
  }
  if (method === 'GET') return { status: 200, json: describe(subscription) };
  if (method === 'PATCH') {
    strike('renew-subscription');
    return renew(context, subscription, readJson(await request.readBody()));
  }
  if (method !== 'DELETE') throw badRequest(`A subscription does not take ${method}.`);
  strike('end-subscription');
  endSubscription(context, subscription);
  return { status: 204 };
}

async function subscribe(
  context: GraphContext,
  request: PendingRequest,
  token: string,
): Promise<GraphAnswer> {
  const asked = readAsked(readJson(await request.readBody()));
  const { notificationUrl, lifecycleUrl, resource } = asked;
  const place = findPlace(context, resource, token);
  strikeSubscription(context, place.mailbox.address, 'subscribe');
  const count = [...context.subscriptions.values()].filter(({ mailbox }) => mailbox === place.mailbox).length;
  if (count >= mostPerMailbox)
    throw new GraphError(403, 'ExtensionError', 'The limit of subscriptions is reached.');
  const expiresAt = readExpiry(context, asked.expirationDateTime);
  const urls = [notificationUrl, ...(lifecycleUrl === undefined ? [] : [lifecycleUrl])];
  for (const url of urls) await validateAddress(context, url);
  const subscription: Subscription = {
    id: randomUUID(),
    resource,
    kinds: asked.kinds,
    notificationUrl,
    clientState: asked.clientState,
    expiresAt,
    ...place,
    lifecycleUrl,
    isImmutable: readPreferences(request.header('prefer')).isImmutable,
    clientId: context.state.access.find(token)?.clientId ?? '',
    isPaused: false,
    held: [],
    stop: () => undefined,
  };
  subscription.stop = watchFolder(context, subscription);
  context.subscriptions.set(subscription.id, subscription);
  return { status: 201, json: describe(subscription) };
}

function readAsked(input: Record<string, unknown>) {
  const { changeType, notificationUrl, lifecycleNotificationUrl, resource, clientState } = input;
  if (typeof notificationUrl !== 'string' || typeof resource !== 'string') {
    throw validationError('notificationUrl and resource are needed.');
  }
  const kinds = typeof changeType === 'string' ? changeType.split(',').map((each) => each.trim()) : [];
  if (kinds.length === 0 || kinds.some((each) => !['created', 'updated', 'deleted'].includes(each))) {
    throw validationError(`The changeType '${String(changeType)}' is not valid.`);
  }
  if (clientState !== undefined && (typeof clientState !== 'string' || clientState.length > 128)) {
    throw validationError('clientState has at most 128 characters.');
  }
  const lifecycleUrl = typeof lifecycleNotificationUrl === 'string' ? lifecycleNotificationUrl : undefined;
  const { expirationDateTime } = input;
  return { kinds, notificationUrl, lifecycleUrl, resource, clientState, expirationDateTime };
}

/** Delegated tokens see their own mailbox only: a shared one needs an application permission. */
function findPlace(
  context: GraphContext,
  resource: string,
  token: string,
): Pick<Subscription, 'mailbox' | 'folder'> {
  const segments = splitPath(resource);
  const isMe = segments[0]?.toLowerCase() === 'me';
  const [name, folderName, last] = segments.slice(isMe ? 1 : 2);
  const isFolder = name?.toLowerCase() === 'mailfolders' && last?.toLowerCase() === 'messages';
  if (!isFolder && name?.toLowerCase() !== 'messages')
    throw validationError(`The resource '${resource}' is not valid.`);
  const verdict = context.state.access.verifyGraph(token, isMe ? undefined : segments[1], 'Mail.Read');
  if (verdict.kind === 'unknown-user' || verdict.kind === 'no-mailbox') throw itemNotFound();
  if (verdict.kind !== 'granted') throw accessDenied();
  const mailbox = context.mailboxes.get(verdict.mailbox);
  if (!mailbox || (verdict.holder && verdict.holder.mail !== mailbox.address)) throw accessDenied();
  return { mailbox, folder: isFolder ? getStoredFolder({ mailbox, context }, folderName) : undefined };
}

function renew(
  context: GraphContext,
  subscription: Subscription,
  input: Record<string, unknown>,
): GraphAnswer {
  const other = Object.keys(input).find(
    (name) => name !== 'expirationDateTime' && name !== 'notificationUrl',
  );
  if (other !== undefined) throw validationError(`'${other}' can be set only when the subscription is made.`);
  subscription.expiresAt = readExpiry(context, input.expirationDateTime);
  subscription.isPaused = false;
  return { status: 200, json: describe(subscription) };
}

function readExpiry({ state }: GraphContext, value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time) || time <= state.now())
    throw validationError('Subscription expiration must be in the future.');
  if (time - state.now() <= longestMinutes * 60_000) return time;
  throw validationError(`Subscription expiration can only be ${longestMinutes} minutes in the future.`);
}

function isAlive({ state }: GraphContext, { expiresAt }: Subscription): boolean {
  return expiresAt > state.now();
}

function validationError(message: string): GraphError {
  return new GraphError(400, 'ValidationError', message);
}

function describe(subscription: Subscription): Record<string, unknown> {
  const { id, resource, kinds, notificationUrl, lifecycleUrl, expiresAt, clientId } = subscription;
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscriptions/$entity',
    id,
    resource,
    applicationId: clientId,
    changeType: kinds.join(','),
    notificationUrl,
    lifecycleNotificationUrl: lifecycleUrl ?? null,
    // Never shown again.
    clientState: null,
    expirationDateTime: new Date(expiresAt).toISOString(),
    creatorId: clientId,
    latestSupportedTlsVersion: 'v1_2',
    includeResourceData: null,
  };
}
