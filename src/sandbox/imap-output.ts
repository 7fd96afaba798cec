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
  return new SocketOutput(socket);
}

class SocketOutput implements ImapOutput {
  readonly #socket: Socket;
  #waiting: Buffer[] = [];
  #size = 0;
  #allowance = Number.POSITIVE_INFINITY;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get isFull(): boolean {
    return this.#size >= chunkSize;
  }

  get isClosed(): boolean {
    return this.#socket.destroyed || this.#socket.writableEnded;
  }

  write(data: string | Buffer): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    this.#waiting.push(bytes);
    this.#size += bytes.length;
  }

  async flush(): Promise<void> {
    this.#send();
    const socket = this.#socket;
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
  }

  cutAfter(bytes: number): void {
    this.#send();
    this.#allowance = bytes;
    if (bytes <= 0) this.#socket.destroy();
  }

  end(): void {
    this.#send();
    this.#socket.end();
  }

  #send(): void {
    const socket = this.#socket;
    if (this.#size === 0 || this.isClosed) return;
    const data = Buffer.concat(this.#waiting, this.#size);
    this.#waiting = [];
    this.#size = 0;
    if (data.length <= this.#allowance) {
      this.#allowance -= data.length;
      socket.write(data);
      return;
    }
    socket.write(data.subarray(0, this.#allowance), () => socket.destroy());
    this.#allowance = 0;
  }
}
