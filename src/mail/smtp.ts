import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { MailServer } from '../domain/cloud.ts';
import type { Failure } from '../domain/failure.ts';
import type { TraceSink } from '../domain/protocol-trace.ts';
import { AppError } from '../errors.ts';
import { normalizeSmtpError } from './smtp-failure.ts';

export type SmtpOptions = SmtpServer & SmtpCredentials;

interface SmtpServer {
  readonly server: MailServer;
  /** PEM of the authority behind the server's certificate, where it is not a public one. */
  readonly ca: string | undefined;
  /** What we call ourselves in EHLO. */
  readonly hostName: string;
  readonly trace?: TraceSink | undefined;
  readonly patience?: SmtpPatience | undefined;
}

/** In milliseconds. Beside the longest silence there is an end to the whole: a server can drip words for ever. */
export interface SmtpPatience {
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

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** What is known of a message after it was given to a server. */
export type SendOutcome =
  | {
      readonly kind: 'sent';
      readonly reply: string;
      /** The identifier that the server put in place of ours, without angle brackets. */
      readonly assignedId: string | undefined;
      readonly refused: readonly { readonly address: string; readonly text: string }[];
    }
  /** The server has said no, or the connection ended before the message was complete: nobody got it. */
  | { readonly kind: 'not_sent'; readonly failure: Failure }
  /** The message was handed over whole, and no answer came: somebody may have it. */
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** A signed-in session. */
export interface SmtpSession {
  send(envelope: Envelope, raw: Buffer): Promise<SendOutcome>;
  close(): void;
}

/** Exchange scans what it takes before it answers. */
const usualPatience: SmtpPatience = { connect: 20_000, signIn: 60_000, silence: 180_000, send: 900_000 };

/** Connects, upgrades to TLS and signs in. @throws RemoteError smtp, network */
export async function openSmtp(options: SmtpOptions): Promise<SmtpSession> {
  const connection = connectTo(options);
  const { signIn, send: longest } = options.patience ?? usualPatience;
  try {
    await runStep(connection, signIn, (done) => connection.connect(done));
    if (options.userName !== undefined) {
      const auth = authOf(options);
      await runStep(connection, signIn, (done) => connection.login(auth, done));
    }
  } catch (error) {
    connection.close();
    throw normalizeSmtpError(error, { hasPassword: 'password' in options });
  }
  return {
    send: (envelope, raw) => send(connection, envelope, raw, longest),
    close: () => connection.quit(),
  };
}

function connectTo({ server, ca, hostName, trace, patience = usualPatience }: SmtpOptions): SMTPConnection {
  return new SMTPConnection({
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
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    customAuth: { XOAUTH2: authenticate },
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

/** In our own words, because the library hides a refusal behind its attempt to renew the token. */
const authenticate: NonNullable<SMTPConnectionOptions['customAuth']>[string] = async ({
  auth,
  sendCommand,
}) => {
  let answer = await sendCommand(`AUTH XOAUTH2 ${auth.oauth2?.buildXOAuth2Token() ?? ''}`);
  // A refusal can come as a challenge that says why; an empty line asks for the verdict.
  if (answer.status === 334) answer = await sendCommand('');
  if (answer.status !== 235) throw new AppError('unauthorized', 'The sign-in was refused');
};

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
    const deadline = setTimeout(() => {
      fail(deadlineError(longest));
      connection.close();
    }, longest);
    const fail = (error: unknown) => {
      clearTimeout(deadline);
      const { failure } = normalizeSmtpError(error);
      const isAnswered = failure.origin === 'smtp' && failure.code !== undefined;
      resolve({ kind: isHandedOver && !isAnswered ? 'unknown' : 'not_sent', failure });
    };
    connection.once('error', fail);
    const target = { from: envelope.from, to: [...envelope.to], size: raw.length };
    connection.send(target, stream, (error, info) => {
      clearTimeout(deadline);
      if (error !== null) return fail(error);
      const refused = (info.rejectedErrors ?? []).map(({ recipient, response, message }) => ({
        address: recipient ?? '',
        text: response ?? message,
      }));
      resolve({ kind: 'sent', reply: info.response, assignedId: readAssignedId(info.response), refused });
    });
  });
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

function deadlineError(milliseconds: number): Error {
  const text = `The server did not come to an end within ${milliseconds / 1000} seconds (timeout).`;
  return Object.assign(new Error(text), { code: 'ETIMEDOUT' });
}
