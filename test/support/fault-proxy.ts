import { connect, createServer, type Socket } from 'node:net';

/** What a connection does to the server's words once it has passed so many of their bytes on. */
export type LineFault = 'cut' | 'reset' | 'stall' | 'late' | 'truncate' | 'swallow' | 'garble';

export const lineFaults: readonly LineFault[] = [
  'cut',
  'reset',
  'stall',
  'late',
  'truncate',
  'swallow',
  'garble',
];

export interface FaultProxy {
  readonly port: number;
  /** How often each fault has struck. */
  readonly struck: Map<LineFault, number>;
  /** Passes everything on from now on. */
  calm(): void;
  stop(): Promise<void>;
}

/**
 * Stands between a client and an IMAP server that speaks without TLS.
 * - `cut` ends the line, `reset` rudely; `stall` says nothing more; `late` holds everything back for a moment
 * - `truncate` ends the line within a literal; `swallow` leaves some bytes of a literal out and goes on
 * - `garble` replaces some bytes outside of literals. What is altered within one cannot be noticed without TLS, so no
 *   digit or letter becomes another.
 */
export async function startFaultProxy(serverPort: number, random: () => number): Promise<FaultProxy> {
  const struck = new Map<LineFault, number>();
  const sockets = new Set<Socket>();
  let isCalm = false;
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    const fault = isCalm ? undefined : (lineFaults[Math.floor(random() * lineFaults.length)] ?? 'cut');
    const strike =
      fault === undefined
        ? undefined
        : createStrike(fault, random, (name) => {
            struck.set(name, (struck.get(name) ?? 0) + 1);
          });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    // One that has too little to say for its fault to strike is cut all the same.
    const patience = setTimeout(() => {
      if (isCalm || fault === undefined) return;
      struck.set('cut', (struck.get('cut') ?? 0) + 1);
      client.destroy();
    }, longestMilliseconds);
    client.on('close', () => clearTimeout(patience));
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      if (strike === undefined || isCalm) client.write(chunk);
      else strike(chunk, client, upstream);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    struck,
    calm() {
      isCalm = true;
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Strike = (chunk: Buffer, client: Socket, upstream: Socket) => void;

const lateMilliseconds = 300;
const longestMilliseconds = 1500;

function createStrike(fault: LineFault, random: () => number, note: (fault: LineFault) => void): Strike {
  // From the greeting to 300 KB, each order of magnitude as often as the next.
  let left = Math.round(10 ** (1 + random() * 4.5));
  let isStruck = false;
  const isWithinLiteral = createLiteralTracker();
  const wantsLiteral =
    fault === 'truncate' || fault === 'swallow' ? true : fault === 'garble' ? false : undefined;

  const findPlace = (chunk: Buffer): number | undefined => {
    for (const [index, byte] of chunk.entries()) {
      const isWithin = isWithinLiteral(byte);
      left -= 1;
      const fits = wantsLiteral === undefined || (wantsLiteral === isWithin && byte > 0x20);
      if (left <= 0 && fits) return index;
    }
    return undefined;
  };
  return (chunk, client, upstream) => {
    const place = isStruck ? undefined : findPlace(chunk);
    if (place === undefined) {
      if (!isStruck || fault !== 'stall') client.write(chunk);
      return;
    }
    isStruck = true;
    note(fault);
    const end = Math.min(chunk.length, place + 1 + Math.floor(random() * 40));
    if (fault === 'garble') client.write(garble(chunk, place, random));
    else if (fault === 'swallow')
      client.write(Buffer.concat([chunk.subarray(0, place), chunk.subarray(end)]));
    else client.write(chunk.subarray(0, place));
    if (fault === 'cut' || fault === 'truncate') client.end();
    if (fault === 'reset') client.resetAndDestroy();
    if (fault === 'late') {
      upstream.pause();
      setTimeout(() => {
        client.write(chunk.subarray(place));
        upstream.resume();
      }, lateMilliseconds);
    }
  };
}

/** Replaces up to eight bytes of one line by what no number, word or flag is made of. */
function garble(chunk: Buffer, place: number, random: () => number): Buffer {
  const garbled = Buffer.from(chunk);
  const count = 1 + Math.floor(random() * 8);
  for (let index = place; index < Math.min(garbled.length, place + count); index++) {
    if ((garbled[index] ?? 0) < 0x20) break;
    garbled[index] = 0xa0 + Math.floor(random() * 0x5f);
  }
  return garbled;
}

/** @returns a function that is given every byte of the server in turn and says whether it is part of a literal. */
function createLiteralTracker(): (byte: number) => boolean {
  let line = '';
  let rest = 0;
  return (byte) => {
    if (rest > 0) {
      rest -= 1;
      return true;
    }
    line = (line + String.fromCharCode(byte)).slice(-16);
    if (byte === 0x0a) {
      rest = Number(/\{(\d+)\}\r\n$/.exec(line)?.[1] ?? 0);
      line = '';
    }
    return false;
  };
}
