import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFile } from '../../src/db/care/open.ts';

/** Where the bundles of this run lie; set by the bundler. */
declare const __LIB__: string;

/** Made once in a run of the tests and copied from then on: to run all migrations takes longer than most tests. */
const template = join(__LIB__, 'fresh.db');

/** Puts a new data file there, as the program makes it, unless there is one. */
export async function putFreshFile(path: string): Promise<void> {
  if (existsSync(path)) return;
  if (!existsSync(template)) await makeTemplate();
  copyFileSync(template, path);
}

async function makeTemplate(): Promise<void> {
  const folder = mkdtempSync(`${template}-`);
  const made = join(folder, 'fresh.db');
  await (await openDataFile({ path: made })).close();
  renameSync(made, template);
  rmSync(folder, { recursive: true });
}
