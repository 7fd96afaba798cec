import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Client } from '@libsql/client/sqlite3';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { AppError, describeFileFault } from '../../errors.ts';
import { alreadyThere, assertBackupName } from './backup-name.ts';
import { findTornTable } from './check-copy.ts';
import { checkSeals } from './check-seals.ts';
import { connect, type DataFileOptions, describeOpenFailure } from './connect.ts';
import { unwrapQueryError } from './failure.ts';
import { checkOwner, type FileFacts, readFileFacts, readSequences } from './file-facts.ts';
import { describeFinding } from './finding.ts';
import { partialNameOf, removeOldPartials } from './leftovers.ts';
import { runLong } from './long-statement.ts';
import { type LongWork, unwatchedWork } from './long-work.ts';
import { sync, syncFolder } from './sync.ts';

export interface Backup {
  readonly path: string;
  readonly bytes: number;
  readonly version: number;
  readonly tickets: number;
  readonly articles: number;
  /** What is not as it was stored, in the data file as in the copy. */
  readonly damage: readonly string[];
}

const mostDamage = 20;

/**
 * Writes a whole copy of the data file to `out`, encrypted when the file is, and verifies it. Safe beside the writer:
 * this connection only reads the file and never checkpoints. It must not be the last one to close while another
 * process could open the file, because the last one folds the log: run it inside the instance, or under its lock.
 * @throws AppError conflict when `out` is there already, unavailable when it cannot be written or was cancelled; then
 * nothing is left
 */
export async function backUp(
  options: DataFileOptions,
  out: string,
  work: LongWork = unwatchedWork,
): Promise<Backup> {
  if (!existsSync(options.path)) {
    throw new AppError('invalid', `There is no data file ${options.path}; expected one to back up (--data).`);
  }
  await assertBackupName(out);
  const partial = partialNameOf(out);
  await claim(partial, out);
  try {
    await copyInto(options, partial, out, work);
    const facts = await verify({ ...options, path: partial }, out, work);
    await publish(partial, out);
    const count = (table: string) => facts.rows.get(table) ?? 0;
    const { size } = await stat(out);
    return {
      path: out,
      bytes: size,
      version: facts.version,
      tickets: count('tickets'),
      articles: count('articles'),
      damage: facts.damage,
    };
  } finally {
    await rm(partial, { force: true });
    await rm(`${partial}-journal`, { force: true });
  }
}

/** Empty and for its owner only, before the first byte goes in. What a killed backup left gives way. */
async function claim(partial: string, out: string): Promise<void> {
  try {
    await removeOldPartials(dirname(out), new Date());
    await rm(partial, { force: true });
    await (await open(partial, 'wx', 0o600)).close();
  } catch (cause) {
    throw notWritten(out, cause);
  }
}

async function copyInto(
  options: DataFileOptions,
  partial: string,
  out: string,
  work: LongWork,
): Promise<void> {
  const client = connect(options);
  try {
    await client.execute('PRAGMA wal_autocheckpoint=0');
    await client.execute('PRAGMA trusted_schema=OFF');
    await checkOwner(client, options.path);
    const before = await readMark(client);
    await copyAllRows(options, partial, work).catch((error: unknown) => {
      throw error instanceof AppError ? error : notWritten(out, unwrapQueryError(error));
    });
    await compare(client, { ...options, path: partial }, before);
  } catch (error) {
    throw describeOpenFailure(error, options.path);
  } finally {
    client.close();
  }
}

async function copyAllRows(options: DataFileOptions, partial: string, work: LongWork): Promise<void> {
  const { size: total } = await stat(options.path);
  await runLong(options, `VACUUM INTO '${partial.replaceAll("'", "''")}'`, work, async () => {
    const { size } = await stat(partial);
    work.report({ step: 'copying', done: Math.min(size, total), total });
  });
}

interface Mark {
  /** Changes with each commit of another connection. */
  readonly dataVersion: unknown;
  readonly sequences: ReadonlyMap<string, number>;
}

async function readMark(client: Client): Promise<Mark> {
  const version = await client.execute('PRAGMA data_version');
  return { dataVersion: version.rows[0]?.[0], sequences: await readSequences(client) };
}

/** The copy holds all that was committed before it began; and exactly that when nothing was committed meanwhile. */
async function compare(source: Client, copyOptions: DataFileOptions, before: Mark): Promise<void> {
  const copy = connect(copyOptions);
  try {
    const copied = await readMark(copy);
    const behind = [...before.sequences].filter(([name, seq]) => (copied.sequences.get(name) ?? 0) < seq);
    if (behind.length > 0) throw incomplete(behind.map(([name]) => name));
    const expected = await readFileFacts(source);
    if ((await readMark(source)).dataVersion !== before.dataVersion) return;
    const found = await readFileFacts(copy);
    const different = [...expected.rows].filter(([name, count]) => found.rows.get(name) !== count);
    if (different.length > 0) throw incomplete(different.map(([name]) => name));
  } finally {
    copy.close();
  }
}

/** A copy of what is damaged is kept, and that is said: it may be all that can be had. */
async function verify(
  options: DataFileOptions,
  out: string,
  work: LongWork,
): Promise<FileFacts & { damage: string[] }> {
  const client = connect(options);
  try {
    await checkOwner(client, out);
    const facts = await readFileFacts(client);
    const torn = await findTornTable(options, client, facts, work);
    if (torn !== undefined) throw cameOutDamaged(torn);
    const damage: string[] = [];
    for await (const finding of checkSeals(drizzle(client), work)) {
      if (damage.length < mostDamage) damage.push(describeFinding(finding));
    }
    return { ...facts, damage };
  } finally {
    client.close();
  }
}

/** Durable first, then under its name; a file that came there meanwhile stays as it is. */
async function publish(partial: string, out: string): Promise<void> {
  await sync(partial);
  try {
    await (await open(out, 'wx', 0o600)).close();
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? alreadyThere(out) : notWritten(out, cause);
  }
  await rename(partial, out);
  await syncFolder(out);
}

/** Not of the disk: another place could do, or another user. */
const ofPlace = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'];

function notWritten(out: string, cause: unknown): AppError {
  const text = describeFileFault(cause, 'write');
  return new AppError(
    'unavailable',
    `The backup could not be written to ${out}: ${text}; nothing was left there.`,
    {
      cause,
      ...(ofPlace.includes(String((cause as NodeJS.ErrnoException).code)) ? { fields: { out: text } } : {}),
    },
  );
}

function cameOutDamaged(problem: string): AppError {
  return new AppError('unavailable', `The backup came out damaged (${problem}); nothing was kept of it.`);
}

function incomplete(tables: readonly string[]): AppError {
  return new AppError('internal', `The backup lacks rows of ${tables.join(', ')}; nothing was kept of it.`);
}
