import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client/sqlite3';
import { AppError } from '../../errors.ts';
import { describeWorkFailure } from './failure.ts';
import { assertWritable, findDataFile, giveToOwner } from './file-access.ts';
import { identifyFile } from './file-identity.ts';
import { assertKeyFits, lookAtFile } from './look-at-file.ts';
import { assertNotMounted } from './mounted-file.ts';
import { prepareNativeAddon } from './native-addon.ts';

interface InstanceLock {
  /** Takes the lock on the file itself where there was no file yet. @throws AppError conflict */
  follow(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Makes this process the only writer of a data file. Two locks, which the kernel ends when the process dies, however it dies:
 * an open write transaction on a small second SQLite file in the same folder, and one on the file itself, whatever it is
 * called and whatever became of the lock file.
 * @param opened with what key the file is opened next, where it is
 * @throws AppError conflict when another process holds one of them, invalid when the file is none of Postroom's
 */
export async function takeInstanceLock(
  dataPath: string,
  opened?: { readonly key: string | undefined },
): Promise<InstanceLock> {
  // Beside what is no data file nothing is written, no lock either.
  findDataFile(dataPath);
  prepareNativeAddon(dirname(dataPath));
  assertNotMounted(dataPath);
  assertWritable(dataPath);
  const byName = await lockFile(dataPath);
  const held: Held[] = [byName];
  const release = async () => {
    for (const lock of held.splice(0).reverse()) await lock.release();
  };
  const follow = async () => {
    const byNode = held.length > 1 ? undefined : await lockNode(dataPath);
    if (byNode !== undefined) held.push(byNode);
  };
  try {
    const { isPlain } = lookAtFile(dataPath);
    if (opened !== undefined) assertKeyFits(dataPath, isPlain, opened.key);
    await follow();
    return { release, follow };
  } catch (error) {
    await release();
    throw error;
  }
}

interface Held {
  release(): Promise<void>;
}

/**
 * A name in the kernel that is made of device and inode, so that a hard link is known by it: Linux calls it an abstract
 * socket (unix(7)), Windows a named pipe. Elsewhere the lock file alone has to do.
 */
async function lockNode(dataPath: string): Promise<Held | undefined> {
  const identity = identifyFile(dataPath);
  const prefix = { linux: '\0', win32: '\\\\.\\pipe\\' }[process.platform as string];
  if (identity === undefined || prefix === undefined) return undefined;
  const server = createServer((socket) => socket.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(`${prefix}postroom-${identity}`, resolve);
  await promise.catch((cause: unknown) => {
    throw alreadyRuns(dataPath, cause);
  });
  // A process that has nothing else to do may end.
  server.unref();
  return { release: () => new Promise((closed) => server.close(() => closed())) };
}

async function lockFile(dataPath: string): Promise<Held> {
  const path = `${dataPath}.lock`;
  try {
    const held = await holdWrite(path);
    giveToOwner(path, dataPath);
    return held;
  } catch (cause) {
    if (!isBusy(cause)) throw describeWorkFailure(cause, `Cannot write ${path}`);
    await checkLocking(dataPath);
    throw alreadyRuns(dataPath, cause);
  }
}

/** A file system without locks (ENOLCK) says "busy" to the first who asks, too. @throws AppError unavailable */
async function checkLocking(dataPath: string): Promise<void> {
  const path = `${dataPath}.lock-try-${process.pid}`;
  try {
    await (await holdWrite(path)).release();
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
    throw new AppError(
      'unavailable',
      `The file system of ${dirname(dataPath)} does not lock files (ENOLCK), so nothing would keep a second Postroom out; expected a local disk, or a share with locks.`,
      { cause },
    );
  } finally {
    for (const end of ['', '-journal']) rmSync(path + end, { force: true });
  }
}

async function holdWrite(path: string): Promise<Held> {
  let client: Client | undefined;
  try {
    const opened = createClient({ url: pathToFileURL(path).href, concurrency: 1, timeout: 0 });
    client = opened;
    const transaction = await opened.transaction('write');
    return {
      async release() {
        await transaction.rollback();
        opened.close();
      },
    };
  } catch (error) {
    client?.close();
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}

function alreadyRuns(dataPath: string, cause: unknown): AppError {
  return new AppError(
    'conflict',
    `Another Postroom already runs on ${dataPath}; stop it first, or use another file (--data).`,
    { cause },
  );
}
