import type { Client } from '@libsql/client/sqlite3';

/** When a backup was put in the place of this file last, in milliseconds. */
export const restoredAtSetting = 'restored_at';

/** What is to be known of that, as JSON. */
export const restoreSetting = 'restore';

export interface RestoreNote {
  /** In milliseconds. */
  readonly at: number;
  /** Who gets in is as it was in the file that was replaced; else as in the backup. */
  readonly isAccessKept: boolean;
  /** Ids of customers who were erased since the backup. */
  readonly erased: readonly number[];
  /** Whether the facts say so already. */
  readonly isTold: boolean;
}

/** Mail that came before may have been answered by itself already: the file that was replaced knew. */
export async function noteRestore(restored: Client, note: RestoreNote): Promise<void> {
  const values = { [restoredAtSetting]: note.at, [restoreSetting]: note };
  for (const [key, value] of Object.entries(values)) {
    await restored.execute({
      sql: 'INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)',
      args: [key, JSON.stringify(value)],
    });
  }
}

/** @returns what is noted of the last restore; undefined where there was none */
export async function readRestoreNote(file: Client): Promise<RestoreNote | undefined> {
  const { rows } = await file.execute({
    sql: 'SELECT value FROM settings WHERE key = ?',
    args: [restoreSetting],
  });
  return rows[0] === undefined ? undefined : (JSON.parse(String(rows[0].value)) as RestoreNote);
}
