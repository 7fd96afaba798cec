import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeAsset } from '../../sea.ts';

/** Process numbers mean nothing on another machine or in another container that shares the folder. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const prefix = 'postroom-addon-';

/** Writes the embedded addon as libsql.node in a new folder under `parent` that only this user may enter. @returns its path */
export function createAddonFile(parent: string): string {
  const folder = mkdtempSync(join(parent, `${prefix}${machine}-${process.pid}-`));
  const path = join(folder, 'libsql.node');
  writeAsset('libsql.node', path, 0o500);
  return path;
}

/** Removes what processes of this user left under `parent` when they were killed. */
export function removeAbandonedFolders(parent: string): void {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const pid = new RegExp(`^${prefix}${machine}-(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAnotherAlive(Number(pid))) continue;
    const folder = join(parent, name);
    if (isOwnFolder(folder)) removeFolder(folder);
  }
}

/** Removes `folder`; one that Windows still holds open stays until the next start. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (!(error instanceof Error) || process.platform !== 'win32') throw error;
  }
}

/** A folder with our own number is left over too: this process has not made one yet (in a container it is often 1). */
function isAnotherAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function isOwnFolder(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid());
}
