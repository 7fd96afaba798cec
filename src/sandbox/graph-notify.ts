import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Fault } from './faults.ts';
import type { GraphContext, Subscription } from './graph-context.ts';
import { GraphError } from './graph-errors.ts';
import type { GraphFaultKind } from './graph-fault-kinds.ts';
import { createChangeKey, encodeMessageId } from './graph-ids.ts';
import { type FolderEvent, listEventsSince } from './mailboxes-log.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
const handshakeMs = 10_000;
const answerMs = 3000;
/** Then it is given up, as Graph does after four hours. */
const retriesMs = [300, 3000, 30_000, 300_000, 3_600_000, 10_000_000];

type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

/** The handshake: the address answers with the token that it was asked with. @throws GraphError 400 ValidationError */
export async function validateAddress({ settings }: GraphContext, address: string): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && settings.allowsPlainNotifications);
  const refuse = (message: string) => new GraphError(400, 'ValidationError', message);
  if (!url || !isSafe) throw refuse(`The notification URL '${address}' has to be https.`);
  // Nothing that the sandbox says leaves this machine.
  if (!loopback.has(url.hostname)) throw refuse(`The notification URL '${address}' is not on this machine.`);
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()} & more`;
  url.searchParams.set('validationToken', token);
  const reply = await post(url, '', handshakeMs, 'text/plain; charset=utf-8').catch(() => undefined);
  if (!reply)
    throw refuse('Subscription validation request failed. The notification endpoint did not answer in time.');
  if (reply.status === 200 && reply.text === token && /^text\/plain\b/i.test(reply.type)) return;
  throw refuse(
    `Subscription validation request failed. HTTP status code is '${reply.status}'; response must exactly match validationToken query parameter.`,
  );
}

/** @returns what ends the watching */
export function watchFolder(context: GraphContext, subscription: Subscription): () => void {
  const { mailbox } = subscription;
  let seen = mailbox.changes;
  return mailbox.onChange(({ folder }) => {
    if (subscription.folder && folder !== subscription.folder) return;
    const events = listEventsSince(folder.log, seen);
    // Those of other folders have been seen too, where only this one is meant.
    seen = Math.max(seen, events.at(-1)?.at ?? 0);
    const meant = events.filter(({ kind }) => subscription.kinds.includes(nameKind(kind)));
    for (const event of meant) notify(context, subscription, event);
  });
}

export function endSubscription(context: GraphContext, subscription: Subscription): void {
  subscription.stop();
  context.subscriptions.delete(subscription.id);
}

/** What Graph tells of the subscription itself. After `reauthorizationRequired` it tells nothing until asked to. */
export async function sendLifecycle(
  context: GraphContext,
  subscription: Subscription,
  lifecycleEvent: LifecycleEvent,
): Promise<void> {
  if (lifecycleEvent === 'reauthorizationRequired') subscription.isPaused = true;
  if (lifecycleEvent === 'subscriptionRemoved') endSubscription(context, subscription);
  if (subscription.lifecycleUrl === undefined) return;
  const value = [{ ...describeSubscription(context, subscription), lifecycleEvent }];
  await deliver(context, subscription.lifecycleUrl, { value });
}

function notify(context: GraphContext, subscription: Subscription, event: FolderEvent): void {
  const take = (kind: GraphFaultKind): Fault | undefined =>
    context.state.faults.take(subscription.mailbox.address, kind);
  if (subscription.isPaused || subscription.expiresAt <= context.state.now() || take('graph-notify-missing'))
    return;
  const notification = describeEvent(context, subscription, event);
  if (take('graph-notify-forged')) notification.clientState = 'not-yours';
  if (take('graph-notify-unknown')) notification.subscriptionId = randomUUID();
  // One that is held back comes after the next.
  const held = subscription.held.splice(0);
  if (take('graph-notify-disordered')) {
    subscription.held.push(notification);
    return;
  }
  const late = take('graph-notify-late')?.value;
  const times = take('graph-notify-double') ? 2 : 1;
  const values = [...Array.from({ length: times }, () => notification), ...held];
  const send = () => {
    for (const each of values) void deliver(context, subscription.notificationUrl, { value: [each] });
  };
  if (late === undefined) send();
  else plan(context, late, send);
}

function describeEvent(
  context: GraphContext,
  subscription: Subscription,
  event: FolderEvent,
): Record<string, unknown> {
  const { mailbox, isImmutable, resource } = subscription;
  const id = encodeMessageId(mailbox, event, isImmutable);
  const [, user = mailbox.address] = /^\/?users\/([^/]+)/i.exec(resource) ?? [];
  const path = `Users/${user}/Messages/${id}`;
  return {
    ...describeSubscription(context, subscription),
    changeType: nameKind(event.kind),
    resource: path,
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Message',
      '@odata.id': path,
      '@odata.etag': `W/"${createChangeKey(mailbox, event.at)}"`,
      id,
    },
  };
}

function describeSubscription({ state }: GraphContext, { id, clientState, expiresAt }: Subscription) {
  return {
    subscriptionId: id,
    subscriptionExpirationDateTime: new Date(expiresAt).toISOString(),
    tenantId: state.directory.tenantId,
    ...(clientState === undefined ? {} : { clientState }),
  };
}

function nameKind(kind: FolderEvent['kind']): string {
  return kind === 'added' ? 'created' : kind === 'removed' ? 'deleted' : 'updated';
}

/** Slow and failing ends are tried again, later and later. */
async function deliver(
  context: GraphContext,
  address: string,
  body: Record<string, unknown>,
  attempt = 0,
): Promise<void> {
  const text = JSON.stringify(body);
  const reply = await post(new URL(address), text, answerMs, 'application/json; charset=utf-8').catch(
    () => undefined,
  );
  if (reply && reply.status >= 200 && reply.status < 300) return;
  const pause = retriesMs[attempt];
  if (pause === undefined) return;
  plan(context, pause, () => void deliver(context, address, body, attempt + 1));
}

function plan(context: GraphContext, ms: number, run: () => void): void {
  const timer = setTimeout(() => {
    context.timers.delete(timer);
    run();
  }, ms);
  context.timers.add(timer.unref());
}

/** Certificates are not looked at: the receiver is on this machine. */
function post(
  url: URL,
  body: string,
  ms: number,
  type: string,
): Promise<{ status: number; text: string; type: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    text: string;
    type: string;
  }>();
  const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
  const options = { method: 'POST', headers, agent: false, timeout: ms, rejectUnauthorized: false };
  const begin = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = begin(url, options, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > 10_000) response.destroy(new Error('the answer is too long'));
    });
    response.on('error', reject);
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, text, type: response.headers['content-type'] ?? '' }),
    );
  });
  request.on('timeout', () => request.destroy(new Error('no answer in time')));
  request.on('error', reject);
  request.end(body);
  return promise;
}
