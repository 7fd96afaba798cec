import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { findSubscriptions } from '../../db/graph-subscriptions.ts';
import { lifecyclePath, notificationPath, subscriptionEvents } from '../../domain/change-notification.ts';
import { networkOf } from '../../domain/sign-in-limit.ts';
import { clientAddress } from '../client-address.ts';
import type { WebApp, WebContext, WebRequest } from '../context.ts';
import { readBody } from '../request-body.ts';
import { createRequestLimit } from './request-limit.ts';

// Anybody can write to these two addresses. https://learn.microsoft.com/graph/change-notifications-delivery-webhooks

const notificationsInput = z.object({
  value: z
    .array(
      z.object({
        subscriptionId: z.string().max(100),
        clientState: z.string().max(128).nullish(),
        lifecycleEvent: z.string().max(100).nullish(),
      }),
    )
    .max(1000),
});
type Told = z.output<typeof notificationsInput>['value'][number];

/** Graph's own has some hundred characters. */
const longestToken = 1024;
/** Graph gives an answer three seconds, and a slow end is dropped. */
const answerMilliseconds = 2000;

/** Where Graph tells of new mail, and of its subscriptions. */
export function addNotificationPoints(app: WebApp, web: WebContext): void {
  const limit = createRequestLimit(() => performance.now());
  for (const path of [notificationPath, lifecyclePath]) {
    app.use(path, async (c, next) => {
      if (limit.take(networkOf(clientAddress(c, web)))) return next();
      c.header('Retry-After', '10');
      return c.body(null, 429);
    });
    app.post(path, readBody(web, 'stranger'), takeNotifications(web));
  }
}

function takeNotifications(web: WebContext) {
  return async (c: WebRequest) => {
    const token = c.req.query('validationToken');
    if (token !== undefined) return answerHandshake(c, token);
    const read = notificationsInput.safeParse(await c.req.json().catch(() => undefined));
    if (!read.success) return c.body(null, 400);
    const own = await findOwn(web, read.data.value);
    // Whoever guesses learns nothing of it, and the desk is not asked.
    if (own.length === 0) return c.body(null, 404);
    return c.body(null, (await ring(web, own)) ? 202 : 503);
  };
}

/** Before Graph makes a subscription it wants its token back, as plain text. */
function answerHandshake(c: WebRequest, token: string): Response {
  // It is what a stranger has sent: never a page, and nosniff stands on every answer.
  if (token.length <= longestToken)
    return c.body(token, 200, { 'Content-Type': 'text/plain; charset=utf-8' });
  return c.body(null, 400);
}

/** @returns those that come from Graph: they name a subscription, and the secret that only Graph was told */
async function findOwn({ read }: WebContext, told: readonly Told[]): Promise<Told[]> {
  const ids = new Set(told.map(({ subscriptionId }) => subscriptionId));
  const rows = await findSubscriptions(read, [...ids]);
  const states = new Map(rows.map((row) => [row.subscriptionId, row.clientState]));
  return told.filter(({ subscriptionId, clientState }) => {
    const expected = states.get(subscriptionId);
    return expected !== undefined && isSame(clientState ?? '', expected);
  });
}

/** In constant time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** @returns false where the desk could not be told: Graph then says it again */
async function ring({ desk, log }: WebContext, own: readonly Told[]): Promise<boolean> {
  const told = own.map(({ subscriptionId, lifecycleEvent }) => {
    const event = subscriptionEvents.find((each) => each === lifecycleEvent);
    return event === undefined ? { subscriptionId } : { subscriptionId, event };
  });
  const call = desk.as({ kind: 'desk', duty: 'fetch' }).call('noteGraphNotifications', { told });
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(true), answerMilliseconds);
  const done = call.then(
    () => true,
    (error: unknown) => {
      log.warn('a notification was not taken', { error });
      return false;
    },
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
