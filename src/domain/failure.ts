import { AppError, type ErrorCode } from '../errors.ts';

/** What a server or the network answered, normalised once by the adapter that heard it; `diagnose` turns it into words. */
export interface Failure {
  readonly origin: 'entra' | 'imap' | 'smtp' | 'graph' | 'network';
  /**
   * imap: NO, BAD, BYE or a bracketed response code (`NONEXISTENT`); smtp: the reply code (`535`);
   * graph: `error.code` of the answer (`ErrorAccessDenied`), or its status;
   * network: Node's code (`ENOTFOUND`, `ECONNREFUSED`, `CERT_HAS_EXPIRED`), ETIMEDOUT for a deadline of ours.
   */
  readonly code?: string | undefined;
  /** The command that was answered (`AUTHENTICATE`, `SELECT`, `RCPT`; Graph: `LIST`, `FETCH`, `SETTLE`, `SEND`), where there was one. */
  readonly command?: string | undefined;
  /** Entra's `error_codes`, or the numbers in its text. */
  readonly aadsts?: readonly number[] | undefined;
  /** Entra's `error`, such as `invalid_grant`. */
  readonly error?: string | undefined;
  /** The HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** Network: whether the server may have got what was asked of it. */
  readonly hasLeft?: boolean | undefined;
  /** How long the server has asked to be left alone, in milliseconds. */
  readonly retryAfter?: number | undefined;
  /** The server's own words, or the network error's message. No tokens. */
  readonly text: string;
}

/** A server may say whatever it likes, as long as it likes; what is kept of it is for people to read. */
const longestText = 1_500;
const longestCode = 100;

/** A failure outside Postroom, on its way to a diagnosis. */
export class RemoteError extends AppError {
  readonly failure: Failure;

  constructor(failure: Failure, options: { code?: ErrorCode; message?: string; cause?: unknown } = {}) {
    const text = failure.text.slice(0, longestText);
    super(options.code ?? 'unavailable', options.message ?? text, {
      ...('cause' in options ? { cause: options.cause } : {}),
    });
    this.name = 'RemoteError';
    const { code } = failure;
    this.failure = { ...failure, text, ...(code === undefined ? {} : { code: code.slice(0, longestCode) }) };
  }
}

/** @returns the failure that `error` or one of its causes carries. */
export function findFailure(error: unknown): Failure | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof RemoteError) return at.failure;
  }
  return undefined;
}
