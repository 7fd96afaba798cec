import { RemoteError } from '../domain/failure.ts';

/** What nodemailer puts on its errors. */
interface LibraryError {
  readonly message?: string;
  /** Its own code: ECONNECTION, EAUTH, EENVELOPE … */
  readonly code?: string;
  /** The system's, where its own took the place. */
  readonly originalCode?: string;
  readonly response?: string | false;
  readonly responseCode?: number;
  readonly command?: string;
}

/** Turns what nodemailer or a socket threw into the one shape that a diagnosis reads. */
export function normalizeSmtpError(error: unknown, options = { hasPassword: false }): RemoteError {
  if (error instanceof RemoteError) return error;
  const known: LibraryError =
    typeof error === 'object' && error !== null ? error : { message: String(error) };
  const name = nameOf(known.command);
  // A diagnosis of a token is of no use to who has typed a password.
  const command = options.hasPassword && name === 'AUTH' ? 'LOGIN' : name;
  const text = typeof known.response === 'string' && known.response !== '' ? known.response : known.message;
  if (/STARTTLS/.test(known.command ?? '') || isStartTlsMissing(known)) {
    const isOffered = known.responseCode === undefined || known.responseCode < 500;
    if (!isOffered) return startTlsMissing(text, error);
  }
  if (known.responseCode !== undefined && known.responseCode >= 400) {
    const failure = { origin: 'smtp', code: String(known.responseCode), command, text: text ?? '' } as const;
    return new RemoteError(failure, { cause: error });
  }
  const isOwn = known.code === 'EENVELOPE' || known.code === 'EMESSAGE' || known.code === 'EAUTH';
  if (isOwn) {
    return new RemoteError({ origin: 'smtp', command, text: text ?? known.code ?? '' }, { cause: error });
  }
  const failure = {
    origin: 'network',
    code: networkCode(known),
    command,
    text: text ?? 'The connection was cut.',
  } as const;
  return new RemoteError(failure, { cause: error });
}

/** Codes like 502 to STARTTLS, or to EHLO from a server that is too old for it. */
function isStartTlsMissing({ message }: LibraryError): boolean {
  return /HELO does not support required STARTTLS/.test(message ?? '');
}

function startTlsMissing(text: string | undefined, cause: unknown): RemoteError {
  const failure = {
    origin: 'network',
    code: 'STARTTLS_MISSING',
    command: 'STARTTLS',
    text: text ?? '',
  } as const;
  return new RemoteError(failure, { cause });
}

// "AUTH XOAUTH2", "MAIL FROM", "RCPT TO", "CONN": the first word is the command.
function nameOf(command: string | undefined): string | undefined {
  const word = command?.split(' ')[0];
  return word === 'CONN' ? 'CONNECT' : word === 'API' ? undefined : word;
}

function networkCode({ code, originalCode, message }: LibraryError): string {
  if (code === 'ETIMEDOUT' || /timeout|timed out/i.test(message ?? '')) return 'ETIMEDOUT';
  if (originalCode !== undefined) return originalCode;
  if (code === undefined || code === 'ECONNECTION' || code === 'ESOCKET' || code === 'ESTREAM')
    return 'ECONNRESET';
  if (code === 'EPROXY') return 'PROXY_REFUSED';
  return code === 'EDNS' ? 'ENOTFOUND' : code;
}
