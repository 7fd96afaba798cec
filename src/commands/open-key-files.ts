import { statSync } from 'node:fs';
import type { Config, Environment } from '../config.ts';

/** Bits of a mode (inode(7)). */
const readableByAll = 0o004;

/** @returns the files with a secret of this start that every user of the machine may read */
export function listOpenKeyFiles({ tls }: Pick<Config, 'tls'>, env: Environment): string[] {
  // Modes say nothing there.
  if (process.platform === 'win32') return [];
  const paths = [env.POSTROOM_KEY_FILE ?? '', tls?.keyPath ?? ''];
  return paths.filter((path) => {
    if (path === '') return false;
    const found = statSync(path, { throwIfNoEntry: false });
    return found !== undefined && (found.mode & readableByAll) !== 0;
  });
}
