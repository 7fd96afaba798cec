import type { Server as HttpServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import { networkOf } from '../domain/sign-in-limit.ts';

/** How many lines may be open at the same moment. A browser has six, and an office may stand behind one address (`networkOf`). */
export interface ConnectionLimits {
  readonly address: number;
  readonly all: number;
}

const connectionLimits: ConnectionLimits = { address: 2_000, all: 10_000 };

/**
 * Closes what is too much before a byte of it is read.
 * @param isBehindProxy everybody comes from the proxy's address then, and only all together are counted
 */
export function limitConnections(
  server: Server,
  isBehindProxy: boolean,
  limits: ConnectionLimits = connectionLimits,
): void {
  server.maxConnections = limits.all;
  if (isBehindProxy) return;
  const open = new Map<string, number>();
  server.on('connection', (line: Socket) => {
    const address = networkOf(line.remoteAddress ?? '');
    const before = open.get(address) ?? 0;
    if (before >= limits.address) return void line.destroy();
    open.set(address, before + 1);
    return void line.once('close', () => {
      const left = (open.get(address) ?? 0) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

/** Longer than any usual proxy keeps a line that nobody uses: Caddy 120 seconds, Traefik 90, nginx 60. */
const keptForProxy = 150_000;

/**
 * A line that is closed here while the proxy sends a form over it is an error to whoever has sent that (502), as only a page
 * that is read may be asked for twice. Without a proxy a browser asks anew, and lines are not kept open for strangers.
 */
export function keepLinesOfProxy(server: HttpServer): void {
  server.keepAliveTimeout = keptForProxy;
}
