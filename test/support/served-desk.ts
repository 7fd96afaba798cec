import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Channel } from '../../src/db/channels.ts';
import { openTicketDesk, type TicketDesk } from './ticket-desk.ts';

/** A ticket desk behind a port of its own, for a browser. */
export interface ServedDesk extends TicketDesk {
  readonly url: string;
}

/** @param changes of its channel */
export async function serveTicketDesk(changes: Partial<Channel> = {}): Promise<ServedDesk> {
  // The desk has to know its address, which the server has only once it listens.
  const handler: { fetch?: TicketDesk['fetch'] } = {};
  const server = createAdaptorServer({
    fetch: (request) => handler.fetch?.(request) ?? new Response(null, { status: 503 }),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const desk = await openTicketDesk(changes, { publicUrl: url });
  handler.fetch = desk.fetch;
  return {
    ...desk,
    url,
    async close() {
      await desk.close();
      server.close();
    },
  };
}
