import { existsSync } from 'node:fs';
import { AppError } from '../../errors.ts';
import { backUp } from './backup.ts';
import { newestVersion, readPragma } from './migrate.ts';
import { connect, type DataFileOptions, describeOpenFailure } from './open.ts';

/**
 * Keeps a data file of an older schema as it is, before it is migrated: the way back to the older program.
 * For the holder of the instance lock, before it opens the file.
 * @returns the backup's path; undefined when nothing is to be migrated, or the backup is there already
 * @throws AppError unavailable when there is no room for it
 */
export async function backUpBeforeUpdate(options: DataFileOptions): Promise<string | undefined> {
  if (!existsSync(options.path)) return undefined;
  const version = await readVersion(options);
  const kept = `${options.path}.schema-${version}`;
  if (version === 0 || version >= newestVersion || existsSync(kept)) return undefined;
  try {
    return (await backUp(options, kept)).path;
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
