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
  const chunks: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);
  const readMore = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done) return false;
    buffered = buffered.length === 0 ? next.value : Buffer.concat([buffered, next.value]);
    return buffered.length <= maxLine;
  };
  const readLine = async () => {
    let searched = 0;
    for (;;) {
      const end = buffered.indexOf(10, searched);
      if (end >= 0) {
        const line = buffered.toString('latin1', 0, end > 0 && buffered[end - 1] === 13 ? end - 1 : end);
        buffered = buffered.subarray(end + 1);
        return line;
      }
      searched = buffered.length;
      if (!(await readMore())) return undefined;
    }
  };
  const readBytes = async (length: number) => {
    const parts = [buffered.subarray(0, length)];
    let missing = length - buffered.length;
    buffered = buffered.subarray(length);
    while (missing > 0) {
      const next = await chunks.next();
      if (next.done) return undefined;
      parts.push(next.value.subarray(0, missing));
      buffered = next.value.subarray(missing);
      missing -= next.value.length;
    }
    return Buffer.concat(parts);
  };
  return {
    readLine,
    async readCommand(onLiteral) {
      const segments: CommandSegment[] = [];
      for (;;) {
        const line = await readLine();
        if (line === undefined) return undefined;
        const announced = /\{(\d+)(\+?)\}$/.exec(line);
        if (!announced) return [...segments, line];
        if (Number(announced[1]) > maxLiteral) return undefined;
        if (announced[2] === '') onLiteral();
        const literal = await readBytes(Number(announced[1]));
        if (!literal) return undefined;
        segments.push(line.slice(0, announced.index), literal);
      }
    },
    async discardRest() {
      while (!(await chunks.next()).done) buffered = Buffer.alloc(0);
    },
  };
}
