import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface PasswordSmtp {
  readonly port: number;
  /** Raw messages, in their order. */
  readonly received: string[];
  /** Who has signed in, by what. */
  readonly signIns: string[];
  stop(): Promise<void>;
}

/** A sending server on loopback, without TLS, that takes one password from anybody, and tokens as they come. */
export async function startPasswordSmtp(password: string): Promise<PasswordSmtp> {
  const received: string[] = [];
  const signIns: string[] = [];
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    onAuth(auth, _session, done) {
      signIns.push(`${auth.username} by ${auth.method === 'XOAUTH2' ? 'token' : 'password'}`);
      if (auth.method !== 'XOAUTH2' && auth.password !== password) {
        return done(new Error('5.7.8 Username and Password not accepted'));
      }
      done(null, { user: auth.username });
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString());
        done(null, 'queued');
      });
    },
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.server.address() as AddressInfo;
  return { port, received, signIns, stop: () => new Promise((closed) => server.close(() => closed())) };
}
