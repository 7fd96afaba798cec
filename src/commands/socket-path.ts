import { createHash } from 'node:crypto';
import { lstat, mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '../errors.ts';

/**
 * Beside the data file; where that is too long for a socket (sun_path holds 108 bytes), in a folder of the temporary one
 * that only we may look into.
 */
export function socketPath(dataPath: string): string {
  const name = createHash('sha256').update(dataPath).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\postroom-${name}`;
  const beside = `${dataPath}.sock`;
  if (Buffer.byteLength(beside) < 100) return beside;
  return join(tmpdir(), `postroom-${ownId()}-${name}`, 'control.sock');
}

/** Makes room for the socket. @returns its path @throws AppError conflict where somebody else has put something there */
export async function prepareSocketPath(dataPath: string): Promise<string> {
  const path = socketPath(dataPath);
  if (process.platform === 'win32') return path;
  const folder = dirname(path);
  if (folder !== dirname(dataPath)) {
    await mkdir(folder, { mode: 0o700 }).catch(ignoreExisting);
    const { uid, mode, isDirectory } = await describe(folder);
    if (!isDirectory || uid !== ownId() || (mode & 0o077) !== 0) {
      throw new AppError('conflict', `${folder} is not a folder of our own; remove it, or set TMPDIR.`);
    }
  }
  const found = await describe(path).catch(() => undefined);
  if (found !== undefined && !found.isSocket) {
    throw new AppError('conflict', `${path} is in the way: expected nothing, or a socket of an earlier run.`);
  }
  // The instance lock is held, so a socket that lies here belongs to a process that died.
  await rm(path, { force: true });
  return path;
}

/**
 * What a command says to the socket (passwords among it) is for the instance alone: its owner is whoever calls, or the one
 * of the data file.
 * @returns false where there is none @throws AppError conflict where it belongs to somebody else
 */
export async function isOwnSocket(path: string, dataPath: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const found = await describe(path).catch(() => undefined);
  if (found === undefined) return false;
  const owner = await stat(dataPath).catch(() => undefined);
  const isOurs = found.isSocket && (found.uid === ownId() || found.uid === owner?.uid);
  if (isOurs) return true;
  throw new AppError(
    'conflict',
    `${path} belongs to the system's user ${found.uid}, not to you or the owner of the data file: it is not trusted. Remove it, and start Postroom again.`,
  );
}

async function describe(path: string) {
  const found = await lstat(path);
  return { uid: found.uid, mode: found.mode, isSocket: found.isSocket(), isDirectory: found.isDirectory() };
}

function ownId(): number {
  return process.getuid?.() ?? 0;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
