import { once } from 'node:events';
import { connect } from 'node:net';

/** A connection on which a test writes what no HTTP client would. */
export interface RawConnection {
  write(text: string): void;
  /** @returns the status line of what is answered first */
  firstLine(): Promise<string>;
  close(): void;
}

export async function openConnection(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return {
    write: (text) => socket.write(text),
    async firstLine() {
      const [data] = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      return String(data).split('\r\n')[0] ?? '';
    },
    close: () => socket.destroy(),
  };
}
