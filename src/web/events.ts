import type { MiddlewareHandler } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { listGroupsOf } from '../db/group-access.ts';
import { findSession } from '../db/sessions.ts';
import { viewerOf } from '../db/ticket-access.ts';
import type { DeskEvent } from '../domain/events.ts';
import { sessionKeyOf } from './account/session.ts';
import { clientAddress } from './client-address.ts';
import type { WebContext, WebEnv, WebRequest } from './context.ts';
import { createListTurn } from './pace.ts';
import { createStreamLimit, type StreamLimit, tooManyStreams } from './stream-limit.ts';
import { enterTicket } from './tickets/ticket-presence.tsx';

const batchMilliseconds = 250;
const keepAliveMilliseconds = 20_000;

/** The streams of pages: what counts them, which comes before anything is looked up, and what serves them. */
export function createEvents(web: WebContext, closing: AbortSignal) {
  const limit = createStreamLimit();
  return { limit, count: countStreams(web, limit), serve: streamEvents(web, closing) };
}

/** Refuses in a few words what is too much; most of it was refused before it came here (web/admission). */
function countStreams(web: WebContext, limit: StreamLimit): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const address = clientAddress(c, web);
    const stay = limit.enter({ session: sessionKeyOf(c, web) ?? address, address });
    if (stay === 'too many') {
      const { message, retryAfter } = tooManyStreams();
      return c.text(message, 429, { 'Retry-After': String(retryAfter) });
    }
    c.set('streamStay', stay);
    await next();
    if (!isStream(c.res)) stay.leave();
    return undefined;
  };
}

function isStream({ headers, status }: Response): boolean {
  return status === 200 && (headers.get('content-type') ?? '').startsWith('text/event-stream');
}

/**
 * One stream for each open page. Events name what changed; the page's `Live` parts read it again themselves.
 * Events of a quarter of a second are sent together, so that a large import does not flood the pages; lists, which cost
 * most, are read again less often while the thread is busy.
 * Before anything is sent, the session and the groups of its user are read anew: without them nothing more is sent.
 */
function streamEvents(web: WebContext, closing: AbortSignal) {
  return (c: WebRequest) => {
    const stay = c.get('streamStay');
    stay.admit(c.get('user').id);
    return streamSSE(c, async (stream) => {
      try {
        await followEvents(web, c, stream, closing);
      } finally {
        stay.leave();
      }
    });
  };
}

/** What a stream has not sent yet. */
interface StreamState {
  readonly pending: Map<string, DeskEvent>;
  /** Resolved when there is something to send, or the stream ends. */
  news: PromiseWithResolvers<void>;
  /** Who has the ticket of the page open has changed. */
  isPresenceNew: boolean;
  /** How many of the desk's events were sent to the page; it grows only when a whole batch is sent. */
  heard: number;
}

async function followEvents(
  web: WebContext,
  c: WebRequest,
  stream: SSEStreamingApi,
  closing: AbortSignal,
): Promise<void> {
  const state: StreamState = {
    pending: new Map(),
    news: Promise.withResolvers<void>(),
    isPresenceNew: false,
    heard: 0,
  };
  const wake = () => state.news.resolve();
  const stay = await enterTicket(web, c, () => {
    state.isPresenceNew = true;
    wake();
  });
  const lists = createListTurn(web.pace, wake);
  const unsubscribe = web.desk.subscribe((event) => {
    state.pending.set(JSON.stringify(event), event);
    wake();
  });
  stream.onAbort(wake);
  closing.addEventListener('abort', wake);
  const keepAlive = setInterval(keepOpen, keepAliveMilliseconds, stream, wake);
  try {
    await greet(web, c, stream, state);
    if (state.pending.size > 0 && !(await sendBatch(web, c, stream, { state, lists, stay }))) return;
    const isOver = () => stream.aborted || closing.aborted;
    while (await waitForNews(stream, state, isOver)) {
      if (!(await sendBatch(web, c, stream, { state, lists, stay }))) return;
    }
  } finally {
    stay?.leave();
    lists.stop();
    clearInterval(keepAlive);
    unsubscribe();
    closing.removeEventListener('abort', wake);
  }
}

/** @returns false when the stream is over */
async function waitForNews(
  stream: SSEStreamingApi,
  state: StreamState,
  isOver: () => boolean,
): Promise<boolean> {
  if (isOver()) return false;
  await state.news.promise;
  state.news = Promise.withResolvers<void>();
  await stream.sleep(batchMilliseconds);
  return !isOver();
}

/** A comment now and then keeps proxies from cutting the line, and finds sessions that have ended. */
function keepOpen(stream: SSEStreamingApi, wake: () => void): void {
  void stream.write(': still here\n\n');
  wake();
}

function send(stream: SSEStreamingApi, { heard }: StreamState, event: string): Promise<void> {
  return stream.writeSSE({ event, data: '', id: String(heard) });
}

async function greet(
  web: WebContext,
  c: WebRequest,
  stream: SSEStreamingApi,
  state: StreamState,
): Promise<void> {
  const known = Number(c.req.header('last-event-id') ?? c.req.query('since') ?? Number.NaN);
  // What happened after the page was made, or while the line was cut: only that is told, where it is still known.
  const missed = web.desk.listEventsAfter(known);
  state.heard = missed === undefined ? web.desk.eventCount() : known;
  for (const event of missed ?? []) state.pending.set(JSON.stringify(event), event);
  await send(stream, state, 'hello');
  if (missed === undefined) await send(stream, state, 'resync');
}

interface Batch {
  readonly state: StreamState;
  readonly lists: ReturnType<typeof createListTurn>;
  readonly stay: Awaited<ReturnType<typeof enterTicket>>;
}

/** @returns false when the session has ended */
async function sendBatch(
  web: WebContext,
  c: WebRequest,
  stream: SSEStreamingApi,
  { state, lists, stay }: Batch,
): Promise<boolean> {
  const events = [...state.pending.values()];
  const upTo = web.desk.eventCount();
  state.pending.clear();
  const chosen = await chooseNames(web, c.get('sessionHash'), events);
  if (chosen === undefined) return false;
  const names = lists.take(chosen);
  for (const name of names) await send(stream, state, name);
  // It does not count as an event of the desk, so it carries no identifier.
  if (state.isPresenceNew && stay !== undefined) await stream.writeSSE({ event: stay.eventName, data: '' });
  state.isPresenceNew = false;
  // Events that are held back were not sent: a stream that is cut before they are begins with a resync.
  if (!lists.isOwed()) state.heard = upTo;
  if (names.size > 0) await send(stream, state, 'heard');
  return true;
}

/** @returns the names of what the session's user may be told of; undefined when the session has ended. */
async function chooseNames(
  web: WebContext,
  sessionHash: string,
  events: readonly DeskEvent[],
): Promise<ReadonlySet<string> | undefined> {
  const found = await findSession(web.read, sessionHash, new Date());
  if (found === undefined) return undefined;
  const { user } = found;
  const isAdmin = user.role === 'admin';
  const asksForGroups = !isAdmin && events.some((event) => 'groupId' in event);
  const groups = asksForGroups ? await listGroupsOf(web.read, viewerOf(user), 'read') : [];
  const groupIds = new Set(groups.map(({ id }) => id));
  const mayHear = (event: DeskEvent) => {
    if ('userId' in event) return event.userId === user.id;
    if ('groupId' in event) return isAdmin || groupIds.has(event.groupId);
    return isAdmin || event.kind === 'settings' || event.kind === 'health';
  };
  return new Set(events.filter(mayHear).flatMap(namesOf));
}

function namesOf(event: DeskEvent): string[] {
  switch (event.kind) {
    case 'ticket':
      return ['tickets', `ticket-${event.ticketId}`];
    case 'outbox':
      return ['outbox'];
    case 'channel':
      return ['channels', `channel-${event.channelId}`];
    case 'channel_check':
      return [`check-${event.checkId}`];
    case 'access':
    case 'group':
      return ['resync'];
    case 'seen':
      return ['tickets'];
    case 'notification':
      return ['notifications'];
    case 'settings':
      return ['settings'];
    case 'health':
      return ['health'];
    case 'quarantine':
      return ['quarantine'];
  }
}
