import type { Client } from '@libsql/client/sqlite3';

/** When a backup was put in the place of this file last, in milliseconds. */
export const restoredAtSetting = 'restored_at';

/** Mail that came before may have been answered by itself already: the file that was replaced knew. */
export async function noteRestore(restored: Client, now: Date): Promise<void> {
  await restored.execute({
    sql: 'INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)',
    args: [restoredAtSetting, JSON.stringify(now.getTime())],
  });
}
