import { connect, createServer, type Socket } from 'node:net';

/** A port that leads to another one over a long line: whatever is said on it arrives later, in order and whole. */
export interface SlowLine {
  readonly port: number;
  close(): Promise<void>;
}

/** @param roundTripMilliseconds half of it for each direction */
export async function openSlowLine(port: number, roundTripMilliseconds: number): Promise<SlowLine> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    passLate(near, far, roundTripMilliseconds / 2);
    passLate(far, near, roundTripMilliseconds / 2);
    for (const end of [near, far]) {
      open.add(end);
      end.once('close', () => open.delete(end));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      for (const end of open) end.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passLate(from: Socket, to: Socket, milliseconds: number): void {
  from.on('data', (chunk) => setTimeout(() => to.write(chunk), milliseconds));
  from.once('end', () => setTimeout(() => to.end(), milliseconds));
  from.once('error', () => to.destroy());
  from.once('close', () => setTimeout(() => to.destroy(), milliseconds));
}
