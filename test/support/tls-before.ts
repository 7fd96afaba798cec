import { once } from 'node:events';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Certificates } from '../../src/sandbox/ca.ts';

export interface TlsServer {
  readonly port: number;
  stop(): void;
}

/** A server that takes TLS off and hands the rest on to the one at `inner`. */
export async function putTlsBefore(
  { cert, key }: Certificates,
  inner: number,
  host = 'localhost',
): Promise<TlsServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ cert, key }, (outside) => {
    const inside = connect(inner, host);
    for (const socket of [outside, inside]) socket.on('error', () => socket.destroy());
    outside.pipe(inside).pipe(outside);
  });
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => socket.destroy())));
  server.on('tlsClientError', () => undefined);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
