import { randomBytes } from 'node:crypto';
import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { AppError } from '../../errors.ts';
import { backUp } from './backup.ts';
import { findTornTable } from './check-copy.ts';
import { checkSeals } from './check-seals.ts';
import { connect, type DataFileOptions } from './connect.ts';
import { describeWorkFailure, unwrapQueryError } from './failure.ts';
import { giveToOwner } from './file-access.ts';
import { checkOwner, readFileFacts } from './file-facts.ts';
import { describeFinding } from './finding.ts';
import { chooseFreeName, keptMarks, stampOf } from './kept-name.ts';
import { removeOldCopies } from './leftovers.ts';
import { type LongWork, unwatchedWork } from './long-work.ts';
import { sync, syncFolder } from './sync.ts';

export interface KeyChanged {
  readonly path: string;
  /** The file as it was, with its earlier key or without one. */
  readonly keptAs: string;
  readonly tickets: number;
  readonly articles: number;
}

/**
 * Encrypts the data file, changes its key or takes it away. A verified copy of the file as it was is kept first; the key is
 * changed in another copy, which takes the file's place only when all of it can be read by its new key. The caller holds
 * the instance lock. At every moment one whole data file lies under the name.
 * @param newKey undefined: not encrypted any more
 * @throws AppError what the copy says, invalid when the file is damaged; then nothing has changed
 */
export async function changeKey(
  options: DataFileOptions,
  newKey: string | undefined,
  now: Date,
  work: LongWork = unwatchedWork,
): Promise<KeyChanged> {
  const { path } = options;
  await removeOldCopies(path, now);
  const kept = await backUp(options, chooseFreeName(`${path}${keptMarks.key}${stampOf(now)}`), work);
  const fresh = `${path}.rekeying-${randomBytes(4).toString('hex')}`;
  let isReplaced = false;
  try {
    assertSound(path, kept.damage);
    await copyFile(kept.path, fresh);
    work.report({ step: 'key', done: 0, total: 0 });
    await rekey({ ...options, path: fresh }, newKey);
    await verify({ path: fresh, key: newKey }, kept, work);
    await sync(fresh);
    await foldLog(options);
    giveToOwner(fresh, path);
    await rename(fresh, path);
    isReplaced = true;
    await syncFolder(path);
    return { path, keptAs: kept.path, tickets: kept.tickets, articles: kept.articles };
  } catch (error) {
    if (isReplaced) throw error;
    // The file is as it was: its copy would take room for nothing.
    await rm(kept.path, { force: true });
    throw describeWorkFailure(error, 'The key was not changed');
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(fresh + end, { force: true });
  }
}

function assertSound(path: string, [first]: readonly string[]): void {
  if (first === undefined) return;
  throw new AppError('invalid', `${path} is damaged: ${first}. See postroom check; its key stays as it is.`);
}

/** Outside of WAL mode, in which the key cannot be changed (https://utelle.github.io/SQLite3MultipleCiphers/docs/configuration/config_sql_pragmas/). */
async function rekey(options: DataFileOptions, newKey: string | undefined): Promise<void> {
  const client = connect(options);
  try {
    await client.execute('PRAGMA journal_mode=DELETE');
    // A PRAGMA takes no parameters.
    await client.execute(`PRAGMA rekey='${(newKey ?? '').replaceAll("'", "''")}'`);
  } catch (error) {
    // Its own words could name the statement, and with it the key.
    const code = (unwrapQueryError(error) as { code?: unknown }).code;
    throw new AppError('unavailable', `The key could not be changed (${String(code)}); nothing has changed.`);
  } finally {
    client.close();
  }
}

async function verify(
  options: DataFileOptions,
  expected: { readonly tickets: number; readonly articles: number },
  work: LongWork,
): Promise<void> {
  const client = connect(options);
  try {
    await checkOwner(client, options.path);
    const facts = await readFileFacts(client);
    const { rows } = facts;
    const isSame = rows.get('tickets') === expected.tickets && rows.get('articles') === expected.articles;
    if (!isSame || (await findTornTable(options, client, facts, work)) !== undefined) {
      throw new AppError('internal', 'The file with its new key is not what it was; nothing has changed.');
    }
    for await (const finding of checkSeals(drizzle(client), work)) {
      throw new AppError('internal', `The file with its new key is damaged: ${describeFinding(finding)}.`);
    }
  } finally {
    client.close();
  }
}

/** Left in place, the log would be read as the new file's. All of it is in the kept copy. @throws AppError conflict */
async function foldLog({ path, key }: DataFileOptions): Promise<void> {
  const client = connect({ path, key });
  try {
    const result = await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    if (Number(result.rows[0]?.[0]) !== 0) throw inUse(path);
  } finally {
    client.close();
  }
  const log = await stat(`${path}-wal`).catch(() => undefined);
  if (log !== undefined && log.size > 0) throw inUse(path);
  await rm(`${path}-wal`, { force: true });
  await rm(`${path}-shm`, { force: true });
}

function inUse(path: string): AppError {
  return new AppError('conflict', `${path} is open in another program; close that and try again.`);
}
