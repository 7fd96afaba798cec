import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, chmod, copyFile, rename, rm, stat } from 'node:fs/promises';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { AppError, describeFileFault } from '../../errors.ts';
import { checkDataFile, damageChecks } from './check.ts';
import { connect, type DataFileOptions, describeOpenFailure } from './connect.ts';
import { listErasedSince } from './erased-since.ts';
import { describeWorkFailure } from './failure.ts';
import { giveToOwner } from './file-access.ts';
import { checkOwner, readFileFacts } from './file-facts.ts';
import { describeFinding } from './finding.ts';
import { fitKey } from './fit-key.ts';
import { findForeignSchema } from './foreign-schema.ts';
import { holdOutbox } from './hold-outbox.ts';
import { keepAccess } from './keep-access.ts';
import { keepUnder, keptMarks, stampOf } from './kept-name.ts';
import { removeOldCopies } from './leftovers.ts';
import { type LongWork, unwatchedWork } from './long-work.ts';
import { noteRestore } from './note-restore.ts';
import { readEarlier } from './read-earlier.ts';
import { skipGivenIds } from './skip-given-ids.ts';
import { sync, syncFolder } from './sync.ts';

export interface Restored {
  readonly path: string;
  /** Where the earlier data file is now; undefined when there was none. */
  readonly keptAs: string | undefined;
  /** What that one holds; undefined where it cannot be read. */
  readonly kept: { readonly tickets: number; readonly articles: number } | undefined;
  readonly version: number;
  readonly tickets: number;
  readonly articles: number;
  /** Messages that waited to be sent, and may have gone out since the backup was made. */
  readonly held: number;
  /** Who gets in is as it was in the earlier data file; else as in the backup. */
  readonly isAccessKept: boolean;
  /** Customers who were erased since the backup, and are in it. */
  readonly erased: number;
}

/**
 * Puts a backup in the place of the data file, after it has been verified; the earlier file is kept beside it.
 * The caller holds the instance lock. At every moment one whole data file lies under the name.
 * @throws AppError invalid when the backup is not sound; then nothing has changed
 */
export async function restoreBackup(
  { path, key }: DataFileOptions,
  backup: string,
  now: Date,
  work: LongWork = unwatchedWork,
): Promise<Restored> {
  await checkPaths(path, backup);
  await removeOldCopies(path, now);
  const fresh = `${path}.restoring-${randomBytes(4).toString('hex')}`;
  let isReplaced = false;
  try {
    await copyWithLog(backup, fresh);
    const options = { path: fresh, key: await fitKey({ path: fresh, key }) };
    const facts = await verify(options, backup, work);
    const earlier = { path, key: await fitKey({ path, key }) };
    const followed = await followOn(options, earlier, now);
    await sync(fresh);
    giveToOwner(fresh, path);
    const aside = await setAside(earlier, now);
    await rename(fresh, path);
    isReplaced = true;
    await syncFolder(path);
    return { path, ...aside, ...facts, ...followed };
  } catch (error) {
    throw isReplaced ? error : describeWorkFailure(error, 'The backup was not restored');
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(fresh + end, { force: true });
  }
}

/** What was done since is not undone by the file that takes the place, as far as others know of it or were shut out by it. */
async function followOn(
  fresh: DataFileOptions,
  earlier: DataFileOptions,
  now: Date,
): Promise<Pick<Restored, 'held' | 'isAccessKept' | 'erased'>> {
  const client = connect(fresh);
  try {
    const held = await holdOutbox(client, earlier);
    const erased = await listErasedSince(client, earlier);
    const isAccessKept = await keepAccess(client, earlier, now);
    await skipGivenIds(client, earlier);
    await noteRestore(client, { at: now.getTime(), isAccessKept, erased, isTold: false });
    return { held, isAccessKept, erased: erased.length };
  } finally {
    client.close();
  }
}

async function checkPaths(dataPath: string, backup: string): Promise<void> {
  const found = await stat(backup).catch((cause: unknown) => {
    throw notReadable(backup, cause);
  });
  if (!found.isFile()) throw new AppError('invalid', `${backup} is no file; expected a backup.`);
  if (found.size === 0) throw new AppError('invalid', `${backup} is empty; expected a backup.`);
  await access(backup, constants.R_OK).catch((cause: unknown) => {
    throw notReadable(backup, cause);
  });
  const current = existsSync(dataPath) ? await stat(dataPath) : undefined;
  if (current?.ino === found.ino && current.dev === found.dev) {
    throw new AppError('invalid', `${backup} is the data file itself; expected a backup of it.`);
  }
}

function notReadable(backup: string, cause: unknown): AppError {
  const why = describeFileFault(cause);
  return new AppError('invalid', `The backup ${backup} cannot be read: ${why}; expected a backup.`, {
    cause,
  });
}

/** Works on a copy: even opening a file can write to it. A copy of a stopped program's file may have a log beside it. */
export async function copyWithLog(backup: string, fresh: string): Promise<void> {
  try {
    for (const end of ['', '-wal']) {
      if (end !== '' && !existsSync(backup + end)) continue;
      await copyFile(backup + end, fresh + end);
      await chmod(fresh + end, 0o600);
    }
  } catch (cause) {
    const why = describeFileFault(cause, 'write');
    throw new AppError(
      'unavailable',
      `The backup ${backup} could not be copied to ${fresh}: ${why}. Nothing has changed.`,
      { cause },
    );
  }
}

async function verify(options: DataFileOptions, backup: string, work: LongWork) {
  try {
    const client = connect(options);
    try {
      await client.execute('PRAGMA trusted_schema=OFF');
      await client.execute('PRAGMA cell_size_check=ON');
      const version = await checkOwner(client, backup);
      // One file, without a log, whatever it was before; and before another connection reads it.
      await client.execute('PRAGMA journal_mode=DELETE');
      const foreign = await findForeignSchema(client, version);
      if (foreign.length > 0) {
        throw new AppError(
          'invalid',
          `${backup} holds what no Postroom made: ${foreign.slice(0, 5).join(', ')}.`,
        );
      }
      for await (const finding of checkDataFile(drizzle(client), { ...work, file: options }, damageChecks)) {
        throw new AppError('invalid', `The backup ${backup} is damaged: ${describeFinding(finding)}.`);
      }
      const { rows } = await readFileFacts(client);
      return { version, ...countMail(rows) };
    } finally {
      client.close();
    }
  } catch (error) {
    throw describeUnsound(error, backup);
  }
}

function describeUnsound(error: unknown, backup: string): unknown {
  // A disk that has no room for the copy says nothing about the backup.
  const failure = describeWorkFailure(error, `The backup ${backup} was not restored`);
  if (failure instanceof AppError) return failure;
  const known = describeOpenFailure(failure, backup);
  if (known.code === 'invalid') return known;
  return new AppError('invalid', `The backup ${backup} is damaged: ${known.message}`, { cause: error });
}

interface SetAside {
  readonly keptAs: string | undefined;
  /** What the earlier data file holds; undefined where it cannot be read. */
  readonly kept: Pick<Restored, 'tickets' | 'articles'> | undefined;
}

/** Gives the earlier data file another name; its log is folded in where it can be read at all. */
async function setAside(options: DataFileOptions, now: Date): Promise<SetAside> {
  const { path } = options;
  if (!existsSync(path)) return { keptAs: undefined, kept: undefined };
  const kept = await foldLogOf(options);
  const keptAs = await keepUnder(path, `${path}${keptMarks.restore}${stampOf(now)}`);
  await keepLog(path, keptAs);
  await syncFolder(path);
  // Left in place, the old log would be read as the new file's.
  await rm(`${path}-wal`, { force: true });
  await rm(`${path}-shm`, { force: true });
  return { keptAs, kept };
}

/** Without its log the kept file is not what the data file was: where there is no room for that, nothing is kept. */
async function keepLog(path: string, keptAs: string): Promise<void> {
  const log = await stat(`${path}-wal`).catch(() => undefined);
  if (log === undefined || log.size === 0) return;
  try {
    await copyFile(`${path}-wal`, `${keptAs}-wal`, constants.COPYFILE_EXCL);
    await sync(`${keptAs}-wal`);
  } catch (error) {
    for (const end of ['-wal', '']) await rm(keptAs + end, { force: true });
    throw error;
  }
}

/** Of a damaged file, or one with another key, the log stays a file of its own and is kept too. */
function foldLogOf(options: DataFileOptions): Promise<SetAside['kept']> {
  return readEarlier(options, async (client) => {
    await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    return countMail((await readFileFacts(client)).rows);
  });
}

function countMail(rows: ReadonlyMap<string, number>): { tickets: number; articles: number } {
  return { tickets: rows.get('tickets') ?? 0, articles: rows.get('articles') ?? 0 };
}
