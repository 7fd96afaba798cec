import { AppError } from '../errors.ts';

/** What a message may cost; beyond any of these it is refused before or while it is taken apart. */
export interface ParseLimits {
  readonly totalBytes: number;
  readonly lineBytes: number;
  /** The header block of one MIME part; a line counts for at least 64 bytes. */
  readonly headerBytes: number;
  readonly headerFields: number;
  readonly parts: number;
  readonly depth: number;
  /** HTML longer than this stays an attachment: sanitizing and showing it would cost more than it tells. */
  readonly htmlBytes: number;
}

export const defaultLimits: ParseLimits = {
  totalBytes: 25 * 1024 * 1024,
  // RFC 5322 section 2.1.1 allows 998, but contact forms send whole attachments as one line of base64.
  lineBytes: 16 * 1024 * 1024,
  headerBytes: 512 * 1024,
  headerFields: 2_000,
  parts: 1_000,
  depth: 50,
  htmlBytes: 4 * 1024 * 1024,
};

/** Refuses, before any parsing, what only needs counting. */
export function checkSize(raw: Uint8Array, limits: ParseLimits): void {
  if (raw.length > limits.totalBytes) {
    throw tooMuch(`is ${raw.length} bytes long`, `${limits.totalBytes} bytes`);
  }
  if (raw.length <= limits.lineBytes) return;
  for (let start = 0; start < raw.length; ) {
    const end = raw.indexOf(0x0a, start);
    const length = (end < 0 ? raw.length : end) - start;
    if (length > limits.lineBytes) {
      throw tooMuch(`has a line of ${length} bytes`, `${limits.lineBytes} bytes`);
    }
    start += length + 1;
  }
}

/** @returns the error for a message that goes beyond a limit: one sentence with what it has and what is allowed. */
export function tooMuch(has: string, allowed: string, cause?: unknown): AppError {
  return new AppError('invalid', `The message ${has}; at most ${allowed} are accepted.`, { cause });
}
