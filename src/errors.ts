/** What kind of failure it is; `web/` maps each code to one HTTP status, `main` to one exit code. */
export type ErrorCode =
  | 'invalid'
  | 'not_found'
  | 'conflict'
  | 'unauthorized'
  | 'forbidden'
  | 'unavailable'
  | 'internal';

/** The one error type of the program. `message` is one sentence that a person can act on. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** For `invalid`: what is wrong with each field, by its name in the form. */
  readonly fields: Readonly<Record<string, string>> | undefined;
  /** For `unavailable`: in how many seconds it is worth another try, where that is known. */
  readonly retryAfter: number | undefined;
  /** For `forbidden`: it is done once the person has proved again who he is. */
  readonly needsProof: boolean;
  /** For `conflict`: what others have done since the page was made, by the ids of the facts. It is done once a person has seen them. */
  readonly unseen: readonly number[] | undefined;
  /** For `unavailable`: whoever was asked has not answered, and may have done it all the same. */
  readonly isUnanswered: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      cause?: unknown;
      fields?: Record<string, string>;
      retryAfter?: number;
      needsProof?: boolean;
      unseen?: readonly number[];
      isUnanswered?: boolean;
    } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'AppError';
    this.code = code;
    this.fields = options.fields;
    this.retryAfter = options.retryAfter;
    this.needsProof = options.needsProof ?? false;
    this.unseen = options.unseen;
    this.isUnanswered = options.isUnanswered ?? false;
  }
}

/** @returns `error` itself when it is an AppError, or the one that a library has put around it; else an `internal` one that keeps it as its cause. */
export function toAppError(error: unknown): AppError {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof AppError) return at;
  return new AppError('internal', 'Something went wrong inside Postroom; the log has the cause.', {
    cause: error,
  });
}

const readFaults = new Map([
  ['ENOENT', 'it is not there'],
  ['ENOTDIR', 'it is not there, as what its path names as a folder is a file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'this user may not read it'],
  ['EPERM', 'this user may not read it'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['EIO', 'its disk fails'],
]);

const writeFaults = new Map([
  ['ENOENT', 'its folder is not there'],
  ['ENOTDIR', 'what its path names as a folder is a file'],
  ['EACCES', 'this user may not write there'],
  ['EPERM', 'this user may not write there'],
  ['EROFS', 'that disk takes no writing'],
  ['ENOSPC', 'that disk is full'],
  ['EDQUOT', 'this user has no more room on that disk'],
  ['EFBIG', 'that disk takes no file of this size'],
  ['EIO', 'that disk fails'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
]);

/** @returns why a file cannot be read, or written, as the end of a sentence; of what is not known, the system's words */
export function describeFileFault(cause: unknown, work: 'read' | 'write' = 'read'): string {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  const known = (work === 'read' ? readFaults : writeFaults).get(String(code));
  return known ?? String(message ?? cause);
}
