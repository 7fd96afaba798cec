import { connect, type DataFileOptions } from './connect.ts';

/** When a backup was put in the place of this file last, in milliseconds. */
export const restoredAtSetting = 'restored_at';

/** Mail that came before may have been answered by itself already: the file that was replaced knew. */
export async function noteRestore(restored: DataFileOptions, now: Date): Promise<void> {
  const client = connect(restored);
  try {
    await client.execute({
      sql: 'INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)',
      args: [restoredAtSetting, JSON.stringify(now.getTime())],
    });
  } finally {
    client.close();
  }
}
