import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { AppError, describeFileFault, toAppError } from '../../errors.ts';
import { checkDataFile, damageChecks } from './check.ts';
import { connect, type DataFileOptions, describeOpenFailure } from './connect.ts';
import { checkOwner, readFileFacts } from './file-facts.ts';
import { describeFinding } from './finding.ts';
import { fitKey } from './fit-key.ts';
import { type KeptReason, keptMarks } from './kept-name.ts';
import { isOwnCopy, partialNameOf } from './leftovers.ts';
import type { LongWork } from './long-work.ts';
import { copyWithLog } from './restore.ts';

/** A copy of the data file that lies beside it. */
export interface KeptFile {
  readonly path: string;
  readonly reason: KeptReason;
  /** ISO 8601. */
  readonly keptAt: string;
  readonly bytes: number;
  /** Undefined where it cannot be read. */
  readonly version: number | undefined;
  readonly tickets: number | undefined;
  readonly articles: number | undefined;
  /** Why it cannot be restored; undefined when nothing is known against it. */
  readonly problem: string | undefined;
}

/**
 * What updates, restores and changes of the key have kept, the newest first.
 * @param isVerifying reads every stored byte instead of the counts alone
 */
export async function listKeptFiles(
  options: DataFileOptions,
  isVerifying: boolean,
  work: LongWork,
): Promise<KeptFile[]> {
  const folder = dirname(options.path);
  const kept: KeptFile[] = [];
  const names = await readdir(folder).catch((cause: Error) => {
    const why = describeFileFault(cause);
    const message = `The folder ${folder} cannot be read: ${why}; expected that of the data file (--data).`;
    throw new AppError('invalid', message, { cause });
  });
  for (const name of names) {
    const reason = reasonOf(basename(options.path), name);
    if (reason === undefined) continue;
    const path = join(folder, name);
    kept.push(await describeKept({ ...options, path }, options.path, reason, { isVerifying, work }));
  }
  return kept.sort((a, b) => b.keptAt.localeCompare(a.keptAt));
}

function reasonOf(data: string, name: string): KeptReason | undefined {
  if (/-(wal|shm|journal)$/.test(name) || name.endsWith(partialNameOf('')) || isOwnCopy(data, name))
    return undefined;
  const reasons = Object.keys(keptMarks) as KeptReason[];
  return reasons.find((reason) => name.startsWith(data + keptMarks[reason]));
}

interface Verifying {
  readonly isVerifying: boolean;
  readonly work: LongWork;
}

async function describeKept(
  options: DataFileOptions,
  dataPath: string,
  reason: KeptReason,
  verifying: Verifying,
): Promise<KeptFile> {
  const { path } = options;
  const { size, mtime, ino, dev } = await stat(path);
  const known = { path, reason, bytes: size, keptAt: (readStamp(path) ?? mtime).toISOString() };
  const nothing = { version: undefined, tickets: undefined, articles: undefined };
  const data = await stat(dataPath).catch(() => undefined);
  if (data?.ino === ino && data.dev === dev) {
    return { ...known, ...nothing, problem: 'is the data file itself: a restore was interrupted' };
  }
  try {
    return { ...known, ...(await readWithLog(options, verifying)), problem: undefined };
  } catch (error) {
    return { ...known, ...nothing, problem: toAppError(describeOpenFailure(error, path)).message };
  }
}

/** One with a log of its own is read as a copy: opening it would fold the log in. */
async function readWithLog(options: DataFileOptions, verifying: Verifying) {
  if (!existsSync(`${options.path}-wal`)) return readKept(options, verifying);
  const copy = `${options.path}.looking-${randomBytes(4).toString('hex')}`;
  try {
    await copyWithLog(options.path, copy);
    return await readKept({ ...options, path: copy }, verifying);
  } finally {
    for (const end of ['', '-wal', '-shm']) await rm(copy + end, { force: true });
  }
}

async function readKept(given: DataFileOptions, { isVerifying, work }: Verifying) {
  const options = { ...given, key: await fitKey(given) };
  const client = connect(options);
  try {
    await client.execute('PRAGMA query_only=ON');
    await client.execute('PRAGMA trusted_schema=OFF');
    const version = await checkOwner(client, options.path);
    if (isVerifying) {
      for await (const finding of checkDataFile(drizzle(client), { ...work, file: options }, damageChecks)) {
        throw new Error(`damaged: ${describeFinding(finding)}`);
      }
    }
    const { rows } = await readFileFacts(client);
    return { version, tickets: rows.get('tickets') ?? 0, articles: rows.get('articles') ?? 0 };
  } finally {
    client.close();
  }
}

/** `postroom.db.before-restore-20260302T140507Z`, perhaps with `-2` after it. */
function readStamp(path: string): Date | undefined {
  const found = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(-\d+)?$/.exec(path);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
