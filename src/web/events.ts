import { streamSSE } from 'hono/streaming';
import { listGroupsOf } from '../db/group-access.ts';
import { findSession } from '../db/sessions.ts';
import { viewerOf } from '../db/ticket-access.ts';
import type { DeskEvent } from '../domain/events.ts';
import type { WebContext, WebRequest } from './context.ts';
import { createListTurn } from './pace.ts';
import { createStreamLimit } from './stream-limit.ts';
import { enterTicket } from './tickets/ticket-presence.tsx';

const batchMilliseconds = 250;
const keepAliveMilliseconds = 20_000;

/**
 * One stream for each open page. Events name what changed; the page's `Live` parts read it again themselves.
 * Events of a quarter of a second are sent together, so that a large import does not flood the pages; lists, which cost
 * most, are read again less often while the thread is busy.
 * Before anything is sent, the session and the groups of its user are read anew: who has lost them hears nothing more.
 */
export function streamEvents(web: WebContext, closing: AbortSignal) {
  const limit = createStreamLimit();
  return (c: WebRequest) => {
    const leave = limit.enter(c.get('sessionHash'));
    return streamSSE(c, async (stream) => {
      const pending = new Map<string, DeskEvent>();
      let news = Promise.withResolvers<void>();
      const wake = () => news.resolve();
      let isCompanyNew = false;
      const stay = await enterTicket(web, c, () => {
        isCompanyNew = true;
        wake();
      }).catch((error: unknown) => {
        leave();
        throw error;
      });
      const lists = createListTurn(web.pace, wake);
      const unsubscribe = web.desk.subscribe((event) => {
        pending.set(JSON.stringify(event), event);
        wake();
      });
      stream.onAbort(wake);
      closing.addEventListener('abort', wake);
      // A comment now and then keeps proxies from cutting the line, and finds sessions that have ended.
      const keepAlive = setInterval(() => {
        void stream.write(': still here\n\n');
        wake();
      }, keepAliveMilliseconds);
      try {
        // The identifier says what the page has heard of; it moves on only when all of a batch is sent.
        let heard = web.desk.eventCount();
        const send = (event: string) => stream.writeSSE({ event, data: '', id: String(heard) });
        const known = c.req.header('last-event-id') ?? c.req.query('since');
        await send('hello');
        // Something happened after the page was made, or while the line was cut.
        if (known !== String(heard)) await send('resync');
        while (!stream.aborted && !closing.aborted) {
          await news.promise;
          news = Promise.withResolvers<void>();
          await stream.sleep(batchMilliseconds);
          if (stream.aborted || closing.aborted) return;
          const events = [...pending.values()];
          const upTo = web.desk.eventCount();
          pending.clear();
          const chosen = await chooseNames(web, c.get('sessionHash'), events);
          if (chosen === undefined) return;
          const names = lists.take(chosen);
          for (const name of names) await send(name);
          // It does not count as an event of the desk, so it carries no identifier.
          if (isCompanyNew && stay !== undefined) await stream.writeSSE({ event: stay.eventName, data: '' });
          isCompanyNew = false;
          // What is owed has not been heard of: a line that is cut before it begins with a resync.
          if (!lists.isOwed()) heard = upTo;
          if (names.size > 0) await send('heard');
        }
      } finally {
        leave();
        stay?.leave();
        lists.stop();
        clearInterval(keepAlive);
        unsubscribe();
        closing.removeEventListener('abort', wake);
      }
    });
  };
}

/** @returns the names of what the session's user may hear of; undefined when the session has ended. */
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
