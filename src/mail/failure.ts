import { RemoteError } from '../domain/failure.ts';
import { wordTable } from '../domain/word-table.ts';

/** What imapflow puts on its errors; none of it is promised. */
interface LibraryError {
  readonly message?: string;
  readonly code?: string;
  readonly responseStatus?: string;
  readonly responseText?: string;
  readonly serverResponseCode?: string;
  readonly authenticationFailed?: boolean;
  /** The words of the server's BYE. */
  readonly reason?: string;
  readonly tlsFailed?: boolean;
  /** After a refused SELECT imapflow asks whether there is such a folder. */
  readonly mailboxMissing?: boolean;
  readonly response?: unknown;
  /** What a failure came from: on the way through a proxy, or while an answer was read. */
  readonly _err?: { readonly message?: string };
}

const timeouts = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT', 'ETIMEOUT', 'ETIMEDOUT']);
const closed = new Set([
  'NoConnection',
  'EConnectionClosed',
  'StateLogout',
  'ClosedAfterConnectText',
  'ClosedAfterConnectTLS',
]);

/** What imapflow says without having asked the server, and nothing was sent then. */
const ownWords = wordTable({
  'Unsupported authentication mechanism': 'AUTH_MISSING',
  'No matching authentication method': 'AUTH_MISSING',
  'Login is disabled': 'LOGINDISABLED',
});

/**
 * Turns whatever imapflow or a socket threw into the one shape that a diagnosis reads.
 * @param command the IMAP command that was under way
 * @param goodbye the words of a BYE that the server sent before
 */
export function normalizeImapError(error: unknown, command: string, goodbye?: string): RemoteError {
  if (error instanceof RemoteError) return error;
  const known: LibraryError =
    typeof error === 'object' && error !== null ? error : { message: String(error) };
  if (known._err instanceof RemoteError) return new RemoteError({ ...known._err.failure, command });
  const code = known.code ?? '';
  if (known.tlsFailed === true && code === '') {
    return networkFailure('STARTTLS_MISSING', 'STARTTLS', known.message ?? 'STARTTLS is missing.', error);
  }
  // Something stands in between, or the server is not what it says: nothing secret was sent.
  if (code === 'STARTTLS_INJECTION')
    return networkFailure('EPROTO', 'STARTTLS', known.message ?? code, error);
  // Node's TLS errors have a `reason` too, which is no BYE.
  const bye = isNetworkCode(code) ? undefined : (known.reason ?? (closed.has(code) ? goodbye : undefined));
  if (bye !== undefined) return imapFailure('BYE', command, bye, error);
  if (known.responseStatus !== undefined) return describeRefusal(known, command, error);
  if (code === 'EPROXY' || code === 'ProxyError') {
    return networkFailure('PROXY_REFUSED', command, known._err?.message ?? known.message ?? code, error);
  }
  if (timeouts.has(code)) return networkFailure('ETIMEDOUT', command, known.message ?? code, error);
  if (closed.has(code)) return networkFailure('ECONNRESET', command, 'The connection was cut.', error);
  const own = known.message === undefined ? undefined : ownWords[known.message];
  if (own !== undefined) return imapFailure(own, 'AUTHENTICATE', known.message ?? '', error);
  if (known.authenticationFailed === true) {
    // "User is authenticated but not connected" comes as a failed sign-in, with these words as its response.
    const text = textOf(known.response) ?? known.message ?? 'Authentication failed.';
    return imapFailure('NO', 'AUTHENTICATE', text, error);
  }
  if (isNetworkCode(code)) {
    return networkFailure(code, command, known._err?.message ?? known.message ?? code, error);
  }
  return imapFailure(code, command, textOf(known.response) ?? known.message ?? 'Unreadable answer.', error);
}

function describeRefusal(known: LibraryError, command: string, error: unknown): RemoteError {
  const text = known.responseText ?? textOf(known.response) ?? `${command} was refused.`;
  const name = known.authenticationFailed === true ? 'AUTHENTICATE' : command;
  const status = known.mailboxMissing === true ? 'NONEXISTENT' : known.responseStatus;
  const code = known.serverResponseCode ?? findResponseCode(known.response) ?? status;
  return imapFailure(code ?? '', name, text, error);
}

/** @returns the failure of a step that took longer than it may. */
export function deadlineError(command: string, milliseconds: number): RemoteError {
  const seconds = Math.round(milliseconds / 1000);
  return networkFailure('ETIMEDOUT', command, `No answer to ${command} within ${seconds} seconds.`);
}

function imapFailure(code: string, command: string, text: string, cause?: unknown): RemoteError {
  return new RemoteError({ origin: 'imap', code, command, text }, { cause });
}

function networkFailure(code: string, command: string, text: string, cause?: unknown): RemoteError {
  return new RemoteError({ origin: 'network', code, command, text }, { cause });
}

/** Of FETCH and STATUS imapflow leaves the answer as it has taken it apart. @returns such as UNAVAILABLE (RFC 5530) */
function findResponseCode(response: unknown): string | undefined {
  const [first] =
    (response as { attributes?: { section?: { value?: unknown }[] }[] } | undefined)?.attributes ?? [];
  const value = first?.section?.[0]?.value;
  return typeof value === 'string' && /^[A-Z][A-Z\d-]{1,40}$/i.test(value) ? value.toUpperCase() : undefined;
}

function textOf(response: unknown): string | undefined {
  return typeof response === 'string' && response !== '' ? response : undefined;
}

// Node's own and OpenSSL's codes are in capitals; imapflow's are in camel case.
function isNetworkCode(code: string): boolean {
  return /^(E[A-Z0-9_]+|[A-Z]+_[A-Z_]*CERT[A-Z_]*|CERT_[A-Z_]+|UNABLE_TO_[A-Z_]+|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|ERR_(TLS|SSL|SOCKET)_[A-Z0-9_/]+)$/.test(
    code,
  );
}
