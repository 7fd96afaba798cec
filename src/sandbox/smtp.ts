import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import { toAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Access } from './access.ts';
import type { Directory } from './directory.ts';
import type { Fault, FaultKind, Faults } from './faults.ts';
import type { Mailboxes } from './mailboxes.ts';
import { deliverMessage, readFrom, readHeader, replaceMessageId, type SentMessage } from './smtp-delivery.ts';
import {
  createMessageId,
  findFaultReply,
  replyAccepted,
  replySendAsDenied,
  replyUnauthenticated,
  SmtpReply,
} from './smtp-replies.ts';
import { authenticateSender, type Sender } from './smtp-rights.ts';
import { speakLikeExchange } from './smtp-words.ts';

export interface SmtpOptions {
  tls: { key: string; cert: string };
  port?: number;
  directory: Directory;
  access: Access;
  mailboxes: Mailboxes;
  faults: Faults;
  sent: SentMessage[];
  log?: Log;
}

/** Who has signed in on each connection. */
type Senders = WeakMap<SMTPServerSession, Sender>;

/** smtp.office365.com, port 587: STARTTLS first, then XOAUTH2. */
export async function startSmtp(options: SmtpOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const server: SMTPServer = new SMTPServer({
    ...options.tls,
    authMethods: ['LOGIN', 'XOAUTH2'],
    authRequiredMessage: '5.7.57 Client not authenticated to send mail.',
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    disableReverseLookup: true,
    size: 157_286_400,
    closeTimeout: 1000,
    logger: false,
    ...answerSteps(options, (session) => findConnections(server, session)),
  });
  server.on('error', (error: unknown) => options.log?.warn('sandbox SMTP connection failed', { error }));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.server.once('error', reject);
  server.listen(options.port ?? 0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.server.address() as AddressInfo;
  return { port, stop: () => new Promise((closed) => server.close(() => closed())) };
}

function findConnections(server: SMTPServer, session: SMTPServerSession) {
  return [...server.connections].filter((connection) => connection.session === session);
}

/** What is answered to each command of a connection, in the order in which they come. */
function answerSteps(
  options: SmtpOptions,
  connectionsOf: (session: SMTPServerSession) => ReturnType<typeof findConnections>,
): SMTPServerOptions {
  const senders: Senders = new WeakMap();
  return {
    onConnect(session, done) {
      // AUTH is for TLS only; setting the list replaces the server's.
      session.disabledCommands = ['AUTH'];
      for (const connection of connectionsOf(session)) speakLikeExchange(connection);
      done();
    },
    onSecure(_socket, session, done) {
      session.disabledCommands = [];
      done();
    },
    onAuth: (auth, session, done) => settle(signIn(options, senders, auth, session), done),
    onMailFrom: ({ address }, session, done) =>
      settle(checkMailFrom(options, senders.get(session), address), done),
    onRcptTo(_address, session, done) {
      done(findFaultReply('rcpt', taker(options.faults, senders.get(session))));
    },
    onData(stream, session, done) {
      const cut = () => {
        for (const connection of connectionsOf(session)) connection.close();
      };
      const accepted = readAll(stream).then((raw) =>
        accept(options, senders.get(session), session, raw, cut),
      );
      settle(accepted, done);
    },
  };
}

async function signIn(
  { directory, access, faults }: SmtpOptions,
  senders: Senders,
  { method, username = '', password = '', ...auth }: SMTPServerAuthentication,
  session: SMTPServerSession,
) {
  const isByToken = method === 'XOAUTH2';
  const accessToken = isByToken ? auth.accessToken : access.signInByPassword(username, password ?? '');
  const sender = authenticateSender(directory, access, username, accessToken ?? '');
  const asked = sender ?? { user: username, mailbox: username, mayUse: new Set() };
  const fault = findFaultReply('auth', taker(faults, asked));
  if (fault) throw fault;
  if (!sender) throw replyUnauthenticated();
  senders.set(session, sender);
  return { user: username };
}

async function checkMailFrom({ faults }: SmtpOptions, sender: Sender | undefined, address: string) {
  if (!sender) throw new SmtpReply(530, '5.7.57 Client not authenticated to send mail.');
  const fault = findFaultReply('mail', taker(faults, sender));
  if (fault) throw fault;
  if (!sender.mayUse.has(address.toLowerCase())) throw replySendAsDenied(sender.user, address, 'mail');
}

/** @returns the reply. @param cut ends the connection */
async function accept(
  options: SmtpOptions,
  sender: Sender | undefined,
  session: SMTPServerSession,
  raw: Buffer,
  cut: () => void,
): Promise<string> {
  if (!sender) throw replyUnauthenticated();
  const take = taker(options.faults, sender);
  const fault = findFaultReply('data', take);
  if (fault) throw fault;
  const from = readFrom(raw) ?? '';
  if (!sender.mayUse.has(from)) throw replySendAsDenied(sender.user, from, 'data');
  // The line ends with the message whole on its way in, and nobody has it.
  if (take('smtp-cut-unaccepted')) {
    cut();
    throw new SmtpReply(451, '4.4.2 Connection dropped');
  }
  const { mailFrom, rcptTo } = session.envelope;
  const to = rcptTo.map(({ address }) => address);
  const own = readHeader(raw, 'message-id');
  const isReplaced = own === undefined || take('smtp-replace-message-id') !== undefined;
  const messageId = isReplaced ? createMessageId() : own;
  const delivered = isReplaced ? replaceMessageId(raw, messageId) : raw;
  deliverMessage(options.directory, options.mailboxes, sender.mailbox, to, delivered);
  const envelope = { from: mailFrom === false ? '' : mailFrom.address, to };
  options.sent.push({ user: sender.user, envelope, raw, delivered, messageId, at: new Date() });
  const slow = take('smtp-slow');
  if (slow) await wait(slow.value ?? 1000, undefined, { ref: false });
  if (take('smtp-cut-after-data')) cut();
  return replyAccepted(messageId);
}

/** Faults are set for the user name or for the mailbox. */
function taker(faults: Faults, sender: Pick<Sender, 'user' | 'mailbox'> | undefined) {
  return (kind: FaultKind, command = 'smtp'): Fault | undefined => {
    if (!sender) return undefined;
    const key = faults.find(sender.user, kind, command) ? sender.user : sender.mailbox;
    return faults.take(key, kind, command);
  };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** smtp-server wants callbacks. */
function settle<T>(work: Promise<T>, done: (error?: Error | null, value?: T) => void): void {
  work.then(
    (value) => done(null, value),
    (error: unknown) => done(error instanceof SmtpReply ? error : toAppError(error)),
  );
}
