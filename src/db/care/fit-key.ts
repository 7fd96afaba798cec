import { existsSync } from 'node:fs';
import { connect, type DataFileOptions } from './connect.ts';

/**
 * The same letters can be written in several ways (Unicode's forms of normalization), and keyboards differ. New files get
 * the composed form; one that was made before that was so, or elsewhere, opens by the form it was made with.
 * Opens the file: for the holder of its lock, or of a copy.
 * @returns the form of the key that opens the file; the composed one where none does
 */
export async function fitKey({ path, key }: DataFileOptions): Promise<string | undefined> {
  if (key === undefined || !existsSync(path)) return key?.normalize('NFC');
  const forms = new Set((['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((form) => key.normalize(form)));
  if (forms.size > 1) for (const form of forms) if (await isOpenedBy(path, form)) return form;
  return key.normalize('NFC');
}

async function isOpenedBy(path: string, key: string): Promise<boolean> {
  try {
    const client = connect({ path, key });
    try {
      await client.execute('PRAGMA query_only=ON');
      await client.execute('SELECT count(*) FROM sqlite_schema');
      return true;
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
