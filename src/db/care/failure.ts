import { DrizzleQueryError } from 'drizzle-orm';
import { describeUnstored } from '../../domain/disk-room.ts';
import { AppError, describeFileFault } from '../../errors.ts';

/**
 * @returns the error libSQL threw. Drizzle's wrapper carries every parameter in its message,
 * which could put a mail or a secret into a log.
 */
export function unwrapQueryError(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
}

/**
 * True when the disk or the memory failed, or another program has the file, and not the statement: nothing can be stored
 * now, and no message is to blame.
 */
export function isStorageFailure(error: unknown): boolean {
  const code = errorCode(unwrapQueryError(error));
  return /^SQLITE_(FULL|IOERR|NOMEM|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY)/.test(code);
}

/** True where a page was not what it should be, or was not there. */
export function isReadFailure(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|IOERR|CANTOPEN|NOMEM)/.test(errorCode(unwrapQueryError(error)));
}

/** Of an error that was normalised, or was not yet: another program has locked the file for longer than is waited. */
export function isLockedOut(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : unwrapQueryError(error);
  return errorCode(cause).startsWith('SQLITE_BUSY');
}

/** Of an error that was normalised. */
export function isDiskFailure(error: unknown): boolean {
  return (
    error instanceof AppError &&
    error.code === 'unavailable' &&
    isStorageFailure(error.cause) &&
    !isLockedOut(error)
  );
}

/** @returns the disk's own words: `database or disk is full` */
export function describeStorageFailure(error: unknown): string {
  return wordsOfStorage((error as { cause?: unknown }).cause);
}

/** The same of the error that libSQL threw. */
export function wordsOfStorage(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).replace(/^SQLITE_\w+: /, '');
}

/** What the file system says that has no room, fails or cannot be written. */
const diskErrors = ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG', 'EMFILE', 'ENFILE'];

/**
 * For work on the whole file, of which nothing is left when it fails.
 * @param what was not done, as a beginning of a sentence
 * @returns an AppError that names the disk where that is to blame, else the error itself
 */
export function describeWorkFailure(error: unknown, what: string): unknown {
  if (error instanceof AppError) return error;
  const cause = unwrapQueryError(error);
  const code = errorCode(cause);
  // A damaged file, or one that is cut short, is so on any disk.
  const isOfFile = /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ|IOERR_CORRUPTFS)/.test(code);
  const isOfDisk = diskErrors.includes(code) || (isStorageFailure(cause) && !isOfFile);
  if (!isOfDisk) return error;
  const text = diskErrors.includes(code) ? describeFileFault(cause, 'write') : wordsOfStorage(cause);
  return new AppError(
    'unavailable',
    `${what}: ${text}. Nothing is lost; make room, or mend the disk, and do it again.`,
    {
      cause,
    },
  );
}

/** True when a UNIQUE or PRIMARY KEY rule refused a row. */
export function isUniqueViolation(error: unknown): boolean {
  const cause = unwrapQueryError(error);
  return errorCode(cause).startsWith('SQLITE_CONSTRAINT') && /UNIQUE/.test(String(cause));
}

/** @returns an AppError: `unavailable`, and who mends it, for storage failures, else the error unwrapped. */
export function normalizeDbError(error: unknown): unknown {
  const cause = unwrapQueryError(error);
  if (!isStorageFailure(cause)) return cause;
  const code = errorCode(cause);
  const other = code.startsWith('SQLITE_BUSY') ? 'locked' : 'failed';
  const kind = code.startsWith('SQLITE_FULL') ? 'full' : other;
  return new AppError('unavailable', describeUnstored(kind, wordsOfStorage(cause)), { cause });
}

function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { extendedCode, code } = error as { extendedCode?: unknown; code?: unknown };
  return String(extendedCode ?? code ?? '');
}
