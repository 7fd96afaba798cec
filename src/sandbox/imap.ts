import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Log } from '../log.ts';
import type { Access, VerifyToken } from './access.ts';
import type { Faults } from './faults.ts';
import { serveConnection } from './imap-connection.ts';
import type { ImapProfile } from './imap-session.ts';
import type { Mailboxes } from './mailboxes.ts';

export interface ImapOptions {
  /** PEM. */
  tls: { key: string; cert: string };
  host?: string;
  /** 0, an ephemeral one, unless given. */
  port?: number;
  mailboxes: Mailboxes;
  faults: Faults;
  /** Asked at sign-in and again before every command. */
  verifyToken: VerifyToken;
  signInByPassword?: Access['signInByPassword'];
  profile?: ImapProfile;
  log?: Log;
}

interface ImapServer {
  port: number;
  stop(): Promise<void>;
}

/** Starts an IMAP4rev1 server over TLS that behaves like outlook.office365.com:993. */
export async function startImap(options: ImapOptions): Promise<ImapServer> {
  const { mailboxes, faults, verifyToken, signInByPassword, log } = options;
  const context = { mailboxes, faults, verifyToken, signInByPassword, log };
  const sockets = new Set<Socket>();
  const server = createServer(options.tls, (socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', (error) => log?.debug('sandbox IMAP connection broke', { error }));
    serveConnection(socket, context, options.profile ?? 'classic').catch((error: unknown) => {
      log?.error('sandbox IMAP failed', { error });
      socket.destroy();
    });
  });
  server.on('tlsClientError', (error) => log?.debug('sandbox IMAP had no TLS handshake', { error }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
