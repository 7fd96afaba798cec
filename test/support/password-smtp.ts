import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface PasswordSmtp {
  readonly port: number;
  /** Raw messages, in their order. */
  readonly received: string[];
  /** Of the envelopes, in the same order. */
  readonly senders: string[];
  /** Who has signed in, by what. */
  readonly signIns: string[];
  stop(): Promise<void>;
}

/** A sending server on loopback, without TLS, that takes one password from anybody, and tokens as they come. */
export async function startPasswordSmtp(
  password: string,
  options: { readonly refusesEmptySender?: boolean } = {},
): Promise<PasswordSmtp> {
  const received: string[] = [];
  const senders: string[] = [];
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
    onMailFrom({ address }, _session, done) {
      if (address === '' && options.refusesEmptySender === true) {
        return done(Object.assign(new Error('5.1.7 A sender is needed'), { responseCode: 550 }));
      }
      done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString());
        senders.push(session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address);
        done(null, 'queued');
      });
    },
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    received,
    senders,
    signIns,
    stop: () => new Promise((closed) => server.close(() => closed())),
  };
}
