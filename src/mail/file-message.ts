/** One message out of a file, as its bytes stand there. */
export interface FileMessage {
  /** The whole message, or its header alone when it is larger than the limit. */
  readonly raw: Buffer;
  /** Of the whole message, in bytes. */
  readonly size: number;
  readonly isOversized: boolean;
  /** When it was delivered, where the file says so. */
  readonly deliveredAt: Date | undefined;
}

/** Gathers the bytes of one message; beyond `limitBytes` it only counts them and keeps the header. */
export interface MessageBytes {
  add(piece: Buffer): void;
  /** @param deliveredAt for the message. @returns undefined when there were no bytes */
  finish(deliveredAt: Date | undefined): FileMessage | undefined;
}

const mostHeaderBytes = 256 * 1024;

export function collectMessage(limitBytes: number): MessageBytes {
  let pieces: Buffer[] = [];
  let size = 0;
  let header: Buffer | undefined;
  return {
    add(piece) {
      size += piece.length;
      if (header !== undefined || piece.length === 0) return;
      pieces.push(piece);
      if (size <= limitBytes) return;
      header = cutHeader(pieces);
      pieces = [];
    },
    finish(deliveredAt) {
      if (size === 0) return undefined;
      const isOversized = header !== undefined;
      return { raw: header ?? Buffer.concat(pieces), size, isOversized, deliveredAt };
    },
  };
}

function cutHeader(pieces: readonly Buffer[]): Buffer {
  const start = Buffer.concat(pieces).subarray(0, mostHeaderBytes);
  const ends = ['\r\n\r\n', '\n\n'].map((blank) => ({ at: start.indexOf(blank), length: blank.length }));
  const [end] = ends.filter(({ at }) => at >= 0).sort((left, right) => left.at - right.at);
  // A copy: the whole message would stay in memory with a part of it.
  return Buffer.from(start.subarray(0, end === undefined ? start.length : end.at + end.length));
}
