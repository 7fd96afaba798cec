import type { Socket } from 'node:net';

export interface ImapOutput {
  /** Text is latin1. Nothing leaves before `flush`, or before 64 KB are together. */
  write(data: string | Buffer): void;
  /** Sends what is waiting; resolves when the client has room for more, or is gone. */
  flush(): Promise<void>;
  /** True when it is time to `flush` before writing more. */
  readonly isFull: boolean;
  readonly isClosed: boolean;
  /** Cuts the connection, without any goodbye, after that many further bytes. */
  cutAfter(bytes: number): void;
  /** Sends what is waiting and closes properly. */
  end(): void;
}

const chunkSize = 64 * 1024;

export function createOutput(socket: Socket): ImapOutput {
  let waiting: Buffer[] = [];
  let size = 0;
  let allowance = Number.POSITIVE_INFINITY;
  const send = () => {
    if (size === 0 || socket.destroyed) return;
    const data = waiting.length === 1 ? (waiting[0] ?? Buffer.alloc(0)) : Buffer.concat(waiting, size);
    waiting = [];
    size = 0;
    if (data.length <= allowance) {
      allowance -= data.length;
      socket.write(data);
      return;
    }
    socket.write(data.subarray(0, allowance), () => socket.destroy());
    allowance = 0;
  };
  return {
    write(data) {
      const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
      waiting.push(bytes);
      size += bytes.length;
    },
    async flush() {
      send();
      if (!socket.writableNeedDrain || socket.destroyed) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          socket.off('drain', done);
          socket.off('close', done);
          resolve();
        };
        socket.once('drain', done);
        socket.once('close', done);
      });
    },
    get isFull() {
      return size >= chunkSize;
    },
    get isClosed() {
      return socket.destroyed || socket.writableEnded;
    },
    cutAfter(bytes) {
      send();
      allowance = bytes;
      if (bytes <= 0) socket.destroy();
    },
    end() {
      send();
      socket.end();
    },
  };
}
