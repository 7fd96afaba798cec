import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { trustAuthority } from '../authorities.ts';
import { bytesPerMegabyte, formatMegabytes } from '../domain/byte-size.ts';
import type { MailServer } from '../domain/cloud.ts';
import { type Failure, RemoteError } from '../domain/failure.ts';
import type { Envelope, RefusedRecipient, SendOutcome } from '../domain/mail-sending.ts';
import type { TraceSink } from '../domain/protocol-trace.ts';
import { nameTlsPort } from './probe-tls.ts';
import { encryptTunnel, openTunnel } from './proxy-tunnel.ts';
import { boundReplies } from './smtp-bounds.ts';
import { readExtensions, type SmtpExtensions } from './smtp-extensions.ts';
import { normalizeSmtpError } from './smtp-failure.ts';
import { checkMethods, createSignIn, passwordMethods, type SmtpSignIn } from './smtp-sign-in.ts';
import { readBeforeJudging, readingMilliseconds } from './smtp-standstill.ts';

export type SmtpOptions = SmtpServer & SmtpCredentials;

interface SmtpServer {
  readonly server: MailServer;
  /** PEM of an authority to trust beside the usual ones. */
  readonly ca: string | undefined;
  /** URL of an HTTP proxy that leads there (CONNECT). */
  readonly proxy?: string | undefined;
  /** What we call ourselves in EHLO. */
  readonly hostName: string;
  readonly trace?: TraceSink | undefined;
  readonly patience?: SmtpPatience | undefined;
}

/** In milliseconds. Beside the longest silence there is an end to the whole: a server can drip words for ever. */
interface SmtpPatience {
  readonly connect: number;
  readonly signIn: number;
  readonly silence: number;
  readonly send: number;
}

/** With a token the user name is the UPN of the account: Exchange refuses its other addresses here. */
type SmtpCredentials =
  | { readonly userName: string; readonly accessToken: string }
  | { readonly userName: string; readonly password: string }
  /** The server takes mail without a sign-in. */
  | { readonly userName: undefined };

/** A signed-in session. */
interface SmtpSession {
  send(envelope: Envelope, raw: Buffer): Promise<SendOutcome>;
  /** Whether mail from this address would be taken, as far as a server tells before there is a message. @throws RemoteError */
  trySender(from: string): Promise<void>;
  close(): void;
}

/** Exchange scans what it takes before it answers. */
const usualPatience: SmtpPatience = { connect: 20_000, signIn: 60_000, silence: 180_000, send: 900_000 };

/** Connects, upgrades to TLS and signs in. @throws RemoteError smtp, network */
export async function openSmtp(options: SmtpOptions): Promise<SmtpSession> {
  const signIn = createSignIn();
  const { server, proxy, patience = usualPatience } = options;
  const tunnel = proxy === undefined ? undefined : await openWay(proxy, options, patience.connect);
  const connection = connectTo(options, signIn, tunnel);
  readBeforeJudging(connection);
  boundReplies(connection);
  const { signIn: longest, send: longestSend } = patience;
  let extensions: SmtpExtensions;
  try {
    await runStep(connection, longest, (done) => connection.connect(done));
    extensions = readExtensions(String(connection.lastServerResponse));
    if (options.userName !== undefined) {
      const auth = authOf(options);
      checkMethods(extensions, 'method' in auth ? [auth.method] : passwordMethods, isEncrypted(options));
      await runStep(connection, longest, (done) => connection.login(auth, done));
    }
  } catch (error) {
    connection.close();
    const failure = normalizeSmtpError(error, { hasPassword: 'password' in options });
    throw tunnel === undefined ? await nameTlsPort(failure, server) : failure;
  }
  return {
    send: (envelope, raw) => sendWithin(connection, extensions, envelope, raw, longestSend),
    trySender: (from) => trySender(connection, signIn, from, longest),
    close: () => connection.quit(),
  };
}

/** The way through a proxy, with TLS upon it where that is there from the first byte. */
async function openWay(proxy: string, { server, ca }: SmtpServer, longest: number): Promise<Socket> {
  const tunnel = await openTunnel(proxy, server, longest);
  return server.security === 'tls' ? encryptTunnel(tunnel, server, ca, longest) : tunnel;
}

/** Without encryption only where the admin has said so for this server. */
function isEncrypted({ server }: SmtpServer): boolean {
  return server.security !== 'none';
}

async function trySender(
  connection: SMTPConnection,
  signIn: SmtpSignIn,
  from: string,
  longest: number,
): Promise<void> {
  let reply: { status: number; response: string } | undefined;
  const ask = async () => {
    reply = await signIn.ask(`MAIL FROM:<${from}>`);
    if (reply !== undefined) await signIn.ask('RSET');
  };
  try {
    await runStep(connection, longest, (done) => ask().then(() => done(), done));
  } catch (error) {
    throw normalizeSmtpError(error);
  }
  if (reply === undefined || reply.status < 400) return;
  throw new RemoteError({
    origin: 'smtp',
    code: String(reply.status),
    command: 'MAIL',
    text: reply.response,
  });
}

function connectTo(
  { server, ca, hostName, trace, patience = usualPatience }: SmtpOptions,
  signIn: SmtpSignIn,
  tunnel: Socket | undefined,
): SMTPConnection {
  return new SMTPConnection({
    ...(tunnel === undefined ? {} : { connection: tunnel, secured: server.security === 'tls' }),
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    name: hostName,
    connectionTimeout: patience.connect,
    greetingTimeout: patience.connect,
    dnsTimeout: patience.connect,
    socketTimeout: patience.silence,
    tls: { minVersion: 'TLSv1.2', ...trustAuthority(ca) },
    customAuth: signIn.handlers,
    ...(trace?.isOn() === true ? { transactionLog: true, logger: createTraceLogger(trace) as never } : {}),
  });
}

/** Of what the library logs, the lines alone. */
function createTraceLogger(trace: TraceSink) {
  const ignore = () => undefined;
  const tell = (entry: { tnx?: unknown }, text: unknown) => {
    if (typeof text === 'string' && (entry.tnx === 'client' || entry.tnx === 'server')) {
      trace.note('SMTP', entry.tnx === 'client' ? 'C' : 'S', text);
    }
  };
  return { trace: ignore, debug: tell, info: ignore, warn: ignore, error: ignore, fatal: ignore };
}

function authOf(credentials: Exclude<SmtpCredentials, { userName: undefined }>) {
  const { userName } = credentials;
  if ('password' in credentials) return { user: userName, pass: credentials.password };
  const { accessToken } = credentials;
  return { method: 'XOAUTH2', user: userName, oauth2: new XOAuth2({ user: userName, accessToken }) };
}

/** What the server cannot take by its own words is not even begun; the other recipients get the message. */
async function sendWithin(
  connection: SMTPConnection,
  { largest, hasUtf8 }: SmtpExtensions,
  envelope: Envelope,
  raw: Buffer,
  longest: number,
): Promise<SendOutcome> {
  if (largest > 0 && raw.length > largest) {
    const most = (largest / bytesPerMegabyte).toFixed(1);
    const text = `The server takes messages of up to ${most} MB; this one has ${formatMegabytes(raw.length)} MB.`;
    return notSent({ origin: 'smtp', code: 'MESSAGE_TOO_LARGE', command: 'MAIL', text });
  }
  const beyond = hasUtf8 ? [] : envelope.to.filter((address) => !isAscii(address));
  const refused = beyond.map((address) => {
    const text = `${address}: the server does not offer SMTPUTF8.`;
    return { address, failure: { origin: 'smtp', code: 'NO_SMTPUTF8', command: 'RCPT', text } as const };
  });
  const [first] = refused;
  if (first !== undefined && refused.length === envelope.to.length) return notSent(first.failure, refused);
  const to = envelope.to.filter((address) => !beyond.includes(address));
  const outcome = await send(connection, { ...envelope, to }, raw, longest);
  return { ...outcome, refused: [...refused, ...outcome.refused] };
}

function notSent(failure: Failure, refused: readonly RefusedRecipient[] = []): SendOutcome {
  return { kind: 'not_sent', failure, refused };
}

function isAscii(text: string): boolean {
  for (const letter of text) if ((letter.codePointAt(0) ?? 0) > 0x7f) return false;
  return true;
}

function send(
  connection: SMTPConnection,
  envelope: Envelope,
  raw: Buffer,
  longest: number,
): Promise<SendOutcome> {
  // The final dot follows when the stream has been read to its end, not before (RFC 5321 section 4.1.1.4).
  let isHandedOver = false;
  const stream = Readable.from([raw]);
  stream.once('end', () => {
    isHandedOver = true;
  });
  return new Promise((resolve) => {
    let deadline = setTimeout(() => {
      deadline = setTimeout(() => {
        fail(deadlineError(longest));
        connection.close();
      }, readingMilliseconds);
    }, longest);
    const fail = (error: unknown) => {
      clearTimeout(deadline);
      const { failure } = normalizeSmtpError(error);
      const isAnswered = failure.origin === 'smtp' && failure.code !== undefined;
      const kind = isHandedOver && !isAnswered ? 'unknown' : 'not_sent';
      // Of a line that is lost the library tells nothing of them, and keeps them in its envelope.
      resolve({ kind, failure, refused: readRefusals(Reflect.get(connection, '_envelope')) });
    };
    connection.once('error', fail);
    const target = { from: envelope.from, to: [...envelope.to], size: raw.length };
    connection.send(target, stream, (error, info) => {
      clearTimeout(deadline);
      if (error !== null) return fail(error);
      resolve(judgeReply(connection, info.response, readRefusals(info)));
    });
  });
}

function judgeReply(
  connection: SMTPConnection,
  reply: string,
  refused: readonly RefusedRecipient[],
): SendOutcome {
  // The library keeps it there as long as there is more of the message to write.
  const isWhole = typeof Reflect.get(connection, '_currentDataStream') !== 'object';
  if (isWhole) return { kind: 'sent', reply, assignedId: readAssignedId(reply), refused };
  // The server answers more than it was asked, so that nobody knows to what; the rest is not sent any more.
  connection.close();
  return { kind: 'unknown', failure: normalizeSmtpError(earlyError(reply)).failure, refused };
}

/** What nodemailer tells of recipients that the server has refused one by one. */
function readRefusals(from: unknown): RefusedRecipient[] {
  const { rejectedErrors = [] } = from as { rejectedErrors?: readonly { recipient?: string }[] };
  return rejectedErrors.map((error) => ({
    address: error.recipient ?? '',
    failure: normalizeSmtpError(error).failure,
  }));
}

// "250 2.0.0 OK <…@….prod.outlook.com> [Hostname=…]"
function readAssignedId(reply: string): string | undefined {
  return /^250 2\.0\.0 OK <([^<>\s]{3,300}@[^<>\s]{1,250})>/i.exec(reply)?.[1];
}

/** Settles on the callback, on the connection's own error or on the deadline, whichever comes first. */
function runStep(
  connection: SMTPConnection,
  longest: number,
  start: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(deadlineError(longest)), longest);
    const fail = (error: unknown) => {
      clearTimeout(deadline);
      reject(error);
    };
    connection.once('error', fail);
    start((error) => {
      clearTimeout(deadline);
      connection.off('error', fail);
      // Later ones reach nobody else, and an error event without a listener ends the process.
      connection.on('error', () => undefined);
      if (error) reject(error);
      else resolve();
    });
  });
}

function earlyError(reply: string): Error {
  const text = `The server took the message before it had all of it: ${reply}`;
  return Object.assign(new Error(text), { code: 'EPROTOCOL' });
}

function deadlineError(milliseconds: number): Error {
  const text = `The server did not come to an end within ${milliseconds / 1000} seconds (timeout).`;
  return Object.assign(new Error(text), { code: 'ETIMEDOUT' });
}
