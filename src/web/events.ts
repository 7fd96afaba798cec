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
import { createPendingEvents, type PageEvent, type PendingEvents } from './pending-events.ts';
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
 * most, are read again less often while the thread is busy, and of tickets a page is told of its own alone.
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

async function followEvents(
  web: WebContext,
  c: WebRequest,
  stream: SSEStreamingApi,
  closing: AbortSignal,
): Promise<void> {
  const state = createStreamState();
  const { wake, wakeAtOnce } = state;
  const stay = await enterTicket(web, c, () => {
    state.isPresenceNew = true;
    wake();
  });
  const pending = createPendingEvents(stay?.ticketId);
  const lists = createListTurn(web.pace, wakeAtOnce);
  const hear = (event: DeskEvent) => {
    if (pending.add(event)) wake();
  };
  const unsubscribe = web.desk.subscribe(hear);
  stream.onAbort(wakeAtOnce);
  closing.addEventListener('abort', wakeAtOnce);
  const keepAlive = setInterval(keepOpen, keepAliveMilliseconds, stream, () => {
    state.isCheckDue = true;
    wake();
  });
  const send = () => sendBatch(web, c, stream, { state, pending, lists, stay });
  try {
    await greet(web, c, stream, { state, hear });
    const isOver = () => stream.aborted || closing.aborted;
    let goesOn = await send();
    while (goesOn && (await waitForNews(state, isOver))) goesOn = await send();
  } finally {
    stay?.leave();
    lists.stop();
    clearInterval(keepAlive);
    unsubscribe();
    closing.removeEventListener('abort', wakeAtOnce);
  }
}

interface StreamState {
  /** Resolved when there is something to send, or the stream ends. */
  news: PromiseWithResolvers<void>;
  /** Resolved when what there is to send waits for no more of it. */
  pause: PromiseWithResolvers<void>;
  /** Who has the ticket of the page open has changed. */
  isPresenceNew: boolean;
  /** Whether the session still stands is to be looked up, though there is nothing to send. */
  isCheckDue: boolean;
  /** How many of the desk's events were sent to the page; it grows only when all of them were. */
  heard: number;
  /** There is something to send, with what comes in the next moment. */
  wake(): void;
  wakeAtOnce(): void;
}

function createStreamState(): StreamState {
  const state: StreamState = {
    news: Promise.withResolvers<void>(),
    pause: Promise.withResolvers<void>(),
    isPresenceNew: false,
    isCheckDue: false,
    heard: 0,
    wake: () => state.news.resolve(),
    wakeAtOnce() {
      state.news.resolve();
      state.pause.resolve();
    },
  };
  return state;
}

/** @returns false when the stream is over */
async function waitForNews(state: StreamState, isOver: () => boolean): Promise<boolean> {
  if (isOver()) return false;
  await state.news.promise;
  const { pause } = state;
  const late = setTimeout(pause.resolve, batchMilliseconds);
  await pause.promise;
  clearTimeout(late);
  state.news = Promise.withResolvers<void>();
  state.pause = Promise.withResolvers<void>();
  return !isOver();
}

/** A comment now and then keeps proxies from cutting the line, and finds sessions that have ended. */
function keepOpen(stream: SSEStreamingApi, wake: () => void): void {
  void stream.write(': still here\n\n');
  wake();
}

/** With the number from which the page goes on after its line was cut. */
function format({ heard }: StreamState, event: string): string {
  return `event: ${event}\ndata: \nid: ${heard}\n\n`;
}

async function greet(
  web: WebContext,
  c: WebRequest,
  stream: SSEStreamingApi,
  { state, hear }: { readonly state: StreamState; readonly hear: (event: DeskEvent) => void },
): Promise<void> {
  const known = Number(c.req.header('last-event-id') ?? c.req.query('since') ?? Number.NaN);
  // What happened after the page was made, or while the line was cut: only that is told, where it is still known.
  const missed = web.desk.listEventsAfter(known);
  state.heard = missed === undefined ? web.desk.eventCount() : known;
  for (const event of missed ?? []) hear(event);
  await stream.write(format(state, 'hello') + (missed === undefined ? format(state, 'resync') : ''));
}

interface Batch {
  readonly state: StreamState;
  readonly pending: PendingEvents;
  readonly lists: ReturnType<typeof createListTurn>;
  readonly stay: Awaited<ReturnType<typeof enterTicket>>;
}

/** @returns false when the session has ended */
async function sendBatch(
  web: WebContext,
  c: WebRequest,
  stream: SSEStreamingApi,
  { state, pending, lists, stay }: Batch,
): Promise<boolean> {
  const upTo = web.desk.eventCount();
  const events = pending.take(pending.hasLists() && lists.take());
  const isPresenceNew = state.isPresenceNew;
  if (events.length === 0 && !isPresenceNew && !state.isCheckDue) return true;
  Object.assign(state, { isPresenceNew: false, isCheckDue: false });
  const names = await chooseNames(web, c.get('sessionHash'), events, pending);
  if (names === undefined) return false;
  const told = [...names].map((name) => format(state, name));
  // It does not count as an event of the desk, so it carries no identifier.
  if (isPresenceNew && stay !== undefined) told.push(`event: ${stay.eventName}\ndata: \n\n`);
  // Events that are held back were not sent: a stream that is cut before they are begins with a resync.
  if (!pending.hasLists()) state.heard = upTo;
  if (names.size > 0) told.push(format(state, 'heard'));
  if (told.length > 0) await stream.write(told.join(''));
  return true;
}

/** @returns the names of what the session's user may be told of; undefined when the session has ended. */
async function chooseNames(
  web: WebContext,
  sessionHash: string,
  events: readonly PageEvent[],
  pending: PendingEvents,
): Promise<ReadonlySet<string> | undefined> {
  const found = await findSession(web.read, sessionHash, new Date());
  if (found === undefined) return undefined;
  const { user } = found;
  const isAdmin = user.role === 'admin';
  const asksForGroups = !isAdmin && events.some(({ event }) => 'groupId' in event);
  const groups = asksForGroups ? await listGroupsOf(web.read, viewerOf(user), 'read') : [];
  const groupIds = new Set(groups.map(({ id }) => id));
  if (asksForGroups) pending.noteGroups(groupIds);
  const mayHear = ({ event }: PageEvent) => {
    if ('userId' in event) return event.userId === user.id;
    if ('groupId' in event) return isAdmin || groupIds.has(event.groupId);
    return isAdmin || event.kind === 'settings' || event.kind === 'health';
  };
  return new Set(events.filter(mayHear).map(({ name }) => name));
}
