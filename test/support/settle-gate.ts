import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and an IMAP server that speaks without TLS. */
export interface SettleGate {
  readonly port: number;
  /** Withholds the next command that changes a message on the server. Resolves when it is there. */
  holdNext(): Promise<void>;
  /** Lets everything through again. */
  open(): void;
  stop(): Promise<void>;
}

const settling = /^\S+ UID (STORE|MOVE|COPY|EXPUNGE) /im;

export async function startSettleGate(serverPort: number): Promise<SettleGate> {
  const sockets = new Set<Socket>();
  let held: (() => void) | undefined;
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    let isHeld = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      if (held !== undefined && settling.test(chunk.toString('latin1'))) {
        isHeld = true;
        held();
      }
      if (!isHeld) upstream.write(chunk);
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    holdNext() {
      return new Promise((resolve) => {
        held = resolve;
      });
    },
    open() {
      held = undefined;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
