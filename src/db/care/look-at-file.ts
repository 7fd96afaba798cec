import { closeSync, readSync, statSync } from 'node:fs';
import { AppError } from '../../errors.ts';
import { findDataFile, openToLook } from './file-access.ts';
import { applicationId } from './migrate.ts';

const magic = 'SQLite format 3\0';
const smallestPage = 512;

/** What the first bytes of a file that is not encrypted say (https://www.sqlite.org/fileformat2.html#the_database_header). */
interface Header {
  readonly applicationId: number;
  /** Bytes that the file has at least; undefined where the header does not say. */
  readonly length: number | undefined;
}

/**
 * Looks whether a file can be a Postroom data file, before anything opens it, because SQLite changes what it opens.
 * Only where no connection of this process has it open: closing the file drops SQLite's locks on it.
 * @returns whether it is a plain SQLite file, which is none that is encrypted
 * @throws AppError invalid when it is another program's, empty or cut short
 */
export function lookAtFile(path: string): { readonly isPlain: boolean } {
  const found = findDataFile(path);
  if (found === undefined) {
    checkStrayLog(path);
    return { isPlain: false };
  }
  if (found.size < smallestPage) {
    const what = found.size === 0 ? 'is empty' : `has only ${found.size} bytes`;
    throw new AppError(
      'invalid',
      `${path} ${what}; expected a Postroom data file, or the name of a new one. Nothing was changed: move it away, or restore a backup.`,
    );
  }
  const hasLog = sizeOf(`${path}-wal`) > 0;
  const header = readHeader(path);
  checkLength(path, found.size, hasLog, header?.length);
  if (header === undefined) return { isPlain: false };
  if (header.applicationId === applicationId) return { isPlain: true };
  // An early end can have left the mark in the log alone.
  if (header.applicationId === 0 && hasLog && hasMarkInLog(`${path}-wal`)) return { isPlain: true };
  throw foreignFile(path);
}

/** @throws AppError invalid for a key to a file that has none, with what to do */
export function assertKeyFits(path: string, isPlain: boolean, key: string | undefined): void {
  if (!isPlain || key === undefined) return;
  throw new AppError(
    'invalid',
    `${path} is not encrypted, and POSTROOM_KEY is set. Encrypt it, once, with "postroom key set", which keeps a verified copy first; or start without POSTROOM_KEY. Nothing was changed.`,
  );
}

export function foreignFile(path: string): AppError {
  return new AppError(
    'invalid',
    `${path} belongs to another program; expected a Postroom data file. Nothing was changed.`,
  );
}

/** A log without its file would be played into whatever comes under that name. */
function checkStrayLog(path: string): void {
  if (sizeOf(`${path}-wal`) === 0) return;
  throw new AppError(
    'invalid',
    `${path}-wal is the log of a data file that is not there; expected both files or none. Put ${path} back, or move the log away.`,
  );
}

function checkLength(path: string, size: number, hasLog: boolean, length: number | undefined): void {
  // A program that was killed while it folded its log leaves a file that the log completes.
  if (hasLog) return;
  const least = length ?? Math.ceil(size / smallestPage) * smallestPage;
  if (size >= least) return;
  throw new AppError(
    'invalid',
    `${path} is cut short: it has ${size} bytes of at least ${least}. Nothing was changed: restore a backup.`,
  );
}

/** @returns undefined for an encrypted file, and for anything else that is no plain SQLite file */
function readHeader(path: string): Header | undefined {
  const bytes = Buffer.alloc(100);
  const file = openToLook(path);
  try {
    readSync(file, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(file);
  }
  if (bytes.toString('latin1', 0, magic.length) !== magic) return undefined;
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16);
  // The count of pages is good only where both counters agree.
  const isCounted = bytes.readUInt32BE(24) === bytes.readUInt32BE(92);
  const length = isCounted ? bytes.readUInt32BE(28) * pageSize : undefined;
  return { applicationId: bytes.readUInt32BE(68), length };
}

/** Looks for the first page among the frames of a log (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). */
function hasMarkInLog(path: string): boolean {
  const file = openToLook(path);
  try {
    const head = Buffer.alloc(32);
    readSync(file, head, 0, 32, 0);
    const frame = 24 + head.readUInt32BE(8);
    const bytes = Buffer.alloc(24 + 100);
    for (let at = 32; readSync(file, bytes, 0, bytes.length, at) === bytes.length; at += frame) {
      if (bytes.readUInt32BE(0) === 1 && bytes.readUInt32BE(24 + 68) === applicationId) return true;
    }
    return false;
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
