import type { Readable } from 'node:stream';
import { deserialize, serialize } from 'node:v8';
import type { ParsedMessage } from '../domain/message.ts';
import type { ErrorCode } from '../errors.ts';
import type { ParseLimits } from './limits.ts';

/** The first frame a parser process gets. */
export interface ParserSetup {
  readonly memoryLimitMb: number;
}
export interface ParserRequest {
  readonly id: number;
  readonly raw: readonly Uint8Array[];
  readonly limits: ParseLimits;
  /** When whoever asks will have given up. */
  readonly timeoutMilliseconds: number;
}
export interface ParserAnswer {
  readonly id: number;
  readonly results: readonly ParserResult[];
}
export type ParserResult =
  | { readonly ok: ParsedMessage }
  | { readonly error: { code: ErrorCode; message: string } };

/** What a parser writes to standard error before its watchdog ends it. */
export const memoryNote = 'parser: memory limit exceeded';

/** A frame: the payload's length as four bytes, most significant first, then the v8-serialized payload. */
export function encodeFrame(payload: unknown): Buffer[] {
  const body = serialize(payload);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return [head, body];
}

/** Yields the payload of every whole frame of `stream`; a frame cut off by the end is dropped. */
export async function* readFrames(stream: Readable): AsyncGenerator<unknown> {
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted = 4;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    while (length >= wanted) {
      const buffered: Buffer = Buffer.concat(chunks, length);
      wanted = 4 + buffered.readUInt32BE(0);
      chunks = [buffered];
      if (length < wanted) break;
      yield deserialize(buffered.subarray(4, wanted));
      chunks = [buffered.subarray(wanted)];
      length -= wanted;
      wanted = 4;
    }
  }
}
