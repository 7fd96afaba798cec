import { existsSync } from 'node:fs';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { AppError } from '../../errors.ts';
import { checkDataFile } from './check.ts';
import { connect, type DataFileOptions, describeOpenFailure } from './connect.ts';
import { checkOwner, readFileFacts } from './file-facts.ts';
import type { Finding } from './finding.ts';
import { type LongWork, unwatchedWork } from './long-work.ts';
import { newestVersion } from './migrate.ts';

export interface CheckReport {
  readonly findings: readonly Finding[];
  /** Rows by table; empty when the file is too damaged to count. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Runs every check on a connection that only reads. As with a backup, it must not be the last one to close while
 * another process could open the file.
 * @throws AppError invalid when the file is missing, foreign, of another version, or the key does not fit
 */
export async function checkFile(
  options: DataFileOptions,
  work: LongWork = unwatchedWork,
): Promise<CheckReport> {
  const { path } = options;
  if (!existsSync(path)) {
    throw new AppError('invalid', `There is no data file ${path}; expected one to check (--data).`);
  }
  try {
    const client = connect(options);
    try {
      await client.execute('PRAGMA wal_autocheckpoint=0');
      await client.execute('PRAGMA query_only=ON');
      await client.execute('PRAGMA trusted_schema=OFF');
      const version = await checkOwner(client, path);
      if (version < newestVersion) throw outdated(path, version);
      const findings: Finding[] = [];
      for await (const finding of checkDataFile(drizzle(client), { ...work, file: options }))
        findings.push(finding);
      const rows = findings.length > 0 ? {} : Object.fromEntries((await readFileFacts(client)).rows);
      return { findings, rows };
    } finally {
      client.close();
    }
  } catch (error) {
    throw describeOpenFailure(error, path);
  }
}

function outdated(path: string, version: number): AppError {
  return new AppError(
    'invalid',
    `${path} has schema ${version}, and this Postroom checks schema ${newestVersion}; start it once, which updates the file.`,
  );
}
