import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../errors.ts';
import { backUp } from './backup.ts';
import { connect, type DataFileOptions, describeOpenFailure } from './connect.ts';
import { chooseFreeName, keptMarks } from './kept-name.ts';
import { newestVersion, readPragma } from './migrate.ts';

/**
 * Keeps a data file of an older schema as it is, before it is migrated: the way back to the older program.
 * For the holder of the instance lock, before it opens the file.
 * @returns the backup's path; undefined when nothing is to be migrated, or the backup is there already
 * @throws AppError unavailable when there is no room for it
 */
export async function backUpBeforeUpdate(options: DataFileOptions): Promise<string | undefined> {
  if (!existsSync(options.path)) return undefined;
  const version = await readVersion(options);
  if (version === 0 || version >= newestVersion) return undefined;
  const wanted = `${options.path}${keptMarks.update}${version}`;
  if (isKept(options.path, wanted)) return undefined;
  try {
    return (await backUp(options, chooseFreeName(wanted))).path;
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'invalid') throw cause;
    const why = cause instanceof AppError ? cause.message : String(cause);
    throw new AppError(
      'unavailable',
      `The data file is not updated, because it cannot be kept first: ${why}`,
      {
        cause,
      },
    );
  }
}

/** Whether the newest copy of this schema was made after the last change: an update that failed is tried again without another. */
function isKept(path: string, wanted: string): boolean {
  const changed = Math.max(timeOf(path), timeOf(`${path}-wal`));
  const base = basename(wanted);
  const copies = readdirSync(dirname(wanted)).filter(
    (name) => name === base || (name.startsWith(`${base}-`) && /^\d+$/.test(name.slice(base.length + 1))),
  );
  return copies.some((name) => timeOf(join(dirname(wanted), name)) > changed);
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function readVersion(options: DataFileOptions): Promise<number> {
  try {
    const client = connect(options);
    try {
      return await readPragma(client, 'user_version');
    } finally {
      client.close();
    }
  } catch (error) {
    throw describeOpenFailure(error, options.path);
  }
}
