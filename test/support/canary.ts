import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCertificates } from '../../src/sandbox/ca.ts';

/** A server that nobody may ask anything: it remembers who tried. */
export interface Canary {
  readonly port: number;
  /** The host that each connection was for, whatever was said on it then. */
  readonly hosts: string[];
  /** What was asked for, with what the browser wants it for (Sec-Fetch-Dest). */
  readonly requests: { readonly url: string; readonly purpose: string }[];
  close(): Promise<void>;
}

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Its certificate is for another name: the browser must be told to take it. */
export async function startCanary(): Promise<Canary> {
  const { key, cert } = await createCertificates();
  const note = (host: string, done: (error: null) => void) => {
    canary.hosts.push(host);
    done(null);
  };
  const server: Server = createServer({ key, cert, SNICallback: note }, (request, response) => {
    const purpose = String(request.headers['sec-fetch-dest'] ?? '');
    canary.requests.push({ url: request.url ?? '', purpose });
    response.writeHead(200, { 'content-type': 'image/gif' }).end(pixel);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const canary: Canary = {
    port: (server.address() as AddressInfo).port,
    hosts: [],
    requests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return canary;
}
