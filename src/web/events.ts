import { streamSSE } from 'hono/streaming';
import type { DeskEvent } from '../domain/events.ts';
import type { WebContext, WebRequest } from './context.ts';

const batchMilliseconds = 250;
const keepAliveMilliseconds = 20_000;

/**
 * One stream for each open page. Events name what changed; the page's `Live` parts read it again themselves.
 * Events of a quarter of a second are sent together, so that a large import does not flood the pages.
 */
export function streamEvents(web: WebContext, closing: AbortSignal) {
  return (c: WebRequest) =>
    streamSSE(c, async (stream) => {
      const names = new Set<string>();
      // A stream that was cut may have missed something.
      if (c.req.header('last-event-id') !== undefined) names.add('resync');
      let news = Promise.withResolvers<void>();
      const unsubscribe = web.desk.subscribe((event) => {
        for (const name of namesOf(event)) names.add(name);
        news.resolve();
      });
      const end = () => news.resolve();
      stream.onAbort(end);
      closing.addEventListener('abort', end);
      // A comment now and then keeps proxies from cutting the line.
      const keepAlive = setInterval(() => void stream.write(': still here\n\n'), keepAliveMilliseconds);
      try {
        await stream.writeSSE({ event: 'hello', data: '', id: '1' });
        while (!stream.aborted && !closing.aborted) {
          if (names.size === 0) await news.promise;
          news = Promise.withResolvers<void>();
          await stream.sleep(batchMilliseconds);
          for (const name of [...names]) {
            names.delete(name);
            await stream.writeSSE({ event: name, data: '', id: '1' });
          }
        }
      } finally {
        clearInterval(keepAlive);
        unsubscribe();
        closing.removeEventListener('abort', end);
      }
    });
}

function namesOf(event: DeskEvent): string[] {
  switch (event.kind) {
    case 'ticket':
      return ['tickets', `ticket-${event.ticketId}`];
    case 'channel':
      return ['channels', `channel-${event.channelId}`];
    case 'channel_check':
      return [`check-${event.checkId}`];
    case 'settings':
      return ['settings'];
  }
}
