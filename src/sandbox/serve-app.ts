import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

export interface RunningServer {
  port: number;
  stop(): Promise<void>;
}

/** Listens on 127.0.0.1. @param port 0 for any @param tls plain HTTP without it */
export async function serveApp(
  app: Hono,
  port: number,
  tls?: { key: string; cert: string },
): Promise<RunningServer> {
  const listener = getRequestListener(app.fetch);
  const server: HttpServer | HttpsServer = tls
    ? createHttpsServer(tls, listener)
    : createHttpServer(listener);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      return closed;
    },
  };
}
