import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { trustAuthority } from '../authorities.ts';
import { RemoteError } from '../domain/failure.ts';
import type { TraceSink } from '../domain/protocol-trace.ts';
import { boundResponses } from './imap-bounds.ts';
import { createFetching, type Fetching } from './imap-fetch.ts';
import { createFolders, type Folders } from './imap-folders.ts';
import { createIdling, type IdleTimes, type Idling, usualIdleTimes } from './imap-idle.ts';
import { createSearching, type Searching } from './imap-search.ts';
import { createSettling, type Settling } from './imap-settle.ts';
import { signInBriefly } from './imap-sign-in.ts';
import { createSteps, createStepsLogger } from './imap-steps.ts';
import { nameTlsPort } from './probe-tls.ts';

export interface ImapOptions {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  /** PEM of an authority to trust beside the usual ones. */
  readonly ca?: string | undefined;
  /** URL of an HTTP proxy that leads there (CONNECT). */
  readonly proxy?: string | undefined;
  readonly user: string;
  readonly auth: { readonly accessToken: string } | { readonly password: string };
  readonly trace?: TraceSink | undefined;
  /** The longest silence within one step; one minute by default. */
  readonly stepMilliseconds?: number | undefined;
  readonly idle?: IdleTimes | undefined;
  /** A step takes longer, and is not given up because the line still brings something. */
  readonly onSlow?: (() => void) | undefined;
}

/** A signed-in IMAP connection. Every method fails with a RemoteError only. */
export interface MailConnection extends Folders, Fetching, Searching, Settling, Idling {
  /** Upper case, such as UIDPLUS, MOVE and IDLE. */
  has(capability: string): boolean;
  /** Cuts the line at once: what is under way fails. */
  cut(): void;
  /** Says goodbye; never fails. */
  close(): Promise<void>;
}

/** A literal larger than this ends the connection: larger messages are fetched in pieces. */
const maxLiteralSize = 64 * 1024 * 1024;

const goodbyeMilliseconds = 2000;

/** @throws RemoteError */
export async function connectImap(options: ImapOptions): Promise<MailConnection> {
  const milliseconds = options.stepMilliseconds ?? 60_000;
  const log = createStepsLogger(options.trace);
  const client = new ImapFlow({ ...libraryOptions(options, milliseconds), logger: log.logger as never });
  boundResponses(client);
  const steps = createSteps(client, log, milliseconds, options.onSlow);
  await steps
    .run('CONNECT', () => signInBriefly(client))
    .catch(async (error: unknown) => {
      const isEncrypted = client.secureConnection;
      client.close();
      if (!(error instanceof RemoteError)) throw error;
      const named = options.proxy === undefined ? await nameTlsPort(error, options) : error;
      throw 'password' in options.auth ? namePasswordSignIn(named, isEncrypted) : named;
    });
  return {
    ...createFolders(client, steps),
    ...createFetching(client, steps),
    ...createSearching(client, steps),
    ...createSettling(client, steps),
    ...createIdling(client, steps, options.idle ?? usualIdleTimes),
    has: (capability) => client.capabilities.has(capability),
    cut: () => client.close(),
    async close() {
      const impatience = setTimeout(() => client.close(), goodbyeMilliseconds);
      // Whether the server heard the goodbye makes no difference.
      await steps.run('LOGOUT', () => client.logout()).catch(() => undefined);
      clearTimeout(impatience);
      client.close();
    },
  };
}

/** A diagnosis of a token is of no use to who has typed a password. */
function namePasswordSignIn(error: RemoteError, isEncrypted: boolean): RemoteError {
  const { failure } = error;
  if (failure.command !== 'AUTHENTICATE') return error;
  // RFC 3501 section 7.2.1: with encryption LOGINDISABLED means that passwords are not taken at all.
  const isHidden = failure.code === 'LOGINDISABLED' && !isEncrypted;
  const code = isHidden ? 'NOT_ENCRYPTED' : failure.code;
  return new RemoteError({ ...failure, code, command: 'LOGIN' }, { cause: error });
}

function libraryOptions(options: ImapOptions, milliseconds: number): ImapFlowOptions {
  const { host, port, security, ca, proxy, user, auth } = options;
  return {
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    tls: trustAuthority(ca),
    ...(proxy === undefined ? {} : { proxy }),
    auth: 'accessToken' in auth ? { user, accessToken: auth.accessToken } : { user, pass: auth.password },
    clientInfo: { name: 'Postroom' },
    disableAutoIdle: true,
    disableIMAP4rev2: true,
    disableCompression: true,
    disableBinary: true,
    qresync: false,
    connectionTimeout: milliseconds,
    greetingTimeout: milliseconds,
    socketTimeout: milliseconds + 5000,
    maxIdleTime: 25 * 60 * 1000,
    maxLiteralSize,
    maxResponseSize: maxLiteralSize + 1024 * 1024,
    maxLineLength: 16 * 1024 * 1024,
    maxResponseTokens: 100_000,
  };
}
