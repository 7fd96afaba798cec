import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface MailProxy {
  /** With user name and password. */
  readonly url: string;
  /** Each server that it was asked to lead to, as `host:port`. */
  readonly asked: string[];
  stop(): void;
}

const word = `Basic ${Buffer.from('post:room').toString('base64')}`;

/** A proxy that wants to know who asks, lets nobody to port 1, and leads every name to this machine. */
export async function startMailProxy(): Promise<MailProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('connect', (request, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    asked.push(request.url ?? '');
    const port = Number(request.url?.split(':').at(-1));
    if (request.headers['proxy-authorization'] !== word) {
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    }
    if (port === 1) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const inner = connect(port, 'localhost', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    inner.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    inner.pipe(socket).pipe(inner);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://post:room@127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
