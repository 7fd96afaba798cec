import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that came whole. */
export interface WebhookCall {
  /** The header `webhook-id`. */
  readonly id: string;
  readonly body: string;
  readonly ticketId: number;
  readonly factId: number;
  readonly isTaken: boolean;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly calls: readonly WebhookCall[];
  countTaken(): number;
  /** Called with each request that it has taken, before it answers. */
  onTaken: () => void;
  close(): void;
}

/** So often in a row it fails one message: what fails for three days is given up, as it should be. */
const mostFailures = 5;

/**
 * Fails half of the requests: by 503, by a line that breaks off, or by one that breaks off after it has taken the message,
 * so that the sender cannot know.
 */
export async function startWebhookReceiver(random: () => number): Promise<WebhookReceiver> {
  const calls: WebhookCall[] = [];
  const failures = new Map<string, number>();
  const taken = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const id = String(request.headers['webhook-id']);
      const body = Buffer.concat(chunks).toString();
      const { ticketId, id: factId } = (JSON.parse(body) as { data: { ticketId: number; id: number } }).data;
      const failed = failures.get(id) ?? 0;
      const way = failed < mostFailures ? random() : 1;
      failures.set(id, way < 0.5 ? failed + 1 : 0);
      const isTaken = way >= 0.4;
      calls.push({ id, body, ticketId, factId, isTaken });
      if (isTaken) {
        taken.add(id);
        receiver.onTaken();
      }
      if (way < 0.2) response.writeHead(503).end();
      else if (way < 0.5) request.socket.destroy();
      else response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    countTaken: () => taken.size,
    onTaken: () => undefined,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}
