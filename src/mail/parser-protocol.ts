import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Deserializer, Serializer } from 'node:v8';
import type { UnreadableReason } from '../domain/facts/quarantine-reason.ts';
import type { ParseLimits } from './limits.ts';
import type { ParserTask, ParserValues, TaskKind } from './parser-task.ts';
import { release } from './release.ts';

/** The first frame a parser process gets. */
export interface ParserSetup {
  readonly memoryLimitMb: number;
}
export interface ParserRequest {
  readonly id: number;
  readonly tasks: readonly ParserTask[];
  readonly limits: ParseLimits;
  /** When whoever asks will have given up. */
  readonly timeoutMilliseconds: number;
}
/** The results that come next, `resultsAtOnce` of them or all that are left. */
export interface ParserAnswer {
  readonly id: number;
  readonly results: readonly ParserResult[];
}
export type ParserResult = { readonly ok: ParserValues[TaskKind] } | { readonly error: UnreadableReason };

/** A request is answered by so many messages at a time. */
export const resultsAtOnce = 8;

/** What a parser writes to standard error before its watchdog ends it. */
export const memoryNote = 'parser: memory limit exceeded';

/**
 * A frame: how long all of it is and how long the description, as four bytes each, most significant first; the
 * v8-serialized description; then the bytes of mail and files one after the other. These are handed on as they are: a
 * message of 25 MB would else be in memory many times over.
 */
export function encodeFrame(payload: unknown): Uint8Array[] {
  const serializer = new FrameSerializer();
  serializer.writeHeader();
  serializer.writeValue(payload);
  const description = serializer.releaseBuffer();
  const size = serializer.views.reduce((sum, { byteLength }) => sum + byteLength, description.length);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(size);
  head.writeUInt32BE(description.length, 4);
  return [head, description, ...serializer.views];
}

/**
 * Hands every whole frame of `stream` to `onFrame`; a frame cut off by the end is dropped. The bytes are taken as they
 * come, since a stream that is iterated joins what has come meanwhile, and each chunk is given back once it is copied.
 * @throws RangeError where the other side is no parser of ours
 */
export async function readFrames(stream: Readable, onFrame: (payload: unknown) => void): Promise<void> {
  let head = Buffer.alloc(0);
  let frame: Buffer | undefined;
  let filled = 0;
  stream.on('data', (chunk: Buffer) => {
    try {
      read(chunk);
      release(chunk);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  await finished(stream);

  function read(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (frame === undefined) {
        const missing = headBytes - head.length;
        head = Buffer.concat([head, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (head.length < headBytes) return;
        const size = head.readUInt32BE(0);
        if (size > mostFrameBytes) throw new RangeError(`A frame of ${size} bytes.`);
        frame = Buffer.allocUnsafeSlow(size);
        filled = 0;
      }
      const copied = rest.copy(frame, filled);
      filled += copied;
      rest = rest.subarray(copied);
      if (filled < frame.length) return;
      const whole = frame;
      frame = undefined;
      onFrame(decodeFrame(whole, head.readUInt32BE(4)));
      head = Buffer.alloc(0);
    }
  }
}

const headBytes = 8;
/** More than any batch or its answer has; what says otherwise is no parser of ours. */
const mostFrameBytes = 512 * 1024 * 1024;

function decodeFrame(frame: Buffer, descriptionBytes: number): unknown {
  const deserializer = new FrameDeserializer(frame, descriptionBytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

/** Writes the length of each run of bytes in place of the bytes. */
class FrameSerializer extends Serializer {
  readonly views: Uint8Array[] = [];

  constructor() {
    super();
    Object.assign(this, { _writeHostObject: (view: Uint8Array) => this.#write(view) });
    const { _setTreatArrayBufferViewsAsHostObjects: treat } = this as unknown as Record<
      string,
      ((isHost: boolean) => void) | undefined
    >;
    treat?.call(this, true);
  }

  #write(view: Uint8Array): void {
    this.writeUint32(view.byteLength);
    this.views.push(view);
  }
}

/** What it gives out are views of the frame. */
class FrameDeserializer extends Deserializer {
  readonly #frame: Buffer;
  #at: number;

  constructor(frame: Buffer, descriptionBytes: number) {
    super(frame.subarray(0, descriptionBytes));
    this.#frame = frame;
    this.#at = descriptionBytes;
    Object.assign(this, { _readHostObject: () => this.#read() });
  }

  #read(): Buffer {
    const start = this.#at;
    this.#at += this.readUint32();
    return this.#frame.subarray(start, this.#at);
  }
}
