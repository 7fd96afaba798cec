import type { Socket } from 'node:net';

/** A command as it came in: text (latin1) with the literals between its pieces. */
export type CommandSegment = string | Buffer;

export interface CommandReader {
  /** One line without its CRLF; undefined when the client is gone. */
  readLine(): Promise<string | undefined>;
  /** A whole command; `onLiteral` asks the client for a synchronizing literal (RFC 9051 section 4.3). */
  readCommand(onLiteral: () => void): Promise<CommandSegment[] | undefined>;
  /** Reads and forgets until the client is gone: how a server behaves that answers nothing more. */
  discardRest(): Promise<void>;
}

const maxLine = 4 * 1024 * 1024;
const maxLiteral = 160 * 1024 * 1024;

export function createReader(socket: Socket): CommandReader {
  return new SocketReader(socket);
}

class SocketReader implements CommandReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffered: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  async readLine(): Promise<string | undefined> {
    let searched = 0;
    for (;;) {
      const buffered = this.#buffered;
      const end = buffered.indexOf(10, searched);
      if (end >= 0) {
        this.#buffered = buffered.subarray(end + 1);
        return buffered.toString('latin1', 0, end > 0 && buffered[end - 1] === 13 ? end - 1 : end);
      }
      searched = buffered.length;
      const next = await this.#chunks.next();
      if (next.done || searched > maxLine) return undefined;
      this.#buffered = searched === 0 ? next.value : Buffer.concat([buffered, next.value]);
    }
  }

  async readCommand(onLiteral: () => void): Promise<CommandSegment[] | undefined> {
    const segments: CommandSegment[] = [];
    for (;;) {
      const line = await this.readLine();
      if (line === undefined) return undefined;
      const announced = /\{(\d+)(\+?)\}$/.exec(line);
      if (!announced) return [...segments, line];
      if (Number(announced[1]) > maxLiteral) return undefined;
      if (announced[2] === '') onLiteral();
      const literal = await this.#readBytes(Number(announced[1]));
      if (!literal) return undefined;
      segments.push(line.slice(0, announced.index), literal);
    }
  }

  async discardRest(): Promise<void> {
    while (!(await this.#chunks.next()).done) this.#buffered = Buffer.alloc(0);
  }

  async #readBytes(length: number): Promise<Buffer | undefined> {
    const parts = [this.#buffered.subarray(0, length)];
    let missing = length - this.#buffered.length;
    this.#buffered = this.#buffered.subarray(length);
    while (missing > 0) {
      const next = await this.#chunks.next();
      if (next.done) return undefined;
      parts.push(next.value.subarray(0, missing));
      this.#buffered = next.value.subarray(missing);
      missing -= next.value.length;
    }
    return Buffer.concat(parts);
  }
}
