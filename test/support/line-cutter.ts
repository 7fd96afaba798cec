import { connect, createServer, type Socket } from 'node:net';

export interface LineCutter {
  readonly port: number;
  /** How often each fault has struck. */
  readonly struck: Map<string, number>;
  /** Passes everything on from now on. */
  calm(): void;
  stop(): Promise<void>;
}

const faults = ['cut', 'reset', 'stall', 'unanswered'] as const;
const mostBytes = 60_000;

/**
 * Stands between a client and a server that speak TLS, and ends each connection somewhere: rudely or not, by silence, or
 * right after a request was passed on, so that it is done and nobody hears of it.
 */
export async function startLineCutter(serverPort: number, random: () => number): Promise<LineCutter> {
  const struck = new Map<string, number>();
  const sockets = new Set<Socket>();
  let isCalm = false;
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    const fault = faults[Math.floor(random() * faults.length)] ?? 'cut';
    let left = Math.floor(random() * mostBytes);
    const strike = () => {
      struck.set(fault, (struck.get(fault) ?? 0) + 1);
      if (fault === 'stall') return;
      if (fault === 'reset') client.resetAndDestroy();
      else client.destroy();
      upstream.destroy();
    };
    const pass = (from: Socket, to: Socket, isStriking: boolean) => {
      from.on('data', (bytes: Buffer) => {
        if (isCalm) return void to.write(bytes);
        if (left < 0) return;
        // What the client says is passed on to the end: the answer to it never comes.
        if (!isStriking || left > bytes.length || fault === 'unanswered') to.write(bytes);
        left -= bytes.length;
        if (left < 0) strike();
      });
    };
    pass(client, upstream, false);
    pass(upstream, client, true);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return {
    port: (server.address() as { port: number }).port,
    struck,
    calm() {
      isCalm = true;
      for (const socket of sockets) socket.destroy();
    },
    stop() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}
