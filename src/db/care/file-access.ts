import {
  accessSync,
  chownSync,
  constants,
  lstatSync,
  openSync,
  readlinkSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError, describeFileFault } from '../../errors.ts';

/**
 * Looks what lies under the name of a data file, without opening it: a named pipe would be waited for.
 * @returns undefined where nothing does
 * @throws AppError invalid for what is no file and for a link that leads to nothing, unavailable where this user may not look
 */
export function findDataFile(path: string): Stats | undefined {
  const found = look(statSync, path);
  if (found === undefined) {
    assertNoLink(path);
    return undefined;
  }
  if (found.isFile()) return found;
  throw new AppError('invalid', `${path} is no file; expected a Postroom data file.`);
}

/** A new file would be made where the link stands, and the one that it leads to is on a disk that is not mounted. */
function assertNoLink(path: string): void {
  if (look(lstatSync, path)?.isSymbolicLink() !== true) return;
  throw new AppError(
    'invalid',
    `${path} is a link to ${readlinkSync(path)}, which is not there; expected a Postroom data file, or the name of a new one. Is its disk mounted?`,
  );
}

function look(read: typeof statSync | typeof lstatSync, path: string): Stats | undefined {
  try {
    return read(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw notReadable(path, cause);
  }
}

/** Closing it drops SQLite's locks on it. @throws AppError that says why not, and who can */
export function openToLook(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw notReadable(path, cause);
  }
}

function notReadable(path: string, cause: unknown): AppError {
  const { code } = cause as NodeJS.ErrnoException;
  const isForbidden = code === 'EACCES' || code === 'EPERM';
  const expected = isForbidden ? 'the user that Postroom runs as, or root' : 'a Postroom data file';
  const message = `${path} cannot be read: ${describeFileFault(cause)}; expected ${expected}.`;
  return new AppError(isForbidden ? 'unavailable' : 'invalid', message, { cause });
}

/**
 * Looks whether this user may write to a data file and to what lies beside it, because SQLite says of each reason no more than
 * "unable to open database file". It opens none of them: closing one would drop SQLite's locks on it.
 * @throws AppError unavailable that says why not, and who can
 */
export function assertWritable(dataPath: string): void {
  const folder = dirname(dataPath);
  const folderFault = findFault(folder, constants.W_OK | constants.X_OK);
  if (folderFault === 'ENOENT' || folderFault === 'ENOTDIR') {
    throw refusal(folder, 'there is no such folder', 'a folder for the data file (--data)');
  }
  if (folderFault !== undefined) throw describeFault(folder, folderFault);
  for (const path of [dataPath, `${dataPath}.lock`, `${dataPath}-wal`, `${dataPath}-shm`]) {
    const fault = findFault(path, constants.R_OK | constants.W_OK);
    if (fault !== undefined && fault !== 'ENOENT') throw describeFault(path, fault);
  }
}

/**
 * What root puts beside a data file, or in its place, belongs to whom the file belongs to: the service, which runs as that user,
 * could not open it otherwise.
 */
export function giveToOwner(path: string, dataPath: string): void {
  if (process.getuid?.() !== 0) return;
  const owner = statSync(dataPath, { throwIfNoEntry: false });
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
}

/** @returns what the system says against it, by its code; undefined: nothing */
function findFault(path: string, mode: number): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

function describeFault(path: string, fault: string): AppError {
  if (fault === 'EROFS') {
    return refusal(path, 'its disk is mounted read-only', 'a disk that can be written to, also to read from');
  }
  const owner = statSync(path, { throwIfNoEntry: false })?.uid;
  const own = process.getuid?.();
  if (fault !== 'EACCES' || owner === undefined || own === undefined) {
    return refusal(path, fault, 'a writable folder for the data file (--data)');
  }
  if (owner === own) return refusal(path, 'its mode forbids it to its own user', 'mode u+rw (chmod)');
  return refusal(
    path,
    `it belongs to user ${owner}, and this is user ${own}`,
    'the user that Postroom runs as, or root; or give it to this one (chown)',
  );
}

function refusal(path: string, why: string, expected: string): AppError {
  return new AppError('unavailable', `Cannot write ${path}: ${why}; expected ${expected}.`);
}
