import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import { hasAssets } from '../../sea.ts';
import { createAddonFile, removeAbandonedFolders, removeFolder } from './addon-file.ts';

type Native = Record<string, (...args: unknown[]) => unknown>;

/** Where the main thread wrote the addon; threads started afterwards read it from here. */
const pathKey = 'postroom:native-addon';

let loaded: Native | undefined;

/**
 * Writes the embedded libSQL addon to a private folder and loads it. Two copies in one process would be two SQLite
 * libraries that undo each other's POSIX locks, so the main thread calls this before it starts a thread that opens
 * the data file. Does nothing in a checkout, in a worker and at the second call.
 * @param fallbackFolders tried after the temporary folder, for machines that forbid execution there: the data file's
 */
export function prepareNativeAddon(...fallbackFolders: string[]): void {
  if (!isMainThread || loaded || !hasAssets()) return;
  const failures: string[] = [];
  let cause: unknown;
  for (const folder of [tmpdir(), ...fallbackFolders]) {
    try {
      loaded = loadFrom(folder);
      return;
    } catch (error) {
      cause = error;
      failures.push(`${folder} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  throw new AppError(
    'unavailable',
    `The database library could not be loaded from ${failures.join(', ')}. Set TMPDIR to a folder you may write to and run programs from.`,
    { cause },
  );
}

/** @returns where the addon lies that this process has prepared */
export function findNativeAddon(): string | undefined {
  return getEnvironmentData(pathKey) as string | undefined;
}

/** For a thread that was started before the addon was prepared. */
export function useNativeAddon(path: string | undefined): void {
  if (path !== undefined) setEnvironmentData(pathKey, path);
}

/** What the bundled `libsql` package binds to: each function loads the addon at its first call, so a process that opens no file never does. */
export const nativeAddon: Native = new Proxy<Native>(
  {},
  {
    get: (_target, name) =>
      function callNative(this: unknown, ...args: unknown[]) {
        const native = loadNativeAddon();
        const call = native[String(name)];
        if (!call) throw new AppError('internal', `The database library has no function ${String(name)}.`);
        return Reflect.apply(call, this, args);
      },
  },
);

function loadNativeAddon(): Native {
  if (loaded) return loaded;
  prepareNativeAddon();
  if (loaded) return loaded;
  const path = findNativeAddon();
  if (path === undefined) {
    throw new AppError('internal', 'The main thread did not prepare the database library for its threads.');
  }
  loaded = openAddon(path);
  return loaded;
}

function loadFrom(folder: string): Native {
  removeAbandonedFolders(folder);
  const path = createAddonFile(folder);
  try {
    const native = openAddon(path);
    setEnvironmentData(pathKey, path);
    process.on('exit', () => removeFolder(dirname(path)));
    return native;
  } catch (error) {
    removeFolder(dirname(path));
    throw error;
  }
}

function openAddon(path: string): Native {
  const module: { exports: Native } = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
}
